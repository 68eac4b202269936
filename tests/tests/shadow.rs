//! `migrate.sql` and `migrate.replay`: what schema a text makes, found out in a shadow database.

use migrate_tests::*;

const LEFT: &str = "select count(*) from pg_database where datname like 'migrate_shadow%' and datname like '%\\_' || pg_backend_pid() || '\\_%'";

/// What is said of a statement that a shadow database does not run.
fn left_out(tag: &str) -> String {
    format!("{tag} is not run in the shadow database: it is about the whole server")
}

fn shop() -> &'static str {
    "create schema shop; create type shop.mood as enum ('sad', 'glad');
     create table shop.users (id int generated always as identity primary key, mood shop.mood default 'glad', name text not null check (name <> ''));
     create function shop.f(u shop.users) returns text language sql as 'select u.name';
     create view shop.v as select shop.f(u) from shop.users u; comment on view shop.v is 'it''s';
     create index concurrently users_name on shop.users (name)"
}

#[test]
fn a_text_makes_the_schema_that_the_database_would_have() {
    let cluster = Cluster::with(&[]);
    let (db, twin) = (cluster.db("shadow"), cluster.db("twin"));
    let mut app = db.connect();
    let made = app.one(&format!("select migrate.sql($s${}$s$)::text", shop()));
    assert_eq!(twin.psql(shop()).code, 0);
    let mut mine: Value = serde_json::from_str(&twin.live()).unwrap();
    for object in mine["objects"].as_array_mut().unwrap() {
        // What belongs to the caller has no owner.
        object
            .as_object_mut()
            .unwrap()
            .retain(|key, value| key != "owner" || value != "postgres");
    }
    let made: Value = serde_json::from_str(&made).unwrap();
    assert_eq!(made["objects"], mine["objects"]);
    assert_eq!(app.one("select migrate.live() = migrate.empty()"), "t");
    assert_eq!(app.one("select migrate.sql('') = migrate.empty()"), "t");
    assert_eq!(app.one(LEFT), "0");
}

#[test]
fn it_works_inside_a_transaction_and_sees_nothing_of_it() {
    let db = Db::new("shadow");
    let mut app = db.connect();
    app.run("begin isolation level serializable; create table t (a int)");
    let sql = "select jsonb_path_query_first(migrate.sql('create table t (b text)'), '$.objects[*] ? (@.kind == \"table\").columns[0].name')";
    assert_eq!(app.one(sql), "\"b\"");
    app.run("commit");
    assert_eq!(
        app.one("select attname from pg_attribute where attrelid = 't'::regclass and attnum = 1"),
        "a"
    );
}

#[test]
fn errors_point_into_the_text_and_leave_nothing() {
    let db = Db::new("shadow");
    let mut app = db.connect();
    let error =
        app.error("select migrate.sql(E'create table t (a int);\\nselect nope\\n  from t')");
    assert_eq!(
        (error.code.as_str(), error.message.as_str()),
        (
            "42703",
            "the SQL text failed at statement 2, line 2, column 8: column \"nope\" does not exist"
        )
    );
    assert_eq!(
        error.hint,
        "It ran in a shadow database, which is dropped; this database is as it was."
    );
    let error = app.error("select migrate.sql('create table t (;')");
    assert_eq!(
        error.message,
        "the SQL text cannot be parsed, line 1, column 17: syntax error at or near \";\""
    );
    let error = app.error("select migrate.sql(E'select 1;\\n\\\\d t')");
    assert_eq!(
        error.message,
        "the SQL text, line 2, column 1: \\d is a command of the psql client, not SQL"
    );
    let error = app.error("select migrate.sql('begin; create table t ()')");
    assert_eq!(
        (error.code.as_str(), error.message.as_str()),
        ("2D000", "the SQL text failed at statement 2, line 1, column 8: the text ends inside a transaction that it began")
    );
    let bundle = bundle(&[
        ("1_a", "create table a ()"),
        ("2_b", "create table b ();\nselect 1/0"),
    ]);
    let error = app.error(&format!("select migrate.replay($b${bundle}$b$)"));
    assert_eq!(
        error.message,
        "migration \"2_b\" failed at statement 2, line 2, column 1: division by zero"
    );
    assert_eq!(app.one(LEFT), "0");
}

#[test]
fn each_migration_has_a_session_as_at_the_beginning() {
    let db = Db::new("shadow");
    let mut app = db.connect();
    let bundle = bundle(&[
        (
            "1_a",
            "create schema s; set search_path = s; create temp table t (x int)",
        ),
        ("2_b", "create table t (a int)"),
    ]);
    let sql =
        format!("select jsonb_path_query_array(migrate.replay($b${bundle}$b$), '$.objects[*].id')");
    assert_eq!(
        app.one(&sql),
        r#"["schema public", "schema s", "table public.t"]"#
    );
}

#[test]
fn what_concerns_the_whole_server_is_left_out() {
    let db = Db::new("shadow");
    let mut app = db.connect();
    let (role, name) = (db.role("one"), db.name());
    app.run(&format!(
        "select migrate.sql('create role {role}_two; alter role {role} superuser; alter database {name} set work_mem = ''1MB''; create table t ()')"
    ));
    let said: Vec<_> = app.notices().into_iter().map(|n| n.message).collect();
    assert_eq!(
        said,
        ["CREATE ROLE", "ALTER ROLE", "ALTER DATABASE"].map(left_out)
    );
    assert_eq!(app.one(&format!("select count(*) from pg_roles where rolname = '{role}_two' or rolname = '{role}' and rolsuper")), "0");
}

#[test]
fn rights_and_comments_of_the_database_stay_as_they_are() {
    let db = Db::new("shadow");
    let mut app = db.connect();
    let (role, name) = (db.role("one"), db.name());
    let facts = format!(
        "select shobj_description(oid, 'pg_database'), datacl::text from pg_database where datname = '{name}'"
    );
    app.run(&format!("comment on database {name} is 'the real one'"));
    let before = app.rows(&facts);
    app.run(&format!(
        "select migrate.sql($$comment on database {name} is 'another'; grant connect on database {name} to {role};
                              create table t (); comment on table t is 'on database'$$)"
    ));
    assert_eq!(app.rows(&facts), before);
    let said: Vec<_> = app.notices().into_iter().map(|n| n.message).collect();
    assert_eq!(said, ["COMMENT", "GRANT"].map(left_out));
}

#[test]
fn a_role_that_may_not_create_databases_needs_the_administrators_leave() {
    let cluster = Cluster::with(&[]);
    let db = Db::owned_on(&cluster, "shadow");
    let mut app = db.connect();
    let error = app.error("select migrate.sql('create table t ()')");
    assert_eq!(error.code, "42501");
    assert_eq!(
        error.message,
        format!(
            "P3014: a shadow database is needed, and role \"{}\" may not create databases",
            db.owner()
        )
    );
    assert!(error.hint.contains("migrate.shadow_for_all"), "{error}");
    assert_eq!(app.error("set migrate.shadow_for_all = on").code, "42501");

    let mut admin = cluster.admin();
    admin.run(&format!(
        "alter database {} set migrate.shadow_for_all = on",
        db.name()
    ));
    let mut app = db.connect();
    app.run("select migrate.sql('create table t (a int)')");
    // Servers built without contrib have none that only a superuser may install.
    if app.one("select count(*) from pg_available_extensions where name = 'file_fdw'") == "1" {
        let error = app.error("select migrate.sql('create extension file_fdw')");
        assert_eq!(error.code, "42501");
        assert!(error.hint.contains("migrate.shadow_template"), "{error}");
    }
    assert_eq!(
        admin.one("select count(*) from pg_database where datname like 'migrate_shadow%'"),
        "0"
    );
}

#[test]
fn a_template_brings_extensions() {
    let cluster = Cluster::with(&[]);
    let (db, template) = (cluster.db("shadow"), cluster.db("template"));
    let mut admin = cluster.admin();
    template
        .connect()
        .run("drop extension migrate; create table of_the_template ()");
    admin.run(&format!(
        "alter database {} set migrate.shadow_template = '{}'",
        db.name(),
        template.name()
    ));
    let made = db.connect().one("select migrate.sql('create extension if not exists plpgsql; create extension plpgsql')::text");
    assert!(made.contains("table public.of_the_template"), "{made}");
}

#[test]
fn a_cancel_leaves_no_database() {
    let db = Db::new("shadow");
    let mut app = db.connect();
    app.run("set statement_timeout = '1s'");
    let error = app.error("select migrate.sql('select pg_sleep(60)')");
    assert_eq!(error.code, "57014", "{error}");
    app.run("reset statement_timeout");
    assert_eq!(app.one(LEFT), "0");
}

#[test]
fn the_next_one_drops_what_a_killed_session_left() {
    let cluster = Cluster::with(&[]);
    let db = cluster.db("shadow");
    let running = db.background("select migrate.sql('select pg_sleep(60)')");
    let mut app = db.connect();
    let shadows = "select count(*) from pg_database where datname like 'migrate_shadow%'";
    let sleeping = "select count(*) from pg_stat_activity where query like 'select pg_sleep%' and datname like 'migrate_shadow%'";
    wait_until("the text runs", || app.one(sleeping) == "1");
    assert_eq!(app.one(shadows), "1");
    // Another session's is left alone while that lives.
    app.run("select migrate.sql('create table t ()')");
    assert_eq!(app.one(shadows), "1");
    app.run(&format!("select pg_terminate_backend({})", running.pid()));
    assert!(running.join().is_err());
    wait_until("the worker is gone", || app.one(sleeping) == "0");
    app.run("select migrate.sql('create table t ()')");
    assert_eq!(app.one(shadows), "0");
}

#[test]
fn ten_at_once() {
    let cluster = Cluster::with(&[("max_worker_processes", "16")]);
    let db = cluster.db("shadow");
    let all: Vec<_> = (0..10)
        .map(|i| db.background(&format!("select migrate.sql('create table t{i} ()')")))
        .collect();
    for one in all {
        one.join().unwrap();
    }
    assert_eq!(
        cluster
            .admin()
            .one("select count(*) from pg_database where datname like 'migrate_shadow%'"),
        "0"
    );
}

#[test]
fn verify_compares_a_replay_with_the_database() {
    let cluster = Cluster::with(&[]);
    let db = Db::owned_on(&cluster, "verify");
    cluster
        .admin()
        .run(&format!("alter role {} createdb", db.owner()));
    let bundle = bundle(&[
        ("1_a", "create table t (id int primary key, name text)"),
        ("2_b", "create view v as select name from t"),
    ]);
    let mut app = db.connect();
    let verify = format!("select kind, object, change, detail from migrate.verify($b${bundle}$b$)");
    app.deploy(&bundle).unwrap();
    assert_eq!(app.lines(&verify), "");
    app.run("alter table t add column by_hand int; drop view v");
    assert_eq!(
        app.rows(&verify)
            .into_iter()
            .map(|row| row[..3].join("|"))
            .collect::<Vec<_>>(),
        ["column|public.t.by_hand|added", "view|public.v|removed"]
    );
}
