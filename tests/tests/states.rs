//! `status`, `check` and `baseline`: every state that a migration can be in.

use migrate_tests::*;

fn lines(app: &mut Session, bundle: &str) -> String {
    let rows = app
        .query("select name, state, applied_at is not null, coalesce(detail, '') from migrate.status($1::text) where state <> 'drifted'", &[&bundle])
        .unwrap();
    let line = |row: &postgres::Row| {
        let applied = if row.get::<_, bool>(2) { "at" } else { "-" };
        format!(
            "{} {} {applied} {}",
            row.get::<_, &str>(0),
            row.get::<_, &str>(1),
            row.get::<_, &str>(3)
        )
    };
    let list: Vec<_> = rows
        .iter()
        .map(|row| line(row).trim_end().to_owned())
        .collect();
    list.join("\n")
}

#[test]
fn every_state_shows_in_the_bundles_order_and_missing_ones_last() {
    let db = Db::new("states");
    let mut app = db.connect();
    let base = [("a1", "create table a1 ()")];
    app.query(
        "select * from migrate.baseline($1::text)",
        &[&bundle(&base)],
    )
    .unwrap();
    let applied = [
        ("a1", "create table a1 ()"),
        ("b1", "create table b1 ();\n"),
        ("b2", "create table b2 ();\n"),
        ("x1", ""),
        ("m2", ""),
        ("m1", ""),
    ];
    app.deploy(&json!({"migrations": applied.map(|(name, sql)| json!({"name": name, "sql": sql})), "order": "given"}).to_string())
        .unwrap();
    app.rollout_with(
        &bundle(&[("c1", "create table c1 (); vacuum c1; selec 1")]),
        "allow_missing => true",
    )
    .unwrap_err();
    app.rollout_with(
        &bundle(&[("c2", "create table c2 (); vacuum c2; select nope")]),
        "allow_missing => true",
    )
    .unwrap_err();
    app.run("select migrate.resolve('c2', 'rolled_back')");
    app.rollout_with(
        &bundle(&[("c3", "create table c3 (); vacuum c3; select nope")]),
        "allow_missing => true",
    )
    .unwrap_err();
    let now = bundle(&[
        ("a1", "create table a1 ()"),
        ("a2", "select 1"),
        ("b1", "create table b1 ();\r\n"),
        ("b2", "create table b2 (x int);\n"),
        ("c2", "changed"),
        ("c3", "changed"),
        ("x1", ""),
        ("z1", "select 1"),
    ]);
    let shown = lines(&mut app, &now);
    let stripped: Vec<_> = shown
        .lines()
        .map(|line| {
            line.split("last attempt")
                .next()
                .unwrap()
                .split(", the bundle")
                .next()
                .unwrap()
                .trim_end()
        })
        .collect();
    let edited = format!(
        "b2 edited at applied with checksum {}…",
        &app.one("select checksum from migrate.history where name = 'b2'")[..12]
    );
    assert_eq!(
        stripped,
        [
            "a1 baselined at recorded without running it",
            "a2 out_of_order - sorts before migrations that are applied already",
            "b1 applied at",
            &edited,
            "c2 rolled_back - declared undone; the next deployment runs it again;",
            "c3 failed - 2 of 3 statements are committed;",
            "x1 applied at",
            "z1 pending -",
            "m1 missing at applied, but not in the bundle",
            "m2 missing at applied, but not in the bundle",
        ]
    );
    assert_eq!(
        app.lines("select name, state from migrate.status()"),
        "a1|baselined\nb1|applied\nb2|applied\nx1|applied\nm2|applied\nm1|applied\nc2|rolled_back\nc3|failed\n(schema)|drifted"
    );
    let error = app
        .query("select migrate.check($1::text)", &[&now])
        .map(drop)
        .map_err(Message::of)
        .unwrap_err();
    assert_eq!(error.code, "55000");
    assert_eq!(
        error.message,
        "the database is not up to date: 1 failed, 1 edited, 2 missing, 1 pending, 1 out_of_order, 1 rolled_back, the schema has drifted"
    );
    assert_eq!(
        error.detail,
        "failed: \"c3\"\nedited: \"b2\"\nmissing: \"m1\", \"m2\"\npending: \"z1\"\nout_of_order: \"a2\"\nrolled_back: \"c2\"\ndrifted: 2 differences, SELECT * FROM migrate.drift()"
    );
    assert_eq!(
        error.hint,
        "SELECT * FROM migrate.status(…) shows every migration."
    );
}

#[test]
fn check_is_silent_proof_that_all_is_applied() {
    let db = Db::new("states");
    let mut app = db.connect();
    assert_eq!(
        app.one("select migrate.check()"),
        "up to date: 0 migrations applied"
    );
    let list = bundle(&[("1_a", ""), ("2_b", "")]);
    let pending = app
        .query("select migrate.check($1::text)", &[&list])
        .map(drop)
        .map_err(Message::of)
        .unwrap_err();
    assert_eq!(pending.message, "the database is not up to date: 2 pending");
    app.deploy_with(&list, "up_to => '1_a'").unwrap();
    assert_eq!(
        app.one("select migrate.check()"),
        "up to date: 1 migration applied"
    );
    app.deploy(&list).unwrap();
    for kind in ["text", "json", "jsonb"] {
        assert_eq!(
            app.one(&format!("select migrate.check('{list}'::{kind})")),
            "up to date: 2 migrations applied"
        );
    }
    assert_eq!(
        db.psql("select migrate.check()").ok(),
        "up to date: 2 migrations applied\n"
    );
}

#[test]
fn asking_works_in_a_read_only_transaction_and_takes_no_lock() {
    let db = Db::new("states");
    let (mut app, mut other) = (db.connect(), db.connect());
    let list = bundle(&[("1_a", "")]);
    other.run("begin");
    other.deploy(&list).unwrap();
    app.run("set default_transaction_read_only = on");
    assert_eq!(app.status(&list), "1_a|pending");
    other.run("commit");
    assert_eq!(app.status(&list), "1_a|applied");
    assert_eq!(
        app.one("select migrate.check()"),
        "up to date: 1 migration applied"
    );
}

#[test]
fn line_endings_are_no_edit_but_every_other_byte_is() {
    let db = Db::new("states");
    let mut app = db.connect();
    app.deploy(&bundle(&[("1_a", "select 1;\nselect 2;\n")]))
        .unwrap();
    for (sql, state) in [
        ("select 1;\r\nselect 2;\r\n", "applied"),
        ("select 1;\nselect 2;\n", "applied"),
        ("select 1;\nselect 2;", "edited"),
        ("select 1;\nselect 2; \n", "edited"),
        ("select 1;\rselect 2;\r", "edited"),
        ("\u{feff}select 1;\nselect 2;\n", "edited"),
    ] {
        assert_eq!(
            app.status(&bundle(&[("1_a", sql)])),
            format!("1_a|{state}"),
            "{sql:?}"
        );
    }
}

#[test]
fn a_database_with_tables_of_unknown_origin_is_refused_until_it_is_baselined() {
    let db = Db::new("states");
    let mut app = db.connect();
    let list = bundle(&[
        ("1_init", "create table users ()"),
        ("2_more", "create table more ()"),
        ("3_new", "create table new ()"),
    ]);
    app.run("create table users (); create schema app; create table app.more (); create table app.parts (a int) partition by list (a)");
    for error in [
        app.deploy(&list).unwrap_err(),
        app.rollout(&list).unwrap_err(),
    ] {
        assert_eq!(
            (error.code.as_str(), error.message.as_str()),
            (
                "55000",
                "the database has tables, but no history of migrations (P3005)"
            )
        );
        assert_eq!(error.detail, "Tables: app.more, app.parts, public.users.");
        assert_eq!(
            error.hint,
            "If the schema already has what the migrations do, record them without running them: \
             SELECT * FROM migrate.baseline(<the bundle>), or with up_to => 'name' for the first ones only."
        );
    }
    app.run("create table _prisma_migrations (); create table t1 (); create table t2 (); create table t3 ()");
    let error = app.deploy(&list).unwrap_err();
    assert_eq!(
        error.detail,
        "Tables: app.more, app.parts, public.t1, public.t2, public.t3 and 1 more."
    );
    assert!(error.hint.starts_with("If the schema"), "{error}");

    let rows = app
        .query(
            "select name, outcome from migrate.baseline($1::text, up_to => '2_more')",
            &[&list],
        )
        .unwrap();
    let rows: Vec<(&str, &str)> = rows.iter().map(|r| (r.get(0), r.get(1))).collect();
    assert_eq!(rows, [("1_init", "baselined"), ("2_more", "baselined")]);
    assert_eq!(
        app.lines("select name, state, statements, sql, duration from migrate.history"),
        "1_init|baselined|∅|create table users ()|00:00:00\n2_more|baselined|∅|create table more ()|00:00:00"
    );
    assert_eq!(app.deploy(&list).unwrap().len(), 1);
    assert_eq!(
        app.status(&list),
        "1_init|baselined\n2_more|baselined\n3_new|applied"
    );
    assert_eq!(
        app.query("select * from migrate.baseline($1::text)", &[&list])
            .unwrap()
            .len(),
        0
    );
    assert_eq!(
        app.error(&format!("select migrate.baseline('{list}', 'nope')"))
            .message,
        "migration \"nope\" is not in the bundle (P3017)"
    );
}

#[test]
fn what_is_no_table_of_the_users_does_not_count() {
    let db = Db::new("states");
    let mut app = db.connect();
    app.run(
        "create table member (); alter extension plpgsql add table member; create temp table t (); create view v as select 1;
         create materialized view m as select 1; create sequence s; create type c as (a int); create table _prisma_migrations ()",
    );
    assert_eq!(
        app.deploy(&bundle(&[("1_a", "create table a ()")]))
            .unwrap()
            .len(),
        1
    );
}

#[test]
fn a_baseline_of_an_edited_history_is_refused() {
    let db = Db::new("states");
    let mut app = db.connect();
    app.deploy(&bundle(&[("1_a", "")])).unwrap();
    let error = app.error(&format!(
        "select migrate.baseline('{}')",
        bundle(&[("1_a", "select 1"), ("2_b", "")])
    ));
    assert_eq!(
        error.message,
        "migration \"1_a\" was edited after it was applied"
    );
}

#[test]
fn accepting_an_edited_baseline_keeps_when_it_was_recorded() {
    let db = Db::new("states");
    let mut app = db.connect();
    let rows = "select state, applied_at from migrate.history";
    let call =
        |verb: &str, sql: &str| format!("select migrate.{verb}$b${}$b$)", bundle(&[("1_a", sql)]));
    app.run(&call("baseline(", "select 1"));
    let before = app.lines(rows);
    app.run(&call("resolve('1_a', 'applied', ", "select 2"));
    assert_eq!(app.lines(rows), before);
    assert!(before.starts_with("baselined|2"), "{before}");
    assert_eq!(app.one("select sql from migrate.history"), "select 2");
}
