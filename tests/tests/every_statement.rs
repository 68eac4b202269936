//! Kinds of statements that migrations seldom have, run in every way, leave what psql leaves.

use migrate_tests::*;

const TRANSACTIONAL: &str = "
    create table t (id int); insert into t values (1), (2) returning id; update t set id = id + 1; truncate t; delete from t;
    prepare q(int) as insert into t values ($1); execute q(3); deallocate q;
    declare c cursor with hold for select * from t; fetch all from c; move absolute 0 from c; close c;
    explain analyze select * from t; explain (costs off) insert into t values (77); show work_mem; values (1), (2); table t; select 1 where false; select;
    create table made as select * from t; select id into chosen from t;
    create materialized view m as select 1 as one; refresh materialized view m;
    create temp table tt (id int); insert into tt select * from t; insert into t select * from tt;
    with gone as (delete from t where id = 9 returning id) insert into t select * from gone;
    create rule r as on insert to made do instead nothing; insert into made values (5);
    copy t to '/dev/null'; copy t from program 'echo 7';
    notify x; load 'plpgsql'; analyze t; set constraints all deferred; comment on table t is 'é';
    create function f() returns setof int language sql as 'select 1 union select 2'; select f(); select * from f();
    create procedure p(inout n int) language plpgsql as $$ begin n := n + 1; end $$; call p(1);
    do $$ begin perform 1; end $$; do language plpgsql 'begin end';
    alter table t add check (id > 0) not valid; alter table t validate constraint t_id_check;
    drop event trigger if exists e;
    set role postgres; reset role; set session authorization postgres; reset all; discard plans; create table last ();";

const OUTSIDE: &str = "vacuum t; cluster; begin; lock table t in share mode; commit; create index concurrently t_id on t (id); begin; declare d cursor for select 1; fetch d; commit;
    create procedure commits() language plpgsql as $$ begin insert into t values (50); commit; end $$; call commits();
    discard all; set work_mem = '5MB'; create table latest ();";

/// What psql made of the text, and a new database with the extension.
fn both(sql: &str) -> (Db<'static>, Db<'static>) {
    let (db, plain) = (Db::new("every"), Db::bare("every"));
    let ran = plain.psql(sql);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    (db, plain)
}

#[track_caller]
fn assert_same(db: &Db, plain: &Db) {
    assert_eq!(db.schema(), plain.schema());
    let rows = "select string_agg(id::text, ' ' order by id) from t";
    assert_eq!(db.connect().one(rows), plain.connect().one(rows));
    assert_eq!(
        db.connect()
            .one("select sum(statements - statements_done) from migrate.migrations"),
        "0"
    );
}

#[test]
fn every_kind_of_statement_runs_in_a_deployment() {
    let sql = TRANSACTIONAL;
    let (db, plain) = both(sql);
    db.connect().deploy(&bundle(&[("1_a", sql)])).unwrap();
    assert_same(&db, &plain);
}

#[test]
fn it_runs_in_a_rollout_that_needs_no_session_of_its_own() {
    let sql = TRANSACTIONAL;
    let (db, plain) = both(sql);
    db.connect().rollout(&bundle(&[("1_a", sql)])).unwrap();
    assert_same(&db, &plain);
}

#[test]
fn it_runs_in_a_session_of_its_own() {
    let sql = format!("{TRANSACTIONAL}{OUTSIDE}");
    let (db, plain) = both(&sql);
    let other = format!("{}_more", db.name());
    let databases =
        format!("create database {other}; alter database {other} connection limit 3; drop database {other};");
    let mut app = db.connect();
    app.rollout(&bundle(&[("1_a", format!("{databases}{sql}"))]))
        .unwrap();
    assert!(app
        .notices()
        .last()
        .unwrap()
        .message
        .ends_with("in a session of its own)"));
    assert_same(&db, &plain);
}
