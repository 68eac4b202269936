//! `migrate.dev` replays the history only where nobody knows what it makes. A role that may not create
//! databases shows which.

use migrate_tests::models::*;
use migrate_tests::*;

const NEEDS_A_SHADOW: &str = "42501";

const THIRD: &str =
    "model U {\n  id   Int    @id @default(autoincrement())\n  name String\n  size Int?\n}";

fn is_proven(app: &mut Session) -> bool {
    app.one("select proof <> '' from migrate.snapshots") == "t"
}

/// The error's code, or the outcomes.
fn tried(app: &mut Session, models: &str, folder: &str) -> String {
    let sql = dev("x", &value(models), folder, ", create_only => true");
    match app.try_rows(&sql) {
        Ok(rows) => rows.into_iter().map(|mut row| row.remove(0)).collect(),
        Err(error) => error.code,
    }
}

#[test]
fn what_was_deployed_from_nothing_is_known() {
    let db = Db::owned("dev_known");
    let mut app = db.connect();
    develop(&mut app, "init", FIRST);
    let known = folder(&mut app);
    assert_eq!(tried(&mut app, SECOND, &known), "created");
    develop(&mut app, "age", SECOND);
    let more = with(
        &folder(&mut app),
        &[(
            "29990101000000_view",
            "create view v as select 1 as one; vacuum",
        )],
    );
    app.rollout(&more).unwrap();
    assert_eq!(tried(&mut app, SECOND, &more), "created");
    let in_sync = app.lines(&dev("x", &value(SECOND), &more, ""));
    assert!(in_sync.starts_with("in_sync|"), "{in_sync}");

    // Drift, an edited text and another folder are looked at as ever.
    app.run("alter table \"U\" add x int");
    assert_eq!(tried(&mut app, SECOND, &more), NEEDS_A_SHADOW);
    app.run("alter table \"U\" drop x");
    assert_eq!(tried(&mut app, SECOND, &more), "created");
    let edited = more.replace("select 1 as one", "select 2 as one");
    assert_eq!(tried(&mut app, SECOND, &edited), "edited");
    // A reset begins anew.
    app.run(&format!(
        "select migrate.reset($b${known}$b$, confirm => current_database())"
    ));
    assert_eq!(tried(&mut app, SECOND, &known), "created");
}

#[test]
fn what_was_there_before_or_taken_as_it_is_is_not_known() {
    let bundle = bundle(&[("1_u", FIRST_SQL)]);
    let baselined = Db::owned("dev_baselined");
    let mut app = baselined.connect();
    app.run(FIRST_SQL);
    app.run(&format!("select migrate.baseline($b${bundle}$b$)"));
    assert_eq!(tried(&mut app, SECOND, &bundle), NEEDS_A_SHADOW);

    let with_a_view = Db::owned("dev_view");
    let mut app = with_a_view.connect();
    app.run("create view v as select 1");
    app.deploy(&bundle).unwrap();
    assert_eq!(tried(&mut app, SECOND, &bundle), NEEDS_A_SHADOW);

    let pushed = Db::owned("dev_pushed");
    let mut app = pushed.connect();
    app.deploy(&bundle).unwrap();
    assert!(is_proven(&mut app));
    app.run(&format!("select migrate.push({})", value(SECOND)));
    assert_eq!(tried(&mut app, SECOND, &bundle), NEEDS_A_SHADOW);

    let out_of_order = Db::owned("dev_order");
    let mut app = out_of_order.connect();
    app.deploy(&bundle).unwrap();
    let before = with(&bundle, &[("0_before", "create view v as select 1")]);
    app.deploy(&before).unwrap();
    assert_eq!(tried(&mut app, SECOND, &before), NEEDS_A_SHADOW);
}

const FIRST_SQL: &str =
    "create table \"U\" (id serial, name text not null, constraint \"U_pkey\" primary key (id))";

#[test]
fn a_replay_that_equals_the_database_is_remembered() {
    let bundle = bundle(&[("1_u", FIRST_SQL)]);
    let db = Db::new("dev_proves");
    let mut app = db.connect();
    app.run(FIRST_SQL);
    app.run(&format!("select migrate.baseline($b${bundle}$b$)"));
    assert!(!is_proven(&mut app));
    let text = |app: &mut Session, models: &str| {
        app.one(&format!(
            "select sql from migrate.dev('x', {}, $b${bundle}$b$, create_only => true)",
            value(models)
        ))
    };
    let replayed = text(&mut app, THIRD);
    assert!(is_proven(&mut app));
    assert_eq!(text(&mut app, THIRD), replayed);
    // Another deployment carries it on.
    let more = with(&bundle, &[("2_v", "create view v as select 1")]);
    app.deploy(&more).unwrap();
    assert!(is_proven(&mut app));
    // What Prisma's language has no word for may differ, but then nothing is proved.
    app.run("update migrate.snapshots set proof = ''; create view w as select 1; select migrate.push(migrate.live())");
    assert_eq!(tried(&mut app, THIRD, &more), "created");
    assert!(!is_proven(&mut app));
}

#[test]
fn what_a_squash_covers_is_not_known() {
    let old = bundle(&[("1_a", FIRST_SQL), ("2_b", "alter table \"U\" add age int")]);
    let db = Db::new("dev_squash");
    let mut app = db.connect();
    app.deploy(&old).unwrap();
    assert!(is_proven(&mut app));
    let squashed = app.one(&format!(
        "select json_build_array(json_build_object('name', name, 'sql', sql, 'replaces', replaces)) from migrate.squash($b${old}$b$)"
    ));
    app.deploy(&squashed).unwrap();
    assert!(!is_proven(&mut app));
    assert_eq!(tried(&mut app, THIRD, &squashed), "created");
}
