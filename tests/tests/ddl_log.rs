//! The log of DDL: what is in it of each command, and what is not.

use migrate_tests::*;

/// The rows that are nobody's migration: tag and statement.
fn logged(session: &mut Session) -> String {
    session.lines("select tag, statement from migrate.ddl_log where tag <> 'MIGRATION'")
}

/// The objects of the newest row, as `type identity`.
fn objects(session: &mut Session) -> String {
    session.one(
        "select string_agg((o ->> 'type') || ' ' || (o ->> 'identity') || case when o ? 'dropped' then ' dropped' else '' end, ', ' order by n) \
         from (select objects from migrate.ddl_log order by logged_at desc limit 1) as l, jsonb_array_elements(objects) with ordinality as e(o, n)",
    )
}

/// Runs a statement that is logged in one row, and says with which objects.
#[track_caller]
fn touches(session: &mut Session, sql: &str, expected: &str) {
    let count = "select count(*) from migrate.ddl_log";
    let before: u32 = session.one(count).parse().unwrap();
    session.run(sql);
    let after: u32 = session.one(count).parse().unwrap();
    assert_eq!(after - before, 1, "{sql}: {}", logged(session));
    assert_eq!(sorted(&objects(session)), sorted(expected), "{sql}");
}

/// From PostgreSQL 18 on NOT NULL is a constraint.
fn sorted(list: &str) -> Vec<&str> {
    let mut names: Vec<_> = list.split(", ").map(str::trim).collect();
    names.retain(|name| !name.contains("_not_null on "));
    names.sort_unstable();
    names
}

#[test]
fn who_when_from_where_and_with_which_statement() {
    let db = Db::owned("ddl_log");
    let mut owner = db.connect();
    let group = db.role("group");
    db.cluster()
        .admin()
        .run(&format!("grant {group} to {}", db.owner()));
    owner.run(&format!("grant create on schema public to {group}"));
    let url = format!("{}?application_name=by%20hand", db.url());
    let mut client = Session::open(url.parse().unwrap());
    client.run(&format!(
        "set role {group}; begin; create table made (id int)"
    ));
    let id = client.one("select pg_current_xact_id()");
    client.run("commit");
    let row = owner.lines(
        "select executed_as, connected_as, application_name, host(client_addr), pid, transaction_id, tag, statement, \
         context is null, own is null, break_glass is null, logged_at between now() - interval '1 minute' and clock_timestamp() \
         from migrate.ddl_log where tag = 'CREATE TABLE'",
    );
    assert_eq!(
        row,
        format!(
            "{group}|{}|by hand|127.0.0.1|{}|{id}|CREATE TABLE|create table made (id int)|t|t|t|t",
            db.owner(),
            client.pid()
        )
    );
    let ids = "select o ->> 'class', (o ->> 'id')::oid = 'made'::regclass, o ->> 'schema' from migrate.ddl_log, jsonb_array_elements(objects) as o where tag = 'CREATE TABLE'";
    assert_eq!(owner.lines(ids), "pg_class|t|public");
}

#[test]
fn of_several_statements_each_has_its_own_text() {
    let db = Db::owned("ddl_log");
    let mut owner = db.connect();
    owner.run(
        "create table a ();  create table ä (\"ü\" text);\n\n alter table a add é int ; select 1",
    );
    owner.execute("create table prepared ()", &[]).unwrap();
    assert_eq!(
        logged(&mut owner),
        "CREATE TABLE|create table a ()\nCREATE TABLE|create table ä (\"ü\" text)\nALTER TABLE|alter table a add é int\nCREATE TABLE|create table prepared ()"
    );
    owner.run(&format!(
        "create view long as select '{}' as it",
        "ä".repeat(100_000)
    ));
    let cut = "select octet_length(statement) between 99990 and 100010, right(statement, 5) from migrate.ddl_log where tag = 'CREATE VIEW'";
    assert_eq!(owner.lines(cut), "t|ä ...");
}

#[test]
fn commands_in_functions_come_with_the_statement_that_called_them() {
    let db = Db::owned("ddl_log");
    let mut owner = db.connect();
    owner.run("create function make() returns void language plpgsql as $$ begin execute 'create table made ()'; drop table made; end $$");
    owner.run("select make()");
    owner.run("do $$ begin create table done (); end $$");
    let rows = "select tag, statement, context from migrate.ddl_log where context is not null";
    assert_eq!(
        owner.lines(rows),
        "CREATE TABLE|select make()|SQL statement \"create table made ()\"\nPL/pgSQL function make() line 1 at EXECUTE\n\
         DROP TABLE|select make()|SQL statement \"drop table made\"\nPL/pgSQL function make() line 1 at SQL statement\n\
         CREATE TABLE|do $$ begin create table done (); end $$|SQL statement \"create table done ()\"\nPL/pgSQL function inline_code_block line 1 at SQL statement"
    );
}

#[test]
fn the_role_of_a_security_definer_function_is_the_one_that_acts() {
    let db = Db::owned("ddl_log");
    let mut owner = db.connect();
    owner.run("create function make() returns void security definer language sql as 'create table made ()'");
    let role = db.role("caller");
    db.connect_as(&role).run("select make()");
    assert_eq!(
        owner.lines("select executed_as, connected_as, statement from migrate.ddl_log where tag = 'CREATE TABLE'"),
        format!("{}|{role}|select make()", db.owner())
    );
}

#[test]
fn objects_of_a_command() {
    let db = Db::new("ddl_log");
    let mut s = db.connect();
    s.run("create schema s; create role rest");
    for (sql, expected) in [
        ("create table s.t (id serial primary key, u text unique, r int references s.t)",
         "sequence s.t_id_seq, table s.t, index s.t_pkey, index s.t_u_key"),
        ("create table s.\"T 2\" as select 1 as a", "table s.\"T 2\""),
        ("select 1 as a into s.t3", "table s.t3"),
        ("create materialized view s.m as select 1 as a", "materialized view s.m"),
        ("create view s.v as select * from s.t", "view s.v"),
        ("create type s.e as enum ('a')", "type s.e"),
        ("alter type s.e add value 'b'", "type s.e"),
        ("create domain s.d as text check (value <> '')", "type s.d"),
        ("create function s.f(a int, b text) returns int language sql as 'select 1'", "function s.f(integer,pg_catalog.text)"),
        ("create trigger g before insert on s.t for each row execute function suppress_redundant_updates_trigger()", "trigger g on s.t"),
        ("create policy p on s.t", "policy p on s.t"),
        ("create index concurrently i on s.t (r)", "index s.i"),
        ("drop index concurrently s.i", "index s.i dropped"),
        ("comment on column s.t.u is 'x'", "table column s.t.u"),
        ("comment on constraint t_pkey on s.t is 'x'", "table constraint t_pkey on s.t"),
        ("alter table s.t3 rename to t4", "table s.t4"),
        ("alter table s.t4 drop column a", "table s.t4, table column s.t4.a dropped"),
        ("grant select, insert on s.t, s.t4 to rest", "table s.t, table s.t4"),
        ("grant usage on schema s to rest", "schema s"),
        ("grant execute on function s.f to rest", "function s.f(integer,pg_catalog.text)"),
        ("grant usage on type s.e to rest", "type s.e"),
        ("grant usage on language plpgsql to rest", "language plpgsql"),
        ("revoke all on all tables in schema s from rest", "tables in schema s"),
        ("alter default privileges in schema s grant select on tables to rest", "default acl for role postgres in schema s on tables"),
        ("alter default privileges for role rest grant usage on types to postgres", "default acl for role rest on types"),
        ("drop owned by rest", "default acl for role rest on types dropped, default acl for role postgres in schema s on tables dropped, role rest"),
        ("create cast (s.e as int) with inout", "cast (s.e AS integer)"),
        ("create publication pub for table s.t", "publication pub"),
        ("alter table s.t drop column u cascade",
         "table s.t, table column s.t.u dropped, table constraint t_u_key on s.t dropped, index s.t_u_key dropped, view s.v dropped"),
        ("drop table s.t cascade",
         "table s.t dropped, sequence s.t_id_seq dropped, table constraint t_pkey on s.t dropped, index s.t_pkey dropped, \
          table constraint t_r_fkey on s.t dropped, policy p on s.t dropped, trigger g on s.t dropped, publication relation s.t in publication pub dropped"),
        ("drop function s.f", "function s.f(integer,pg_catalog.text) dropped"),
    ] {
        touches(&mut s, sql, expected);
    }
    s.run("drop schema s cascade");
    assert_eq!(
        s.lines("select distinct o ->> 'type' from migrate.ddl_log, jsonb_array_elements(objects) as o where tag = 'DROP SCHEMA' and o ? 'dropped' order by 1"),
        "cast\ndomain constraint\nmaterialized view\nschema\ntable\ntype"
    );
}

#[test]
fn what_did_not_happen_is_not_logged() {
    let db = Db::owned("ddl_log");
    let mut owner = db.connect();
    owner.run("create table t (id int); create materialized view m as select 1 as a; create index i on t (id)");
    let before = logged(&mut owner);
    owner.error("create table failed (); select 1/0");
    owner.error("create table t ()");
    owner.run("begin; create table a (); rollback");
    owner.run("begin; savepoint s; drop table t; rollback to s; commit");
    owner.run("do $$ begin begin drop table t; perform 1/0; exception when division_by_zero then null; end; end $$");
    owner.run("create table if not exists t (); create index if not exists i on t (id); drop table if exists none; alter table if exists none add a int");
    owner.run("refresh materialized view m; reindex table t; analyze t; truncate t");
    owner.run("vacuum full t");
    assert_eq!(logged(&mut owner), before);
    // what failed between its drops and its end leaves nothing for the next
    touches(&mut owner, "create table t2 ()", "table public.t2");
    touches(
        &mut owner,
        "drop table t",
        "table public.t dropped, index public.i dropped",
    );
}

#[test]
fn temporary_objects_are_not_logged() {
    let db = Db::owned("ddl_log");
    let mut owner = db.connect();
    owner.run("create table t (id int)");
    let before = logged(&mut owner);
    owner.run(
        "create temp table a (id serial primary key, b text default 'x'); create index on a (b); alter table a add c int, drop column b; comment on table a is 'x'; \
         create temp view v as select * from t; create temp sequence s; grant select on a to public; create function pg_temp.f() returns int language sql as 'select 1'; \
         create trigger g before update on a for each row execute function suppress_redundant_updates_trigger(); alter table a enable row level security; create policy p on a; \
         create rule r as on insert to a do also select 1; create temp table b as select 1 as x; select 1 as y into temp c; alter table b rename to d; create type pg_temp.e as enum ('x'); \
         drop trigger g on a; drop policy p on a; drop table a cascade; drop view v; drop sequence s; discard temp",
    );
    assert_eq!(logged(&mut owner), before);
}

#[test]
fn secrets_are_not_kept() {
    let db = Db::new("ddl_log");
    let mut admin = db.connect();
    admin.run(
        "create foreign data wrapper w; create server s foreign data wrapper w options (host 'geheim'); create user mapping for public server s options (password 'geheim'); \
         alter user mapping for public server s options (set password 'geheim'); alter server s options (set host 'geheim'); \
         create subscription sub connection 'password=geheim' publication p with (connect = false); \
         do $$ begin create role geheim_role password 'geheim'; create table made (); drop role geheim_role; end $$; \
         do $$ begin create server s2 foreign data wrapper w options (host 'geheim'); end $$",
    );
    let kept = "select count(*), count(*) filter (where statement = '(not kept: it may hold a password)' and context is null), \
                count(*) filter (where l::text ~ 'geheim') from migrate.ddl_log as l where tag <> 'CREATE FOREIGN DATA WRAPPER'";
    assert_eq!(admin.lines(kept), "7|7|0");
    admin.run("alter subscription sub set (slot_name = none); drop subscription sub; create table t (password text)");
    assert_eq!(
        admin.lines("select statement from migrate.ddl_log where tag in ('DROP SUBSCRIPTION', 'CREATE TABLE') order by logged_at desc limit 2"),
        "create table t (password text)\ndrop subscription sub"
    );
}

#[test]
fn an_extensions_script_is_one_command() {
    let db = Db::new("ddl_log");
    let mut admin = db.connect();
    admin.run("drop extension plpgsql");
    assert!(objects(&mut admin).contains("extension plpgsql dropped"));
    touches(&mut admin, "create extension plpgsql", "extension plpgsql");
}
