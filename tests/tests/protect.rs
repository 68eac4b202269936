//! migrate.protect(true): which DDL is refused, and which is not.

use migrate_tests::*;

const OBJECTS: &str = "create table t (id int primary key, v int); create index t_v on t (v); create view w as select * from t; create materialized view m as select 1 as a; \
    create function f() returns int language sql as 'select 1'; create type e as enum ('a'); create type c as (a int); create domain d as text; create sequence s; \
    create schema app; create table app.t (id int);";

/// A database of an ordinary owner, with some objects, and in force.
fn protected(name: &str) -> (Db<'static>, Session) {
    let db = Db::owned(name);
    let mut owner = db.connect();
    owner.run(&format!("{OBJECTS} select migrate.protect(true)"));
    (db, owner)
}

#[track_caller]
fn refused(session: &mut Session, sql: &str, message: &str) {
    let error = session.error(sql);
    assert_eq!(
        (error.code.as_str(), error.message.as_str()),
        ("42501", message),
        "{sql}"
    );
}

#[test]
fn ddl_by_hand_is_refused_and_the_error_says_how_to_go_on() {
    let (db, mut owner) = protected("protect");
    let error = owner.error("create table n (id serial primary key, u int unique)");
    assert_eq!(error.code, "42501");
    assert_eq!(
        error.message,
        "CREATE TABLE is refused: table public.n changes by migrations only"
    );
    let (who, what) = error.detail.split_once('\n').unwrap();
    assert!(
        who.starts_with(&format!(
            "Role {} called migrate.protect(true) at 20",
            db.owner()
        )),
        "{who}"
    );
    assert_eq!(
        what,
        "It touches sequence public.n_id_seq, index public.n_pkey, index public.n_u_key too."
    );
    assert_eq!(
        error.hint,
        "Put it into a migration and deploy that. In an emergency, SELECT migrate.break_glass('why') lets the session do it; \
         SELECT migrate.protect(false) ends the protection. Objects that are not to be protected at all belong into migrate.ignored."
    );
    assert_eq!(owner.one("select to_regclass('n') is null"), "t");
    for (sql, what) in [
        ("alter table t add x int", "ALTER TABLE is refused: table public.t"),
        ("alter table app.t rename to u", "ALTER TABLE is refused: table app.t"),
        ("alter table t rename v to x", "ALTER TABLE is refused: table public.t"),
        ("alter table t set schema app", "ALTER TABLE is refused: table public.t"),
        ("drop table t cascade", "DROP TABLE is refused: table public.t"),
        ("create index concurrently n on t (v)", "CREATE INDEX is refused: table public.t"),
        ("drop index concurrently t_v", "DROP INDEX is refused: index public.t_v"),
        ("alter index t_v rename to n", "ALTER INDEX is refused: index public.t_v"),
        ("create table n as select pg_sleep(60)", "CREATE TABLE AS is refused: table public.n"),
        ("select pg_sleep(60) into n", "SELECT INTO is refused: table public.n"),
        ("create materialized view n as select pg_sleep(60)", "CREATE MATERIALIZED VIEW is refused: materialized view public.n"),
        ("create view n as select 1", "CREATE VIEW is refused: view public.n"),
        ("create or replace view w as select id, v from t", "CREATE VIEW is refused: view public.w"),
        ("drop view w", "DROP VIEW is refused: view public.w"),
        ("create or replace function f() returns int language sql as 'select 2'", "CREATE FUNCTION is refused: function public.f()"),
        ("drop function f", "DROP FUNCTION is refused: function public.f()"),
        ("alter type e add value 'b'", "ALTER TYPE is refused: type public.e"),
        ("alter type c add attribute b int", "ALTER TYPE is refused: composite type public.c"),
        ("drop domain d", "DROP DOMAIN is refused: type public.d"),
        ("alter sequence s increment 2", "ALTER SEQUENCE is refused: sequence public.s"),
        ("create trigger g before insert on t for each row execute function suppress_redundant_updates_trigger()", "CREATE TRIGGER is refused: trigger g on public.t"),
        ("create policy p on t", "CREATE POLICY is refused: policy p on public.t"),
        ("comment on column t.v is 'x'", "COMMENT is refused: table column public.t.v"),
        ("grant select on t to public", "GRANT is refused: table public.t"),
        ("revoke all on schema app from public", "REVOKE is refused: schema app"),
        ("grant select on all tables in schema app to public", "GRANT is refused: tables in schema app"),
        ("create schema n create table n ()", "CREATE SCHEMA is refused: schema n"),
        ("alter schema app rename to n", "ALTER SCHEMA is refused: schema n"),
        ("drop schema app cascade", "DROP SCHEMA is refused: schema app"),
        ("do $$ begin execute 'drop table t cascade'; end $$", "DROP TABLE is refused: table public.t"),
        ("set session_replication_role = replica; drop table t cascade", "DROP TABLE is refused: table public.t"),
        ("create cast (e as int) with inout", "CREATE CAST is refused: cast (public.e AS integer)"),
        ("create foreign data wrapper w", "CREATE FOREIGN DATA WRAPPER is refused: foreign-data wrapper w"),
        ("alter extension plpgsql add table t", "ALTER EXTENSION is refused: extension plpgsql"),
        ("drop extension plpgsql", "DROP EXTENSION is refused: extension plpgsql"),
    ] {
        for role in [db.owner(), "postgres"] {
            let mut s = db.connect_as(role);
            let code = s.error(sql).code;
            assert_eq!(code, "42501", "{role}: {sql}");
            if role == "postgres" {
                refused(&mut s, sql, &format!("{what} changes by migrations only"));
            }
        }
    }
    let whose = format!("default acl for role {} on tables", db.owner());
    refused(
        &mut owner,
        "alter default privileges grant select on tables to public",
        &format!("ALTER DEFAULT PRIVILEGES is refused: {whose} changes by migrations only"),
    );
    assert_eq!(
        owner.one("select count(*) from pg_index where not indisvalid"),
        "0"
    );
    assert_eq!(
        owner.one("select count(*) from migrate.ddl_log where logged_at > (select set_at from migrate.settings where name = 'protect')"),
        "0"
    );
}

#[test]
fn a_transaction_that_began_before_is_refused_too() {
    let db = Db::owned("protect");
    let mut open = db.connect();
    open.run("begin isolation level repeatable read; select 1");
    db.connect().run("select migrate.protect(true)");
    refused(
        &mut open,
        "create table n ()",
        "CREATE TABLE is refused: table public.n changes by migrations only",
    );
}

#[test]
fn a_function_can_catch_the_refusal_and_go_on() {
    let (_db, mut owner) = protected("protect");
    owner.run("do $$ begin create table n (); exception when insufficient_privilege then insert into t values (1, 1); end $$");
    owner.run("do $$ begin drop table t cascade; exception when insufficient_privilege then create temp table x (); drop table x; end $$");
    assert_eq!(owner.lines("select * from t"), "1|1");
}

#[test]
fn what_changes_nothing_and_what_is_temporary_is_allowed() {
    let (_db, mut owner) = protected("protect");
    owner.run(
        "create table if not exists t (); create index if not exists t_v on t (v); create table if not exists t as select pg_sleep(60); create extension if not exists plpgsql; \
         drop table if exists none; alter table if exists none add x int; drop index if exists none; create schema if not exists app",
    );
    owner.run("refresh materialized view m; reindex table t; analyze t; truncate t; insert into t values (1, 2); cluster t using t_pkey");
    owner.run("reindex index concurrently t_v");
    owner.run("vacuum full t");
    owner.run("create temp table a (id serial primary key, b text default 'x'); alter table a add c int, drop column b; comment on table a is 'x'");
    owner.run("create index concurrently on a (c)");
    owner.run(
        "create temp view av as select * from t; grant select on a to public; create function pg_temp.f() returns int language sql as 'select 1'; alter function pg_temp.f() rename to g; \
         create trigger g before update on a for each row execute function suppress_redundant_updates_trigger(); create temp table b as select 1 as x; select 1 as y into temp c; \
         alter table b rename to bb; drop trigger g on a; drop table a cascade; discard temp",
    );
}

#[test]
fn migrations_of_owner_and_deployers_run() {
    let (db, mut owner) = protected("protect");
    owner.run("select migrate.protect(false)");
    let role = expect::deployer(&db);
    owner.run("select migrate.protect(true); select migrate.resolve('0_a', 'applied', '[{\"name\":\"0_a\",\"sql\":\"\"}]')");
    let one = bundle(&[
        ("0_a", ""),
        ("1_b", "create table b (id serial primary key); alter table b rename to bb; do $$ begin create table bbb (); end $$; grant select on bb to public; create schema if not exists app"),
    ]);
    let two = bundle(&[
        ("0_a", ""),
        ("2_c", "create table n (id int); create index concurrently on n (id); create table nn (); drop index concurrently n_id_idx"),
    ]);
    owner.deploy(&one).unwrap();
    let mut app = db.connect_as(&role);
    app.rollout_with(&two, "allow_missing => true").unwrap();
    app.deploy_with(
        &bundle(&[("3_d", "create table dd ()")]),
        "allow_missing => true",
    )
    .unwrap();
    refused(
        &mut app,
        "drop table dd",
        "DROP TABLE is refused: table public.dd changes by migrations only",
    );
    // a failed migration leaves the session as protected as before
    app.deploy_with(
        &bundle(&[("4_e", "create table e2 (); select 1/0")]),
        "allow_missing => true",
    )
    .unwrap_err();
    app.rollout_with(
        &bundle(&[("4_e", "create table e2 (); commit; select 1/0")]),
        "allow_missing => true",
    )
    .unwrap_err();
    refused(
        &mut app,
        "create table o ()",
        "CREATE TABLE is refused: table public.o changes by migrations only",
    );
    owner.run(&format!(
        "select migrate.grant_read('{}')",
        db.role("reader")
    ));
}

#[test]
fn what_is_ignored_is_allowed_and_nothing_becomes_it_by_a_new_name() {
    let db = Db::owned("protect");
    let mut owner = db.connect();
    owner.run(
        "create table p (id int) partition by range (id); create table p_1 partition of p for values from (1) to (2); create unique index p_1_u on p_1 (id); create index other_name on p_1 (id); \
         create type j_e as enum ('a'); create table t (id int); create schema job; \
         insert into migrate.ignored (pattern, kind, reason) values ('public.p_?', 'table', 'partitions'), ('public.j_*', null, 'the job''s'), ('job.*', null, 'the job''s'); \
         select migrate.protect(true)",
    );
    owner.run(
        "create table p_2 partition of p for values from (2) to (3); create index on p_2 (id); alter table p_2 add check (id > 0); comment on table p_2 is 'x'; comment on column p_2.id is 'x'; \
         alter table p detach partition p_2; alter table p attach partition p_2 for values from (2) to (3); grant select on p_2 to public; \
         create table p_3 (id serial primary key); create trigger g before insert on p_3 for each row execute function suppress_redundant_updates_trigger(); drop trigger g on p_3; \
         drop index other_name; drop table p_2; create table j_1 as select 1 as a; create type j_f as enum (); drop type j_f; drop table j_1, p_3; \
         create table job.t (id int); alter table job.t rename to u; create function job.f() returns int language sql as 'select 1'; drop function job.f; grant select on all tables in schema job to public; drop table job.u",
    );
    owner.run("drop index concurrently p_1_u");
    if major() > 13 {
        owner.run("alter table p detach partition p_1 concurrently");
    }
    for (sql, what) in [
        (
            "alter table t rename to j_t",
            "ALTER TABLE is refused: table public.t",
        ),
        (
            "alter table p_1 rename to q",
            "ALTER TABLE is refused: table public.q",
        ),
        (
            "alter table t set schema job",
            "ALTER TABLE is refused: table public.t",
        ),
        (
            "alter type j_e rename to q_e",
            "ALTER TYPE is refused: type public.q_e",
        ),
        (
            "alter type j_e rename to j_f",
            "ALTER TYPE is refused: type public.j_f",
        ),
        (
            "create view p_4 as select 1",
            "CREATE VIEW is refused: view public.p_4",
        ),
        (
            "alter table p add x int",
            "ALTER TABLE is refused: table public.p",
        ),
        (
            "alter table p attach partition t for values from (9) to (10)",
            "ALTER TABLE is refused: table public.t",
        ),
        (
            "create table p_10 partition of p for values from (10) to (11)",
            "CREATE TABLE is refused: table public.p_10",
        ),
        ("drop schema job", "DROP SCHEMA is refused: schema job"),
    ] {
        refused(
            &mut owner,
            sql,
            &format!("{what} changes by migrations only"),
        );
    }
    for row in ["('x', 'thing', 'no such kind')", "('job.*', null, 'twice')"] {
        let sql = format!("insert into migrate.ignored (pattern, kind, reason) values {row}");
        assert!(
            ["23514", "23505"].contains(&owner.error(&sql).code.as_str()),
            "{row}"
        );
    }
}

#[test]
fn extensions_are_objects_and_their_scripts_are_not_looked_at() {
    let db = Db::new("protect");
    let mut admin = db.connect();
    admin.run("select migrate.protect(true)");
    refused(
        &mut admin,
        "drop extension plpgsql",
        "DROP EXTENSION is refused: extension plpgsql changes by migrations only",
    );
    let file = "create extension none_such";
    refused(
        &mut admin,
        file,
        "CREATE EXTENSION is refused: extension none_such changes by migrations only",
    );
    admin
        .deploy(&bundle(&[("1_a", "drop extension plpgsql")]))
        .unwrap();
    admin.run("insert into migrate.ignored (pattern, kind, reason) values ('plpgsql', 'extension', 'a test'); create extension plpgsql");
    admin.run("alter extension migrate update; comment on table migrate.migrations is 'ours'; grant execute on function migrate.break_glass to public");
    assert_eq!(admin.error("drop extension migrate").code, "2BP01");
    admin.run("drop extension migrate cascade; create table n ()");
    admin.run("create extension migrate; create table n2 ()");
}

#[test]
fn it_ends_when_it_is_told_to() {
    let (db, mut owner) = protected("protect");
    let on = owner.one("select migrate.protect()");
    assert!(
        on.starts_with("protection is on since 20")
            && on.ends_with(&format!(
                " by {}: DDL is refused unless a migration runs it",
                db.owner()
            )),
        "{on}"
    );
    owner.run("begin; select migrate.protect(false); create table a (); rollback");
    assert_eq!(owner.one("select migrate.protect(null)"), on);
    assert_eq!(
        owner.one("select migrate.protect(false)"),
        "protection is off: DDL is allowed"
    );
    owner.run("create table a (); select migrate.protect(false); select migrate.log_ddl(false); select migrate.protect(true)");
    refused(
        &mut owner,
        "create table b ()",
        "CREATE TABLE is refused: table public.b changes by migrations only",
    );
    let role = db.role("other");
    for sql in [
        "select migrate.protect()",
        "select migrate.protect(false)",
        "select migrate.break_glass('x')",
        "delete from migrate.settings",
    ] {
        assert_eq!(db.connect_as(&role).error(sql).code, "42501", "{sql}");
    }
    assert_eq!(
        owner
            .error("begin read only; select migrate.protect(false)")
            .code,
        "25006"
    );
}

#[test]
fn settings_that_the_owner_broke_are_in_nobodys_way() {
    let (db, mut owner) = protected("protect");
    owner.run("alter table migrate.settings rename value to worth");
    for role in [db.owner(), "postgres"] {
        let mut s = db.connect_as(role);
        s.run("create table n (); drop table n");
        assert_eq!(
            s.notices()[0].message,
            "DDL is not observed: migrate.settings is no longer the table that the extension made"
        );
    }
}
