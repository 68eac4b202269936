//! `migrate.dev`: from a changed schema to the next migration.

use migrate_tests::models::*;
use migrate_tests::*;

#[test]
fn from_schema_to_schema() {
    let db = Db::new("dev");
    let mut app = db.connect();
    let rows = app.rows(&format!(
        "select outcome, name, sql, warnings, detail from migrate.dev('Init the shop!', {}, '[]')",
        value(FIRST)
    ));
    let [row] = rows.as_slice() else {
        panic!("{rows:?}")
    };
    assert_eq!(row[0], "applied");
    assert!(row[1].ends_with("_init_the_shop"), "{}", row[1]);
    assert_eq!(
        row[2],
        "-- CreateTable\nCREATE TABLE \"U\" (\n    \"id\" SERIAL NOT NULL,\n    \"name\" TEXT NOT NULL,\n\n    CONSTRAINT \"U_pkey\" PRIMARY KEY (\"id\")\n);\n"
    );
    assert_eq!(row[3], "[]");
    assert_eq!(
        row[4],
        "applied and recorded: save it with the other migrations"
    );
    // Nothing said but by rows.
    assert!(app.notices().is_empty());
    let folder_1 = folder(&mut app);
    assert_eq!(
        app.lines(&dev("x", &value(FIRST), &folder_1, "")),
        "in_sync|∅|nothing is to be done"
    );
    develop(&mut app, "age", SECOND);
    let folder_2 = folder(&mut app);
    assert_eq!(app.one("select count(*) from migrate.drift()"), "0");
    app.run("select migrate.check()");
    // The same folder makes the same elsewhere.
    let other = Db::new("dev_other");
    let mut there = other.connect();
    there.deploy(&folder_2).unwrap();
    assert_eq!(
        there.lines(&dev("x", &value(SECOND), &folder_2, "")),
        "in_sync|∅|nothing is to be done"
    );
}

#[test]
fn a_migration_is_only_written() {
    let db = Db::new("dev_create");
    let mut app = db.connect();
    develop(&mut app, "init", FIRST);
    let known = folder(&mut app);
    app.run("insert into \"U\" (name) values ('a'), ('b')");
    let models = "model U {\n  id   Int    @id @default(autoincrement())\n  mail String\n}";
    let created = app.rows(&format!(
        "select outcome, name, sql, warnings, detail from migrate.dev('mail', {}, $b${known}$b$, create_only => true)",
        value(models)
    ));
    let row = &created[0];
    assert_eq!(row[0], "created");
    assert_eq!(
        row[2],
        "/*
  Warnings:

  - You are about to drop the column `name` on the `U` table. All the data in the column will be lost.
  - Added the required column `mail` to the `U` table without a default value. This is not possible if the table is not empty.

*/
-- AlterTable
ALTER TABLE \"U\" DROP COLUMN \"name\",
ADD COLUMN     \"mail\" TEXT NOT NULL;
"
    );
    let warnings: Vec<String> = serde_json::from_str(&row[3]).unwrap();
    assert_eq!(
        warnings,
        [
            "You are about to drop the column `name` on the `U` table, which still contains 2 non-null values.",
            "Added the required column `mail` to the `U` table without a default value. There are 2 rows in this table, it is not possible to execute this step."
        ]
    );
    assert_eq!(folder(&mut app), known);
    // Edited by hand, it is the first thing that the next call does.
    let edited = "ALTER TABLE \"U\" RENAME COLUMN \"name\" TO \"mail\";\n";
    let more = with(&known, &[(&row[1], edited)]);
    assert_eq!(
        outcomes(&mut app, &dev("x", &value(models), &more, "")),
        "applied|TIME_mail\nin_sync|∅"
    );
    assert_eq!(app.lines("select mail from \"U\" order by id"), "a\nb");
    // An empty one is written when it is asked for.
    let rows = app.rows(&format!(
        "select outcome, sql from migrate.dev('by hand', {}, $b${more}$b$, create_only => true)",
        value(models)
    ));
    assert_eq!(rows, [["created", "-- This is an empty migration.\n"]]);
}

#[test]
fn what_the_data_do_not_allow_is_refused() {
    let db = Db::new("dev_data");
    let mut app = db.connect();
    develop(&mut app, "init", FIRST);
    let known = folder(&mut app);
    app.run("insert into \"U\" (name) values ('a')");
    let dropped = value("model U {\n  id Int @id @default(autoincrement())\n}");
    let error = app.error(&dev("x", &dropped, &known, ""));
    assert_eq!(
        (error.code.as_str(), error.message.as_str()),
        ("55000", "data would be lost; nothing was done")
    );
    assert!(
        error
            .hint
            .ends_with("create_only => true writes the migration all the same, for you to edit."),
        "{error}"
    );
    let required = value(&SECOND.replace("Int?", "Int"));
    let more = with(&known, &[("29990101000000_more", "create table more ()")]);
    let error = app.error(&dev("x", &required, &more, ", accept_data_loss => true"));
    assert_eq!(
        (error.message.as_str(), error.detail.as_str()),
        (
            "the data are in the way of the new schema; nothing was done",
            "Added the required column `age` to the `U` table without a default value. There are 1 rows in this table, it is not possible to execute this step."
        )
    );
    assert_eq!(folder(&mut app), known);
    assert_eq!(
        outcomes(
            &mut app,
            &dev("x", &dropped, &known, ", accept_data_loss => true")
        ),
        "applied|TIME_x"
    );
}

#[test]
fn names_have_a_limit() {
    let db = Db::new("dev_names");
    let mut app = db.connect();
    let error = app.error(&dev(&"x".repeat(201), &value(FIRST), "[]", ""));
    assert_eq!(
        (error.code.as_str(), error.message.as_str()),
        (
            "42622",
            "P3010: the name of the migration is 201 bytes long; at most 200 are allowed"
        )
    );
    assert_eq!(
        outcomes(
            &mut app,
            &dev("Wörter / it''s \"new\"", &value(FIRST), "[]", "")
        ),
        "applied|TIME_wörter_it_s_new"
    );
}

#[test]
fn any_schema_can_be_the_target() {
    let db = Db::new("dev_sql");
    let mut app = db.connect();
    let target = "migrate.sql($t$create table t (id int primary key, a text); create view v as select a from t$t$)";
    assert_eq!(
        outcomes(&mut app, &dev("init", target, "[]", "")),
        "applied|TIME_init"
    );
    let known = folder(&mut app);
    let target = "migrate.sql($t$create table t (id int primary key, b text); create view v as select b from t$t$)";
    let renames = r#", renames => '{"public.t.a": "b"}'"#;
    app.run("insert into t values (1, 'x')");
    assert_eq!(
        outcomes(&mut app, &dev("rename", target, &known, renames)),
        "applied|TIME_rename"
    );
    assert_eq!(app.one("select b from v"), "x");
    let known = folder(&mut app);
    assert_eq!(
        outcomes(&mut app, &dev("x", "migrate.live()", &known, "")),
        "in_sync|∅"
    );
    let target = "migrate.sql('create table t (id int primary key)')";
    let error = app.error(&dev("less", target, &known, ""));
    assert_eq!(
        (error.code.as_str(), error.message.as_str()),
        ("55000", "data would be lost; nothing was done")
    );
    assert!(error.hint.contains("create_only => true"), "{error}");
    assert_eq!(
        outcomes(
            &mut app,
            &dev("less", target, &known, ", create_only => true")
        ),
        "created|TIME_less"
    );
}

#[test]
fn renames_keep_the_rows() {
    let db = Db::new("dev_renames");
    let mut app = db.connect();
    develop(&mut app, "init", FIRST);
    let known = folder(&mut app);
    app.run("insert into \"U\" (name) values ('a')");
    let target = value(&FIRST.replace("name", "full"));
    let renames = r#", renames => '{"public.\"U\".name": "full"}'"#;
    assert_eq!(
        outcomes(&mut app, &dev("full", &target, &known, renames)),
        "applied|TIME_full"
    );
    assert_eq!(app.one("select \"full\" from \"U\""), "a");
    assert_eq!(
        app.one("select sql from migrate.history order by name desc limit 1"),
        "-- RenameColumn\nALTER TABLE public.\"U\" RENAME COLUMN name TO \"full\";\n"
    );
}

#[test]
fn it_is_part_of_the_callers_transaction() {
    let db = Db::new("dev_transaction");
    let mut app = db.connect();
    app.run("begin");
    assert_eq!(
        outcomes(&mut app, &dev("init", &value(FIRST), "[]", "")),
        "applied|TIME_init"
    );
    let known = folder(&mut app);
    assert_eq!(
        outcomes(&mut app, &dev("age", &value(SECOND), &known, "")),
        "applied|TIME_age"
    );
    app.run("rollback");
    assert_eq!(folder(&mut app), "[]");
    assert_eq!(app.one("select to_regclass('\"U\"') is null"), "t");
    app.run("begin read only");
    assert_eq!(
        app.error(&dev("init", &value(FIRST), "[]", "")).code,
        "25006"
    );
    app.run("rollback");
}

#[test]
fn a_role_needs_createdb_or_a_word_of_the_administrators() {
    let cluster = Cluster::with(&[]);
    let db = Db::owned_on(&cluster, "dev_role");
    let mut app = db.connect();
    develop(&mut app, "init", FIRST);
    // What is pending has to be replayed.
    let view = ("29990101000000_view", "create view v as select 1");
    let more = with(&folder(&mut app), &[view]);
    let step = dev("age", &value(SECOND), &more, "");
    let error = app.error(&step);
    assert_eq!(error.code, "42501", "{error}");
    assert!(error.message.contains("P3014"), "{error}");
    assert!(error.hint.contains("migrate.shadow_for_all"), "{error}");
    cluster.admin().run(&format!(
        "alter database {} set migrate.shadow_for_all = on",
        db.name()
    ));
    drop(app);
    let mut app = db.connect();
    assert_eq!(
        outcomes(&mut app, &step),
        "applied|TIME_view\napplied|TIME_age"
    );
    assert_eq!(
        app.one("select tableowner from pg_tables where tablename = 'U'"),
        db.owner()
    );
}

/// A migration runs where the search_path leads, here as when it is deployed.
#[test]
fn the_search_path_must_lead_to_the_targets_schema() {
    let db = Db::new("dev_path");
    let mut app = db.connect();
    app.run("create schema tenant; set search_path to tenant, public");
    let error = app.error(&dev("init", &value(FIRST), "[]", ""));
    assert_eq!(
        (error.code.as_str(), error.message.as_str()),
        (
            "55000",
            "the search_path leads to the schema \"tenant\", the target's default schema is \"public\""
        )
    );
    let tenant = |models: &str| {
        format!(
            "migrate.prisma($p${}$p$, default_schema => 'tenant')",
            schema_of(models)
        )
    };
    for (label, models) in [("init", FIRST), ("age", SECOND)] {
        let known = folder(&mut app);
        assert_eq!(
            outcomes(&mut app, &dev(label, &tenant(models), &known, "")),
            format!("applied|TIME_{label}")
        );
    }
    assert_eq!(
        app.one("select schemaname from pg_tables where tablename = 'U'"),
        "tenant"
    );
    // Where all is qualified it does not matter.
    let qualified = "migrate.prisma($p$datasource db {\n provider = \"postgresql\"\n schemas = [\"a\"]\n}\nmodel U {\n id Int @id\n @@schema(\"a\")\n}\n$p$)";
    let elsewhere = Db::new("dev_path");
    let mut nowhere = elsewhere.connect();
    nowhere.run("set search_path to nowhere");
    assert_eq!(
        outcomes(&mut nowhere, &dev("init", qualified, "[]", "")),
        "applied|TIME_init"
    );
    // A schema that is not there yet is part of the first migration.
    let other = Db::new("dev_path");
    let mut app = other.connect();
    app.run("set search_path to tenant");
    assert_eq!(
        outcomes(&mut app, &dev("init", &tenant(FIRST), "[]", "")),
        "applied|TIME_init"
    );
    let known = folder(&mut app);
    assert!(known.contains("CREATE SCHEMA IF NOT EXISTS"), "{known}");
    assert_eq!(
        outcomes(&mut app, &dev("x", &tenant(FIRST), &known, "")),
        "in_sync|∅"
    );
}

#[test]
fn views_of_the_history_step_aside() {
    let db = Db::new("dev_views");
    let mut app = db.connect();
    let first = bundle(&[(
        "1_a",
        "create table \"U\" (id int primary key, n int); create view v as select n from \"U\"",
    )]);
    app.deploy(&first).unwrap();
    let target = value("model U {\n  id Int @id\n  n BigInt?\n}");
    assert_eq!(
        outcomes(&mut app, &dev("big", &target, &first, "")),
        "applied|TIME_big"
    );
    assert_eq!(
        app.one("select pg_typeof(n) from v right join (select) x on true"),
        "bigint"
    );
    let known = folder(&mut app);
    let other = Db::new("dev_views");
    other.connect().deploy(&known).unwrap();
}
