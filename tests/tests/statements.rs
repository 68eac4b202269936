//! What a migration's text may hold, and what is said of that which it may not: nothing has run by then.

use migrate_tests::expect::*;
use migrate_tests::*;

const ROLLOUT: &str = "Nothing was run. Run the same bundle with CALL migrate.rollout(…), on its own, outside a transaction block: \
                       it commits after each migration.";

#[test]
fn a_migration_wrapped_in_its_own_transaction_is_taken_without_the_wrap() {
    let db = Db::new("statements");
    let mut app = db.connect();
    let wrapped = bundle(&[
        ("1_a", "-- head\nBEGIN;\ncreate table a ();\nCOMMIT;\n"),
        ("2_b", "create table b ()"),
        ("3_c", "start transaction; create table c (); end"),
        ("4_d", "begin work; commit work"),
    ]);
    let rows = app.deploy(&wrapped).unwrap();
    let counts: Vec<_> = rows.iter().map(|r| r.statements).collect();
    assert_eq!(counts, [3, 1, 3, 2]);
    let notices = app.notices();
    assert_eq!(notices.len(), 1);
    assert_eq!(
        notices[0].message,
        "their own BEGIN and COMMIT are not needed here, and were ignored: \"1_a\", \"3_c\", \"4_d\""
    );
    let error = app
        .deploy_with(
            &bundle(&[("5_e", "begin;\nselect nope;\ncommit")]),
            "allow_missing => true",
        )
        .unwrap_err();
    assert_eq!(
        error.message,
        "migration \"5_e\" failed at statement 2, line 2, column 8: column \"nope\" does not exist"
    );
}

#[test]
fn any_other_transaction_control_is_refused_before_anything_runs() {
    let db = Db::new("statements");
    let mut app = db.connect();
    for (sql, number, what) in [
        ("select 1; commit; select 2", 2, "COMMIT"),
        ("rollback", 1, "ROLLBACK"),
        (
            "begin isolation level serializable; select 1; commit",
            1,
            "BEGIN",
        ),
        ("begin; select 1; rollback;", 1, "BEGIN"),
        ("begin; select 1", 1, "BEGIN"),
        ("begin; commit; begin; commit", 2, "COMMIT"),
        ("begin; savepoint x; commit", 2, "SAVEPOINT"),
        ("release x", 1, "RELEASE"),
        ("rollback to x", 1, "ROLLBACK"),
        ("commit and chain", 1, "COMMIT"),
        (
            "set transaction isolation level serializable",
            1,
            "SET TRANSACTION",
        ),
        ("prepare transaction 'x'", 1, "PREPARE TRANSACTION"),
    ] {
        let error = refused(&mut app, sql);
        assert_eq!(error.code, "25001", "{sql}");
        assert_eq!(
            error.message,
            "migration \"2_b\" cannot be deployed in one transaction with the other 1 pending"
        );
        let first = error.detail.lines().next().unwrap();
        assert_eq!(
            first,
            format!("Migration \"2_b\", statement {number}, line 1: {what} controls the transaction itself.")
        );
        assert_eq!(error.hint, ROLLOUT);
    }
}

/// Every statement that PostgreSQL refuses in a transaction block, and what it is called.
const NON_TRANSACTIONAL: [(&str, &str); 27] = [
    (
        "create index concurrently i2 on t (a)",
        "CREATE INDEX CONCURRENTLY",
    ),
    (
        "create unique index concurrently if not exists i2 on t (a)",
        "CREATE INDEX CONCURRENTLY",
    ),
    ("drop index concurrently i", "DROP INDEX CONCURRENTLY"),
    ("reindex index concurrently i", "REINDEX CONCURRENTLY"),
    ("reindex table concurrently t", "REINDEX CONCURRENTLY"),
    ("reindex schema public", "REINDEX of a schema or database"),
    (
        "reindex database statements",
        "REINDEX of a schema or database",
    ),
    (
        "reindex system statements",
        "REINDEX of a schema or database",
    ),
    ("vacuum", "VACUUM"),
    ("vacuum full t", "VACUUM"),
    ("vacuum (analyze) t", "VACUUM"),
    ("cluster", "CLUSTER of all tables"),
    ("create database d", "CREATE DATABASE"),
    ("drop database if exists d", "DROP DATABASE"),
    (
        "alter database postgres set tablespace pg_default",
        "ALTER DATABASE … SET TABLESPACE",
    ),
    (
        "create tablespace s location '/nowhere'",
        "CREATE TABLESPACE",
    ),
    ("drop tablespace s", "DROP TABLESPACE"),
    ("alter system set work_mem = '1MB'", "ALTER SYSTEM"),
    ("alter system reset all", "ALTER SYSTEM"),
    ("discard all", "DISCARD ALL"),
    (
        "create subscription s connection '' publication p",
        "CREATE SUBSCRIPTION with a slot",
    ),
    ("commit prepared 'x'", "COMMIT PREPARED"),
    ("rollback prepared 'x'", "ROLLBACK PREPARED"),
    (
        "alter subscription s refresh publication",
        "ALTER SUBSCRIPTION with a refresh",
    ),
    (
        "alter subscription s set publication p",
        "ALTER SUBSCRIPTION with a refresh",
    ),
    ("drop subscription s", "DROP SUBSCRIPTION"),
    (
        "alter table p detach partition p1 concurrently",
        "ALTER TABLE … DETACH PARTITION CONCURRENTLY",
    ),
];

#[test]
fn what_no_transaction_block_can_run_is_refused_before_anything_runs() {
    let db = Db::new("statements");
    let mut app = db.connect();
    let tables = "create table t (a int); create index i on t (a); create table p (a int) partition by list (a); \
                  create table p1 partition of p for values in (1); create subscription s connection '' publication p with (connect = false)";
    for (sql, what) in NON_TRANSACTIONAL {
        if what.contains("DETACH") && major() < 14 {
            continue;
        }
        let error = refused(&mut app, &format!("select 1;\n  {sql};\nselect 2"));
        assert_eq!(error.code, "25001", "{sql}");
        assert_eq!(
            error.detail,
            format!("Migration \"2_b\", statement 2, line 2: {what} cannot run inside a transaction block.")
        );
        assert_eq!(error.hint, ROLLOUT);
    }
    // PostgreSQL agrees about each of them (of a subscription it wants to see the publisher first).
    let mut other = Db::bare("statements").connect();
    other.run(tables);
    other.run("alter subscription s set (slot_name = 'x')");
    for (sql, what) in NON_TRANSACTIONAL {
        if what.contains("DETACH") && major() < 14 || what.starts_with("ALTER SUBSCRIPTION") {
            continue;
        }
        other.run("begin");
        assert_eq!(other.error(sql).code, "25001", "{sql}");
        other.run("rollback");
    }
    other.run("alter subscription s set (slot_name = none); drop subscription s");
}

#[test]
fn their_transactional_relatives_run() {
    let db = Db::new("statements");
    let mut app = db.connect();
    let sql = "create table t (a int); create index i on t (a); drop index i; create index i on t (a); reindex index i; reindex table t; \
               analyze; analyze t; cluster t using i; discard plans; discard temp; alter database postgres set work_mem = '4MB'; \
               alter database postgres reset work_mem; create subscription s connection '' publication p with (connect = false); \
               alter subscription s set (slot_name = none); lock table t; checkpoint; notify x; listen x";
    assert_eq!(deployed(&mut app, sql), 19);
}

#[test]
fn several_obstacles_are_told_at_once() {
    let db = Db::new("statements");
    let mut app = db.connect();
    let sql = [
        ("1_a", "vacuum;\nselect 1;\n\ncommit"),
        ("2_b", "select 1"),
        ("3_c", "do $$ begin\n commit; end $$"),
    ];
    let error = app.deploy(&bundle(&sql)).unwrap_err();
    assert_eq!(error.code, "25001");
    assert_eq!(
        error.message,
        "2 of 3 pending migrations cannot be deployed in one transaction"
    );
    assert_eq!(
        error.detail,
        "Migration \"1_a\", statement 1, line 1: VACUUM cannot run inside a transaction block.\n\
         Migration \"1_a\", statement 3, line 4: COMMIT controls the transaction itself.\n\
         Migration \"3_c\", statement 1, line 1: the DO block ends transactions by itself."
    );
    let alone = app.deploy(&bundle(&[("1_a", "vacuum")])).unwrap_err();
    assert_eq!(
        alone.message,
        "migration \"1_a\" cannot be deployed in one transaction"
    );
}

#[test]
fn code_that_commits_is_found_whether_the_procedure_is_new_or_old() {
    let db = Db::new("statements");
    let mut app = db.connect();
    app.run("create procedure old() language plpgsql as $$ begin commit; end $$");
    app.run("create procedure harmless() language plpgsql as $$ begin perform 'commit;'; end $$");
    for sql in [
        "call old()",
        "call public.old()",
        "create procedure new() language plpgsql as $$ begin rollback; end $$; call new()",
        "create procedure new() language plpgsql as 'begin if true then commit; end if; end'; call new()",
    ] {
        let error = refused(&mut app, sql);
        assert_eq!(error.code, "25001", "{sql}");
        assert!(
            error
                .detail
                .ends_with("the called procedure ends transactions by itself."),
            "{error}"
        );
    }
    assert_eq!(
        deployed(
            &mut app,
            "call harmless(); do $$ begin perform 'commit;'; -- commit;\nend $$"
        ),
        2
    );
    // A commit that nobody can see comes at run time, with the same advice and nothing left behind.
    app.run("create procedure hidden() language plpgsql as $$ begin call old(); end $$");
    let error = app
        .deploy_with(
            &bundle(&[("9_z", "create table z (); call hidden()")]),
            "allow_missing => true",
        )
        .unwrap_err();
    assert_eq!(error.code, "2D000");
    assert_eq!(
        error.message,
        "migration \"9_z\" failed at statement 2, line 1, column 20: invalid transaction termination"
    );
    assert!(
        error
            .hint
            .starts_with("Run the same bundle with CALL migrate.rollout(…)"),
        "{error}"
    );
    assert_eq!(app.one("select to_regclass('z') is null"), "t");
}

#[test]
fn each_migration_settles_its_deferred_constraints_at_its_end() {
    let db = Db::new("statements");
    let mut app = db.connect();
    let tables = "create table parent (id int primary key); \
                  create table child (p int constraint child_parent references parent deferrable initially deferred, \
                                      n int constraint child_n unique deferrable initially immediate)";
    let first = ("1_tables", tables);
    let two = ("2_orphan", "insert into child values (7);\nselect 1");
    let three = ("3_parent", "insert into parent values (7)");
    let error = app.deploy(&bundle(&[first, two, three])).unwrap_err();
    assert_eq!(error.code, "23503");
    assert_eq!(
        error.message,
        "migration \"2_orphan\" failed at its end: insert or update on table \"child\" violates foreign key constraint \"child_parent\""
    );
    assert_eq!(
        error.detail,
        "Key (p)=(7) is not present in table \"parent\"."
    );
    assert_eq!(
        (error.table.as_str(), error.constraint.as_str()),
        ("child", "child_parent")
    );
    assert!(
        error
            .context
            .ends_with("migration \"2_orphan\", after its last statement"),
        "{error}"
    );

    // Inside one migration the order does not matter, and the next finds no pending events.
    let good = [
        first,
        ("2_both", "insert into child values (7); insert into parent values (7)"),
        ("3_alter", "alter table child add x int; alter table parent add x int"),
        ("4_set", "set constraints all deferred; insert into child values (7, 1), (7, 1); delete from child where n = 1"),
        ("5_unset", "insert into child values (7, 2)"),
    ];
    assert_eq!(app.deploy(&bundle(&good)).unwrap().len(), 5);
    let again = app
        .deploy_with(
            &bundle(&[("6_f", "insert into child values (7, 2);\nselect 1")]),
            "allow_missing => true",
        )
        .unwrap_err();
    assert_eq!(
        again.message,
        "migration \"6_f\" failed at statement 1, line 1, column 1: duplicate key value violates unique constraint \"child_n\""
    );
}

#[test]
fn a_temporary_table_ends_with_its_migration() {
    let db = Db::new("statements");
    let mut app = db.connect();
    app.run("create temp table mine (id int)");
    let three = bundle(&[
        ("1_a", "create temp table work (id int); create temp view v as select * from work; create temp sequence s"),
        ("2_b", "create temp table work (name text); insert into work select 'x'; drop table if exists v"),
        ("3_c", "create table n as select count(*) from mine"),
    ]);
    assert_eq!(app.deploy(&three).unwrap().len(), 3);
    assert_eq!(app.error("select * from work").code, "42P01");
    assert_eq!(app.one("select count(*) from mine"), "0");
}

#[test]
fn what_only_the_catalog_can_tell_fails_at_run_time_with_the_same_advice() {
    let db = Db::new("statements");
    let mut app = db.connect();
    let tables = "create table p (a int) partition by list (a); create index pi on p (a); create table p1 partition of p for values in (1); \
                  create table parent (id int primary key); create table child (p int references parent deferrable initially deferred)";
    deployed(&mut app, tables);
    for (sql, code) in [
        ("reindex table p", "25001"),
        ("insert into parent values (1); insert into child values (1); alter table child add x int", "55006"),
    ] {
        let one = bundle(&[("9_z", format!("create table z (); {sql}"))]);
        let error = app.deploy_with(&one, "allow_missing => true").unwrap_err();
        assert_eq!(error.code, code, "{sql}");
        assert!(
            error.hint.starts_with("Run the same bundle with CALL migrate.rollout(…)"),
            "{error}"
        );
        assert_eq!(app.one("select to_regclass('z') is null"), "t");
        app.rollout_with(&one, "allow_missing => true").unwrap();
        app.run("drop table z; delete from migrate.migrations where name = '9_z'");
    }
}
