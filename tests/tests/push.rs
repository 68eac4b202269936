//! `migrate.diff`, `migrate.script` and `migrate.push`: from any schema to any other, as their users meet them.

use migrate_tests::*;

const BEFORE: &str = "
    create table users (id int primary key, name text, email varchar(100), code text);
    create view names as select name from users;
    insert into users values (1, 'a', 'a@b', '1'), (2, null, 'a@b', 'x');";

fn shop(name: &str) -> (Db<'static>, Session) {
    let db = Db::new(name);
    let mut app = db.connect();
    app.run(BEFORE);
    (db, app)
}

/// `migrate.sql` of a text.
fn value(sql: &str) -> String {
    format!("migrate.sql($t${sql}$t$)")
}

fn steps(app: &mut Session, from: &str, to: &str) -> String {
    app.lines(&format!(
        "select kind, object, change from migrate.diff({from}, {to})"
    ))
}

#[test]
fn push_makes_the_schema_equal_to_the_target() {
    let (_db, mut app) = shop("push");
    let target = value(
        "create table users (id int primary key, name text, email text, code text, at timestamptz default now());
         create table posts (id bigint generated always as identity primary key, author int not null references users);
         create index on posts (author);
         create view names as select name, email from users;
         create function f() returns bigint language sql as 'select count(*) from posts'",
    );
    app.run("begin");
    app.run(&format!("select migrate.push({target})"));
    app.run("rollback");
    assert_eq!(app.one("select to_regclass('posts') is null"), "t");
    app.run(&format!("select migrate.push({target})"));
    assert_eq!(steps(&mut app, "migrate.live()", &target), "");
    assert_eq!(steps(&mut app, &target, "migrate.live()"), "");
    assert_eq!(app.one("select count(*) from migrate.drift()"), "0");
    assert_eq!(
        app.lines("select id, code from users order by 1"),
        "1|1\n2|x"
    );
    assert_eq!(
        app.one(&format!("select count(*) from migrate.push({target})")),
        "0"
    );
}

#[test]
fn data_are_lost_only_when_that_is_accepted() {
    let (_db, mut app) = shop("push_loss");
    let target = value("create table users (id int primary key, name text, email varchar(100)); create view names as select name from users");
    let error = app.error(&format!("select migrate.push({target})"));
    assert_eq!(
        (error.code.as_str(), error.message.as_str()),
        ("55000", "data would be lost; nothing was done")
    );
    assert_eq!(
        error.detail,
        "You are about to drop the column `code` on the `users` table, which still contains 2 non-null values."
    );
    assert!(error.hint.contains("accept_data_loss => true"), "{error}");
    assert_eq!(app.one("select count(code) from users"), "2");
    app.run(&format!(
        "select migrate.push({target}, accept_data_loss => true)"
    ));
    assert_eq!(steps(&mut app, "migrate.live()", &target), "");
    // What is empty is no loss.
    app.run("alter table users add column empty text; create table nothing ()");
    app.run(&format!("select migrate.push({target})"));
}

#[test]
fn what_would_fail_on_the_data_is_not_tried() {
    let (_db, mut app) = shop("push_fail");
    for (change, found) in [
        (
            "name text not null, email varchar(100), code text",
            "there are 1 existing NULL values.",
        ),
        (
            "name text, email varchar(100) unique, code text",
            "(1 found)",
        ),
        ("name text, email varchar(2), code text", "(2 found)"),
        (
            "name text, email varchar(100), code text, more int not null",
            "There are 2 rows in this table, it is not possible to execute this step.",
        ),
        (
            "name text, email varchar(100), code text check (code < 'b')",
            "(1 found)",
        ),
    ] {
        let target = value(&format!(
            "create table users (id int primary key, {change}); create view names as select name from users"
        ));
        let error = app.error(&format!("select migrate.push({target})"));
        assert_eq!(
            (error.code.as_str(), error.message.as_str()),
            (
                "55000",
                "the data are in the way of the new schema; nothing was done"
            ),
            "{change}"
        );
        assert!(error.detail.ends_with(found), "{change}: {error}");
    }
    // Only the server can tell what is an address, and before 16 only by trying: all or nothing.
    let target = value("create table users (id int primary key, name text, email varchar(100), code macaddr); create view names as select name from users; create table more ()");
    assert_eq!(
        app.error(&format!("select migrate.push({target})")).code,
        if major() < 16 { "22P02" } else { "55000" }
    );
    assert_eq!(app.one("select to_regclass('more') is null"), "t");
}

#[test]
fn renames_keep_the_rows() {
    let (_db, mut app) = shop("push_renames");
    let target = value("create table people (id int primary key, full_name text, email varchar(100), code text); create view names as select full_name from people");
    let same =
        value("create table people (id int primary key, name text, email varchar(100), code text)");
    let hints = app.lines(&format!(
        "select object, h->>'message' from migrate.diff(migrate.live(), {same}), jsonb_array_elements(hazards) h where h->>'kind' = 'possible_rename'"
    ));
    assert_eq!(
        hints,
        "public.users|The table public.users is dropped, and public.people of the same shape is created. \
         If it is to be renamed, say so: {\"public.users\": \"people\"}."
    );
    app.run(&format!(
        "select migrate.push({target}, renames => '{{\"public.users\": \"people\", \"public.users.name\": \"full_name\"}}')"
    ));
    assert_eq!(
        app.lines("select id, full_name, code from people order by 1"),
        "1|a|1\n2|∅|x"
    );
    assert_eq!(steps(&mut app, "migrate.live()", &target), "");
    let error = app.error(&format!(
        "select migrate.push({target}, renames => '{{\"nobody\": \"x\"}}')"
    ));
    assert_eq!(
        (error.code.as_str(), error.message.as_str()),
        ("22023", "there is no \"nobody\" to be renamed")
    );
}

#[test]
fn a_deployed_script_leaves_no_drift_and_a_script_back_undoes_it() {
    let db = Db::new("script");
    let mut app = db.connect();
    let first = ("1", "create table t (id int primary key, a text)");
    app.deploy(&bundle(&[first])).unwrap();
    let before = app.one("select migrate.expected()::text");
    let target = value("create type mood as enum ('sad', 'glad'); create table t (id bigint primary key, a text not null default 'x', m mood[]); create index on t (a) where a > 'b'");
    let script = app.one(&format!(
        "select migrate.script(migrate.expected(), {target})"
    ));
    app.deploy(&bundle(&[first, ("2", &script)])).unwrap();
    assert_eq!(app.one("select count(*) from migrate.drift()"), "0");
    assert_eq!(steps(&mut app, "migrate.live()", &target), "");
    let undo = app.one(&format!(
        "select migrate.script(migrate.expected(), $b${before}$b$)"
    ));
    app.deploy(&bundle(&[first, ("2", &script), ("3", &undo)]))
        .unwrap();
    assert_eq!(
        app.one(&format!(
            "select migrate.live()->'fingerprint' = $b${before}$b$::jsonb->'fingerprint'"
        )),
        "t"
    );
}

#[test]
fn hazards_are_counted_in_the_live_data() {
    let (_db, mut app) = shop("hazards");
    let target =
        value("create table users (id int primary key, name text not null, email varchar(100))");
    let sql = |from: &str| {
        format!(
            "select kind, h->>'kind', coalesce(h->>'count', '') from migrate.diff({from}, {target}), jsonb_array_elements(hazards) h
              where h->>'kind' in ('data_loss', 'may_fail') order by 2"
        )
    };
    assert_eq!(
        app.lines(&sql("migrate.live()")),
        "table|data_loss|2\ntable|may_fail|1"
    );
    let elsewhere =
        value("create table users (id int primary key, name text, email varchar(100), code text)");
    assert_eq!(
        app.lines(&sql(&elsewhere)),
        "table|data_loss|\ntable|may_fail|"
    );
}

#[test]
fn an_owner_pushes_with_his_own_rights() {
    let cluster = Cluster::with(&[]);
    let db = Db::owned_on(&cluster, "push_owner");
    cluster
        .admin()
        .run(&format!("alter role {} createdb", db.owner()));
    let mut app = db.connect();
    let target = value("create table t (id int primary key); create view v as select id from t");
    app.run(&format!("select migrate.push({target})"));
    assert_eq!(steps(&mut app, "migrate.live()", &target), "");
    let mut admin = db.connect_as("postgres");
    admin.run("create table of_the_superuser (a int)");
    let target = value("create table t (id int primary key); create view v as select id from t; create table of_the_superuser (a bigint)");
    let error = app.error(&format!("select migrate.push({target})"));
    assert_eq!(error.code, "42501", "{error}");
    let error = app.error("select migrate.push('{}')");
    assert_eq!(
        (error.code.as_str(), error.message.as_str()),
        ("22023", "target is no schema value: it has no \"version\"")
    );
}

#[test]
fn a_script_begins_with_what_to_think_of() {
    let (_db, mut app) = shop("warnings");
    let target =
        value("create table users (id int primary key, name text not null, email varchar(100))");
    let script = |app: &mut Session, from: &str| {
        app.one(&format!("select migrate.script({from}, {target})"))
    };
    let live = script(&mut app, "migrate.live()");
    let head = "/*
  Warnings:

  - Made the column `name` on table `users` required, but there are 1 existing NULL values.
  - You are about to drop the column `code` on the `users` table, which still contains 2 non-null values.

*/
";
    assert!(live.starts_with(head), "{live}");
    app.run("truncate users");
    let empty = script(&mut app, "migrate.live()");
    assert!(empty.starts_with("-- "), "{empty}");
}

#[test]
fn what_no_statement_can_do_is_said() {
    let db = Db::new("impossible");
    let mut app = db.connect();
    let schema = |more: &str| {
        format!(
            "create type whole;
             create function whole_in(cstring) returns whole language internal strict immutable as 'int4in';
             create function whole_out(whole) returns cstring language internal strict immutable as 'int4out';
             create type whole (input = whole_in, output = whole_out, like = integer{more});
             create table t (a whole)"
        )
    };
    app.run(&schema(""));
    let target = value(&schema(", delimiter = ';'"));
    let said = app.lines(&format!(
        "select step is null, kind, object, sql is null, hazards->0->>'message' from migrate.diff(migrate.live(), {target}) where change = 'impossible'"
    ));
    assert_eq!(
        said,
        "t|base type|public.whole|t|it cannot be altered, and table public.t has columns of it"
    );
    for verb in [
        format!("migrate.script(migrate.live(), {target})"),
        format!("migrate.push({target})"),
    ] {
        assert_eq!(app.error(&format!("select {verb}")).code, "0A000");
    }
}
