//! Values that a migration adds to an enum, which PostgreSQL lets no one use before the commit.

use migrate_tests::*;

const HINT: &str = "Nothing was run. Run the same bundle with CALL migrate.rollout(…), on its own, outside a transaction block: \
                    it commits after each migration.";

/// A database whose table `people` has a column of the enum `mood`, and a migrated history.
fn with_mood(name: &str) -> Db<'static> {
    let db = Db::new(name);
    let init = "create type mood as enum ('ok', 'sad'); create table people (name text, m mood); create table notes (t text)";
    db.connect().deploy(&bundle(&[("1_init", init)])).unwrap();
    db
}

fn next(migrations: &[(&str, &str)]) -> String {
    bundle(migrations)
}

#[track_caller]
fn refused(app: &mut Session, migrations: &[(&str, &str)], detail: &str) {
    let error = app
        .deploy_with(&next(migrations), "allow_missing => true")
        .err()
        .unwrap_or_else(|| panic!("not refused: {migrations:?}"));
    assert_eq!(error.code, "55P04", "{error}");
    assert_eq!(error.detail, detail);
    assert_eq!(error.hint, HINT);
}

#[test]
fn a_value_used_in_a_later_migration_is_found_before_anything_runs() {
    let db = with_mood("enums");
    let mut app = db.connect();
    for used in [
        "insert into people values ('x', 'new')",
        "update people set m = 'new'",
        "alter table people alter m set default 'new'",
        "create table more (m mood default 'new')",
        "create view happy as select * from people where m = 'new'",
        "create index i on people (name) where m = 'new'",
        "do $$ begin insert into people values ('x', 'new'); end $$",
        "create function f() returns mood language sql as $$ select 'new'::mood $$",
    ] {
        let detail = "Migration \"3_use\", statement 2, line 2: uses 'new', which migration \"2_add\" adds to the enum \"mood\": \
                      it must be committed in between.";
        let list = [
            (
                "2_add",
                "alter type public.mood add value if not exists 'new' after 'ok'",
            ),
            ("3_use", &format!("select 1;\n{used}")),
        ];
        refused(&mut app, &list, detail);
    }
    assert_eq!(app.one("select count(*) from pg_enum"), "2");
}

#[test]
fn a_value_used_in_the_same_migration_is_found() {
    let db = with_mood("enums");
    let mut app = db.connect();
    let list = [(
        "2_both",
        "alter type mood add value 'new';\nupdate people set m = 'new';",
    )];
    refused(
        &mut app,
        &list,
        "Migration \"2_both\", statement 2, line 2: uses 'new', which the same migration adds to the enum \"mood\": \
         it must be committed in between.",
    );
}

#[test]
fn a_value_that_is_only_added_or_named_elsewhere_is_no_reason_to_refuse() {
    let db = with_mood("enums");
    let mut app = db.connect();
    let list = [
        ("2_add", "begin; alter type mood add value 'new'; commit"),
        (
            "3_text",
            "insert into notes values ('new'); comment on table people is 'new'",
        ),
        (
            "4_body",
            "create function f() returns mood language plpgsql as $$ begin return 'new'; end $$",
        ),
        ("5_old", "insert into people values ('new', 'ok')"),
    ];
    // The last one has the literal and the table, so it cannot be told from a use of the value.
    let harmless = next(&list[..3]);
    let rows = app.deploy_with(&harmless, "allow_missing => true").unwrap();
    assert_eq!(rows.len(), 3);
    let rows = app
        .deploy_with(&next(&list[3..]), "allow_missing => true")
        .unwrap();
    assert_eq!(rows.len(), 1);
    assert_eq!(app.one("select f()"), "new");
}

#[test]
fn a_use_that_nobody_can_see_fails_at_run_time_with_the_same_advice() {
    let db = with_mood("enums");
    let mut app = db.connect();
    let list = [
        ("2_add", "alter type mood add value 'new'"),
        (
            "3_use",
            "update people set m = 'ok';\nselect ('n' || 'ew')::mood",
        ),
    ];
    let error = app
        .deploy_with(&next(&list), "allow_missing => true")
        .unwrap_err();
    assert_eq!(error.code, "55P04");
    assert_eq!(
        error.message,
        "migration \"3_use\" failed at statement 2, line 2, column 1: unsafe use of new value \"new\" of enum type mood"
    );
    assert_eq!(
        error.hint,
        "New enum values must be committed before they can be used.\n\
         Run the same bundle with CALL migrate.rollout(…), on its own, outside a transaction block: it commits after each migration.\n\
         Nothing was applied: a deployment is all or nothing. SELECT * FROM migrate.attempts WHERE name = '3_use' shows this error."
    );
    assert_eq!(app.one("select count(*) from pg_enum"), "2");
}

#[test]
fn a_new_enum_can_be_used_with_the_values_that_it_was_created_with() {
    let db = Db::new("enums");
    let mut app = db.connect();
    let list = [
        ("1_a", "create type color as enum ('red'); create table t (c color default 'red')"),
        ("2_b", "insert into t values ('red'); alter type color rename value 'red' to 'blue'; insert into t values ('blue')"),
    ];
    assert_eq!(app.deploy(&next(&list)).unwrap().len(), 2);
    let added = [
        (
            "1_a",
            "create type size as enum ('s'); alter type size add value 'l'",
        ),
        ("2_b", "select 'l'::size"),
    ];
    let other = Db::new("enums");
    let result = other.connect().deploy(&next(&added));
    assert_eq!(result.unwrap_err().code, "55P04");
}

#[test]
fn quoted_names_and_values_are_told_apart_as_the_server_does() {
    let db = Db::new("enums");
    let mut app = db.connect();
    let init = "create type \"Role\" as enum ('USER'); create type role as enum ('user', 'ADMIN'); create schema s; \
                create table s.\"User\" (r \"Role\", many \"Role\"[]); create table account (r role)";
    app.deploy(&bundle(&[("1_init", init)])).unwrap();
    let add = (
        "2_add",
        "alter type \"Role\" add value 'ADMIN'; alter type \"Role\" add value 'it''s'",
    );
    let detail = |value: &str| {
        format!(
            "Migration \"3_use\", statement 1, line 1: uses '{value}', which migration \"2_add\" adds to the enum \"Role\": \
             it must be committed in between."
        )
    };
    refused(
        &mut app,
        &[add, ("3_use", "insert into s.\"User\" values ('ADMIN')")],
        &detail("ADMIN"),
    );
    refused(
        &mut app,
        &[
            add,
            (
                "3_use",
                "update s.\"User\" set many = many || array['it''s'::\"Role\"]",
            ),
        ],
        &detail("it's"),
    );
    refused(
        &mut app,
        &[add, ("3_use", "select E'it\\'s'::\"Role\"")],
        &detail("it's"),
    );
    let harmless = [add, ("3_other", "insert into account values ('ADMIN'); select 'ADMIN'::role; select 'admin', s.\"User\".r from s.\"User\"")];
    assert_eq!(
        app.deploy_with(&next(&harmless), "allow_missing => true")
            .unwrap()
            .len(),
        2
    );
}

#[test]
fn prismas_way_to_replace_an_enum_is_deployed() {
    let db = Db::new("enums");
    let mut app = db.connect();
    let list = [
        ("1_init", "create type \"Role\" as enum ('USER'); create table \"User\" (role \"Role\" not null default 'USER')"),
        ("2_add", "alter type \"Role\" add value 'ADMIN';"),
        (
            "3_replace",
            "begin; create type \"Role_new\" as enum ('USER', 'ADMIN', 'OWNER'); alter table \"User\" alter column role drop default; \
             alter table \"User\" alter column role type \"Role_new\" using (role::text::\"Role_new\"); \
             alter type \"Role\" rename to \"Role_old\"; alter type \"Role_new\" rename to \"Role\"; drop type \"Role_old\"; \
             alter table \"User\" alter column role set default 'OWNER'; commit;",
        ),
    ];
    assert_eq!(app.deploy(&next(&list)).unwrap().len(), 3);
    app.run("insert into \"User\" default values");
    assert_eq!(app.one("select role from \"User\""), "OWNER");
}
