//! Breaking the glass of a protected database, and what a copy of such a database is like.

use migrate_tests::*;

/// A protected database, and a role that may break the glass.
fn protected(name: &str) -> (Db<'static>, String) {
    let db = Db::owned(name);
    let role = db.role("on_call");
    db.connect().run(&format!(
        "create table t (id int); grant create on schema public to {role}; grant execute on function migrate.break_glass to {role}; select migrate.protect(true)"
    ));
    (db, role)
}

#[track_caller]
fn refused(session: &mut Session) {
    let error = session.error("create table refused ()");
    assert_eq!(
        error.message,
        "CREATE TABLE is refused: table public.refused changes by migrations only"
    );
    session.run("rollback");
}

#[test]
fn for_a_session_and_logged_with_the_reason() {
    let (db, role) = protected("break_glass");
    let mut owner = db.connect();
    owner.run("select migrate.log_ddl(false)");
    let mut s = db.connect_as(&role);
    refused(&mut s);
    assert_eq!(
        s.one("select migrate.break_glass(' disk full ')"),
        "DDL is allowed in this session until SELECT migrate.break_glass(NULL), and logged with the reason"
    );
    s.run("create table a (); drop table a");
    refused(&mut owner);
    assert_eq!(
        s.one("select migrate.break_glass(null)"),
        "the glass is whole again"
    );
    refused(&mut s);
    assert_eq!(
        owner.lines("select tag, statement, executed_as, break_glass from migrate.ddl_log where break_glass is not null"),
        format!("BREAK GLASS|∅|{role}|disk full\nCREATE TABLE|create table a ()|{role}|disk full\nDROP TABLE|drop table a|{role}|disk full")
    );
}

#[test]
fn it_is_whole_again_after_what_resets_a_session() {
    let (db, role) = protected("break_glass");
    let mut s = db.connect_as(&role);
    for end in [
        "discard all",
        "reset all",
        "select migrate.break_glass(null)",
    ] {
        s.run("select migrate.break_glass('why')");
        s.run("create table a (); drop table a");
        s.run(end);
        refused(&mut s);
    }
    s.run("begin; select migrate.break_glass('why'); create table a (); rollback");
    refused(&mut s);
    s.run("begin; savepoint s; select migrate.break_glass('why'); rollback to s");
    refused(&mut s);
    s.run("begin; select migrate.break_glass('why', only_this_transaction => true); create table b (); commit");
    refused(&mut s);
    assert_eq!(
        db.connect().lines("select statement from migrate.ddl_log where break_glass is not null and tag = 'CREATE TABLE'"),
        "create table a ()\ncreate table a ()\ncreate table a ()\ncreate table b ()"
    );
}

#[test]
fn nobody_breaks_it_but_by_the_function() {
    let (db, role) = protected("break_glass");
    let other = db.role("other");
    let mut owner = db.connect();
    owner.run("select migrate.protect()");
    let mut s = db.connect_as(&other);
    assert_eq!(s.error("select migrate.break_glass('x')").code, "42501");
    // known to the session or not yet, as a setting or as a connection's option
    s.run("set migrate.break_glass = 'x'");
    refused(&mut db.connect_as(&role));
    for role in [&other, &role] {
        let mut s = db.connect_as(role);
        s.try_run("set migrate.break_glass = 'x'").ok();
        s.error("create table x ()");
        assert_eq!(s.error("set migrate.break_glass = 'x'").code, "42501");
        assert_eq!(
            s.error("select set_config('migrate.break_glass', 'x', false)")
                .code,
            "42501"
        );
        s.error("create table x ()");
        assert_eq!(
            s.error(&format!("alter role {role} set migrate.break_glass = 'x'"))
                .code,
            "42501"
        );
    }
    assert_eq!(
        owner
            .error(&format!(
                "alter database {} set migrate.break_glass = 'x'",
                db.name()
            ))
            .code,
        "42501"
    );
    let url = format!("{}?options=-c%20migrate.break_glass%3Dx", db.url());
    refused(&mut Session::open(url.parse().unwrap()));
    for reason in ["''", "'  '"] {
        assert_eq!(
            owner
                .error(&format!("select migrate.break_glass({reason})"))
                .code,
            "22023"
        );
    }
    let mut admin = db.connect_as("postgres");
    refused(&mut admin);
    admin.run("select migrate.break_glass('a superuser always can'); create table y ()");
    db.connect_as("postgres")
        .run("load 'migrate'; set migrate.break_glass = 'directly'; create table z ()");
    assert_eq!(
        owner.lines("select break_glass from migrate.ddl_log where tag = 'CREATE TABLE' and break_glass is not null"),
        "a superuser always can\ndirectly"
    );
}

#[test]
fn without_a_record_it_is_not_broken() {
    let (db, role) = protected("break_glass");
    let mut owner = db.connect();
    owner.run("select migrate.break_glass('to do harm'); create function stop() returns trigger language plpgsql as $$ begin raise 'no'; end $$; create trigger t before insert on migrate.ddl_events for each row execute function stop()");
    let mut s = db.connect_as(&role);
    assert_eq!(s.error("select migrate.break_glass('x')").message, "no");
    refused(&mut s);
    assert_eq!(
        s.error("begin read only; select migrate.break_glass('x')")
            .code,
        "25006"
    );
}

#[test]
fn a_migration_cannot_but_may_run_under_it() {
    let (db, _) = protected("break_glass");
    let mut owner = db.connect();
    owner.run("select migrate.resolve('0', 'applied', '[{\"name\":\"0\",\"sql\":\"\"}]')");
    let error = owner
        .deploy(&bundle(&[
            ("0", ""),
            ("1", "select migrate.break_glass('x')"),
        ]))
        .unwrap_err();
    assert_eq!(
        (error.code.as_str(), error.context.is_empty()),
        ("55000", false)
    );
    owner.run("select migrate.break_glass('x')");
    owner
        .rollout(&bundle(&[
            ("0", ""),
            ("1", "create table a (id int)"),
            ("2", "create index concurrently on a (id)"),
        ]))
        .unwrap();
    owner.run("create table b ()");
    assert_eq!(
        owner.lines("select own, tag, break_glass from migrate.ddl_log where logged_at > (select logged_at from migrate.ddl_log where tag = 'BREAK GLASS')"),
        "1|MIGRATION|∅\n2|MIGRATION|∅\n∅|CREATE TABLE|x"
    );
}

#[test]
fn through_a_pooler_for_one_transaction() {
    let (db, _) = protected("break_glass");
    let Some(pooler) = Pooler::start(db.cluster(), "transaction", &[("default_pool_size", "1")])
    else {
        return;
    };
    let mut one = pooler.connect(&db);
    let mut other = pooler.connect(&db);
    refused(&mut other);
    one.run("begin; select migrate.break_glass('why', true); create table a (); commit");
    refused(&mut other);
    refused(&mut one);
    one.deploy(&bundle(&[("1", "create table b ()")]))
        .unwrap_err(); // P3005: not by this
    one.run("select migrate.resolve('0', 'applied', '[{\"name\":\"0\",\"sql\":\"\"}]')");
    one.deploy_with(
        &bundle(&[("1", "create table b ()")]),
        "allow_missing => true",
    )
    .unwrap();
}

const COPIED: &str = "create table parent (id int primary key, v text); create table child (id int references parent, u int unique); insert into parent values (1, 'x'); insert into child values (1, 1); \
    create index v on parent (v); create view w as select * from parent; create materialized view m as select * from parent; \
    create function g() returns trigger language plpgsql as $$ begin return new; end $$; create trigger t before insert on child for each row execute function g(); \
    create rule r as on delete to child do instead nothing; alter table child enable row level security; create policy p on child; comment on table child is 'x';";

#[test]
fn a_dump_of_a_protected_database_can_be_restored() {
    let db = Db::new("protect_copy");
    db.connect()
        .run(&format!("{COPIED} select migrate.protect(true)"));
    let copy = Db::bare("protect_copy");
    copy.restore(&db.dump(&[]));
    let other = Db::bare("protect_copy");
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("dump");
    db.dump(&["-Fc", "-f", file.to_str().unwrap()]);
    let bin = std::path::PathBuf::from(std::env::var("MIGRATE_PG_BIN").unwrap());
    let mut restore = other.command(bin.join("pg_restore"));
    let restore = restore.args(["-j", "3", "-d", other.name()]).arg(&file);
    let output = Output::of(restore, "");
    assert_eq!((output.code, output.stderr.as_str()), (0, ""));
    for copy in [copy, other] {
        assert_eq!(copy.schema(), db.schema());
        let mut s = copy.connect();
        assert_eq!(
            s.one("select migrate.protect()"),
            "protection is off: it was on in the database that this one was restored from, and migrate.protect(true) puts it in force here"
        );
        s.run("create table n (); select migrate.protect(true)");
        refused(&mut s);
        s.run("select migrate.protect(false)");
        assert_eq!(
            s.one("select migrate.protect()"),
            "protection is off: DDL is allowed"
        );
    }
    refused(&mut db.connect());
}

#[test]
fn an_owner_without_more_rights_can_restore_too() {
    let db = Db::owned("protect_copy");
    db.connect()
        .run("create table parent (id int primary key); select migrate.protect(true)");
    let copy = Db::owned("protect_copy");
    copy.connect().run("drop extension migrate");
    let dump = db
        .dump(&["--no-owner", "--no-comments"])
        .replace("CREATE SCHEMA public;", "");
    copy.restore(&dump.replace(db.owner(), copy.owner()));
    assert!(copy
        .connect()
        .one("select migrate.protect()")
        .starts_with("protection is off: it was on"));
}

#[test]
fn a_copy_of_the_files_is_protected_as_well() {
    let (db, _) = protected("protect_copy");
    let name = format!("{}_copy", db.name());
    let mut admin = db.cluster().admin();
    wait_until("nobody is connected", || {
        admin
            .try_run(&format!("create database {name} template {}", db.name()))
            .is_ok()
    });
    refused(&mut db.cluster().connect(&name, "postgres"));
}
