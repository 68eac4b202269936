//! `migrate.dev` where the history, the folder and the database do not agree.

use migrate_tests::models::*;
use migrate_tests::*;

#[test]
fn pending_migrations_are_applied_first() {
    let db = Db::new("dev_pending");
    let mut app = db.connect();
    develop(&mut app, "init", FIRST);
    let known = folder(&mut app);
    let more = with(
        &known,
        &[
            ("10000101000000_before", "create view v as select 1"),
            (
                "29990101000000_age",
                "ALTER TABLE \"U\" ADD COLUMN \"age\" INTEGER;\n",
            ),
        ],
    );
    let models = SECOND.replace("age  Int?", "age  Int?\n  size Int?");
    let rows = app.lines(&dev("size", &value(&models), &more, ""));
    assert_eq!(
        rows,
        "applied|TIME_before|was pending\napplied|TIME_age|was pending\n\
         applied|TIME_size|applied and recorded: save it with the other migrations"
    );
    // The new one sorts behind the last.
    assert_eq!(
        app.one("select max(name) from migrate.history"),
        "29990101000001_size"
    );
}

#[test]
fn a_pending_migration_that_does_not_run_is_shown_with_its_place() {
    let db = Db::new("dev_broken");
    let mut app = db.connect();
    develop(&mut app, "init", FIRST);
    let known = folder(&mut app);
    let more = with(
        &known,
        &[("29990101000000_b", "create table b ();\nselect nope;\n")],
    );
    let error = app.error(&dev("x", &value(SECOND), &more, ""));
    assert_eq!(
        (error.code.as_str(), error.message.as_str()),
        ("42703", "migration \"29990101000000_b\" failed at statement 2, line 2, column 8: column \"nope\" does not exist")
    );
    assert!(error.hint.starts_with("P3006: "), "{error}");
    assert!(
        error
            .context
            .contains("    2 | select nope;\n      |        ^"),
        "{error}"
    );
    let more = with(&known, &[("29990101000000_b", "create tabel b ();")]);
    let error = app.error(&dev("x", &value(SECOND), &more, ""));
    assert_eq!(error.code, "42601");
    assert_eq!(folder(&mut app), known);
    assert_eq!(app.one("select to_regclass('b') is null"), "t");
}

/// Each finding comes as a row that says what to do, and then nothing is done.
#[test]
fn a_history_that_is_not_the_folders_is_shown() {
    let db = Db::new("dev_history");
    let mut app = db.connect();
    let three = [
        ("1_a", "create table a (id int primary key)"),
        ("2_b", "create table b (id int primary key)"),
        ("3_c", "create table c (id int primary key)"),
    ];
    app.deploy(&bundle(&three)).unwrap();
    let before = app.one("select migrate.live()->>'fingerprint'");
    for (migrations, expected) in [
        (bundle(&three[..2]), "missing|3_c"),
        (
            bundle(&[three[0], ("2_b", "create table b ()"), three[2]]),
            "edited|2_b",
        ),
        (
            bundle(&[three[0], ("2_x", "select 1"), ("3_y", "select 1")]),
            "diverged|1_a\nmissing|2_b\nmissing|3_c",
        ),
        (
            bundle(&[("1_x", "select 1")]),
            "diverged|∅\nmissing|1_a\nmissing|2_b\nmissing|3_c",
        ),
    ] {
        let rows = outcomes(&mut app, &dev("x", &value(SECOND), &migrations, ""));
        assert_eq!(rows, expected);
    }
    let diverged = bundle(&[three[0], ("2_x", "select 1")]);
    assert_eq!(
        app.one(&format!(
            "select detail from migrate.dev('x', {}, '{diverged}') where outcome = 'diverged'",
            value(SECOND)
        )),
        "the migrations recorded in the database diverge from those given after \"1_a\": only given: 2_x; only recorded: 2_b, 3_c"
    );
    assert_eq!(app.one("select migrate.live()->>'fingerprint'"), before);
    // Line ends are no edit.
    let crlf = three.map(|(name, sql)| (name, sql.replace(' ', "\r\n")));
    let lf = three.map(|(name, sql)| (name, sql.replace(' ', "\n")));
    app.run("truncate migrate.migrations");
    app.run("drop table a, b, c");
    app.deploy(&bundle(&lf)).unwrap();
    assert_eq!(
        outcomes(&mut app, &dev("x", "migrate.live()", &bundle(&crlf), "")),
        "in_sync|∅"
    );
}

#[test]
fn a_migration_that_stands_failed_is_shown() {
    let db = Db::new("dev_failed");
    let mut app = db.connect();
    let half = bundle(&[(
        "1_a",
        "create table a (id int primary key); create index concurrently on a (nope)",
    )]);
    assert!(app.rollout(&half).is_err());
    assert_eq!(
        app.lines(&dev("x", &value(FIRST), &half, "")),
        "failed|1_a|failed half-way: migrate.status() says how far it came; say what is true by migrate.resolve(name, 'rolled_back') or migrate.resolve(name, 'applied')"
    );
    app.run("drop table a; select migrate.resolve('1_a', 'rolled_back')");
    let mended = bundle(&[("1_a", "create table a (id int primary key)")]);
    let target = value("model a {\n  id Int @id\n  b Int?\n}");
    assert_eq!(
        outcomes(&mut app, &dev("x", &target, &mended, "")),
        "applied|1_a\napplied|TIME_x"
    );
}

#[test]
fn drift_is_shown_in_prismas_words() {
    let db = Db::new("dev_drift");
    let mut app = db.connect();
    develop(&mut app, "init", FIRST);
    let known = folder(&mut app);
    app.run("create table extra (id int primary key); alter table \"U\" add x int");
    let target = value(SECOND);
    let detail = |app: &mut Session, target: &str| {
        let rows = app.rows(&dev("x", target, &known, ""));
        assert_eq!(rows.len(), 1);
        assert_eq!(rows[0][0], "drifted");
        rows[0][2].clone()
    };
    let expected = "the database is not in sync with its migrations:

[+] Added tables
  - extra

[*] Changed the `U` table
  [+] Added column `x`

SELECT * FROM migrate.drift() says who did it, and has the SQL that undoes it; migrate.adopt_drift(name) makes it a migration.";
    assert_eq!(detail(&mut app, &target), expected);
    app.run("drop table extra; alter table \"U\" drop x");
    // Out of Prisma's scope it is no drift for a Prisma schema, but for any other.
    app.run("create view v as select 1");
    assert!(detail(&mut app, "migrate.empty()").contains("[+] Added views\n  - v"));
    // What was pushed is expected, but no migration makes it.
    app.run("drop view v");
    app.run(&format!("select migrate.push({target})"));
    let pushed = detail(&mut app, &target);
    assert!(pushed.contains("  [+] Added column `age`"), "{pushed}");
    assert!(
        pushed.contains("migrate.push(migrate.replay(migrations)) undoes it."),
        "{pushed}"
    );
    app.run(&format!(
        "select migrate.push(migrate.replay($b${known}$b$))"
    ));
    assert_eq!(
        outcomes(&mut app, &dev("age", &target, &known, "")),
        "applied|TIME_age"
    );
}

/// A database that was made without a history.
#[test]
fn a_first_migration_beside_tables_is_refused() {
    let db = Db::new("dev_foreign");
    let mut app = db.connect();
    app.run(&format!("select migrate.push({})", value(FIRST)));
    let rows = app.rows(&dev("x", &value(SECOND), "[]", ""));
    assert_eq!(rows[0][0], "drifted");
    assert!(rows[0][2].contains("[+] Added tables\n  - U"), "{rows:?}");
    assert!(
        rows[0][2].contains("migrate.baseline(migrations)"),
        "{rows:?}"
    );
    // What the row says to do.
    let first = app.one("select migrate.script(migrate.empty(), migrate.live())");
    let folder = bundle(&[("1_first", first)]);
    assert_eq!(
        outcomes(&mut app, &dev("x", &value(SECOND), &folder, "")),
        "drifted|∅"
    );
    app.run(&format!("select migrate.baseline($b${folder}$b$)"));
    assert_eq!(
        outcomes(&mut app, &dev("age", &value(SECOND), &folder, "")),
        "applied|TIME_age"
    );
}

/// Managed databases come with some, and who does not ask for the preview feature has no words for them.
#[test]
fn an_extension_that_was_there_before_is_no_drift() {
    let db = Db::new("dev_extension");
    let mut app = db.connect();
    if app.one("select count(*) from pg_available_extensions where name = 'citext'") == "0" {
        eprintln!("skipped: no contrib extensions here");
        return;
    }
    app.run("create extension citext");
    develop(&mut app, "init", FIRST);
    develop(&mut app, "age", SECOND);
    let known = folder(&mut app);
    let asked = format!(
        "generator g {{\n  provider = \"x\"\n  previewFeatures = [\"postgresqlExtensions\"]\n}}\n{SECOND}"
    );
    let [row] = &app.rows(&dev("x", &value(&asked), &known, ""))[..] else {
        panic!("one row")
    };
    assert_eq!(row[0], "drifted");
    assert!(
        row[2].contains("[+] Added extensions\n  - citext"),
        "{}",
        row[2]
    );
    // With one in the template of shadow databases it is there before the first migration.
    let template = Db::bare("dev_template");
    template.connect().run("create extension citext");
    app.run(&format!(
        "set migrate.shadow_template = '{}'",
        template.name()
    ));
    let in_sync = app.lines(&dev("x", &value(&asked), &known, ""));
    assert!(in_sync.starts_with("in_sync|"), "{in_sync}");
}
