//! `adopt`: which table it reads, and with whose rights.

use migrate_tests::expect::denied;
use migrate_tests::other_tools::*;
use migrate_tests::*;

#[test]
fn the_table_is_found_where_the_tool_has_it_or_where_it_is_said_to_be() {
    let (_db, mut app) = tool_db(
        "adopt",
        "create schema \"My app\"; set search_path = \"My app\"",
    );
    app.run(RAILS);
    app.run("insert into schema_migrations values ('1')");
    app.run("reset search_path");
    let missing = app.error("select migrate.adopt('rails')");
    assert_eq!(
        (missing.code.as_str(), missing.message.as_str(), missing.hint.as_str()),
        (
            "42P01",
            "Rails has no table here: schema_migrations is not on the search_path",
            "It is elsewhere: SELECT * FROM migrate.adopt('rails', history => '\"My app\".schema_migrations')"
        )
    );
    let missing = app.error("select migrate.adopt('sqlx')");
    assert_eq!(
        missing.hint,
        "If the table has another name, or is in another schema: SELECT * FROM migrate.adopt('sqlx', history => 'schema.table')\n\
         Other tools' tables in the database: \"My app\".schema_migrations of Rails or dbmate."
    );
    let missing = app.error("select migrate.adopt('rails', history => 'nowhere.x')");
    assert_eq!(missing.message, "there is no table nowhere.x");
    app.run("alter table \"My app\".schema_migrations rename to \"the.versions\"");
    let named = r#", history => '"My app"."the.versions"'"#;
    assert!(adopt(&mut app, "rails", named).starts_with("1|applied"));
    assert!(notice(&mut app).contains(r#"from "My app"."the.versions" of Rails"#));
}

#[test]
fn what_is_not_the_tools_table_is_refused() {
    let (_db, mut app) = tool_db("adopt", GOLANG);
    let other = app.error("select migrate.adopt('rails')");
    assert_eq!(
        (other.code.as_str(), other.message.as_str(), other.hint.as_str()),
        (
            "42809",
            "public.schema_migrations is not a table of Rails: it has a column \"dirty\"",
            "It looks like another tool's: SELECT * FROM migrate.adopt('golang-migrate', history => 'public.schema_migrations')"
        )
    );
    let unknown = app.error("select migrate.adopt('liquibase')");
    assert_eq!(unknown.code, "22023");
    assert!(unknown.hint.starts_with("It is one of sqlx, diesel, flyway, golang-migrate, node-pg-migrate, alembic, rails, dbmate."), "{unknown}");
    assert_eq!(app.error("select migrate.adopt(null)").code, "22004");
    assert_eq!(
        app.error("select migrate.adopt('rails', '{')").code,
        "22P02"
    );
    // A view would run its author's functions with the caller's rights, as would a type's cast.
    app.run("drop table schema_migrations; create view schema_migrations as select '1'::text as version");
    assert!(app
        .error("select migrate.adopt('rails')")
        .message
        .ends_with("it is not a plain table"));
    app.run("drop view schema_migrations; create type odd as (x text); create table schema_migrations (version odd)");
    assert!(app
        .error("select migrate.adopt('rails')")
        .message
        .ends_with("is of type public.odd"));
    assert_eq!(app.one("select count(*) from migrate.history"), "0");
}

#[test]
fn it_is_read_with_the_callers_rights() {
    let db = Db::owned("adopt");
    let mut admin = db.connect_as("postgres");
    admin.run(RAILS);
    admin.run("insert into schema_migrations values ('1')");
    let mut app = db.connect();
    let refused = app.error("select migrate.adopt('rails')");
    assert_eq!(refused.code, "42501");
    assert!(
        refused
            .hint
            .starts_with("GRANT SELECT ON public.schema_migrations TO "),
        "{refused}"
    );
    admin.run(&format!(
        "grant select on schema_migrations to {}; alter table schema_migrations enable row level security",
        db.owner()
    ));
    // A policy may hide a part of it, and a part is no history.
    assert_eq!(app.error("select migrate.adopt('rails')").code, "42501");
    admin.run("alter table schema_migrations disable row level security");
    assert!(adopt(&mut app, "rails", "").starts_with("1|applied"));
    let role = db.role("reader");
    app.run(&format!("select migrate.grant_deploy('{role}')"));
    denied(
        &mut db.connect_as(&role),
        "select migrate.adopt('rails')",
        "permission denied for function adopt",
    );
}

#[test]
fn nobodys_code_runs_when_it_is_read() {
    let (db, mut owner) = tool_db("adopt", RAILS);
    owner.run(
        "insert into schema_migrations values ('1');
         create function trap(int) returns boolean immutable language plpgsql as
             $$ begin perform set_config('trap.sprung', current_user, false); return true; end $$;
         create index on schema_migrations (version) where trap(1);",
    );
    let sprung = "select coalesce(current_setting('trap.sprung', true), '')";
    // Planning a query is enough to run it.
    let mut admin = db.connect_as("postgres");
    admin.run("select * from schema_migrations");
    assert_eq!(admin.one(sprung), "postgres");
    let mut admin = db.connect_as("postgres");
    assert!(adopt(&mut admin, "rails", "").starts_with("1|applied"));
    assert_eq!(admin.one(sprung), "");
}
