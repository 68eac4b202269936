//! `CALL migrate.rollout`: a commit after each migration, and every migration as it is.

use migrate_tests::*;

/// The notices since the last call as lines, without the times in them.
fn told(session: &mut Session) -> String {
    let list = session.notices();
    let line = |text: &str| match (
        text.find(", "),
        text.ends_with(')') && text.contains(" applied ("),
    ) {
        (Some(_), true) => {
            let (head, times) = text.split_once(" applied (").unwrap();
            let parts: Vec<_> = times.trim_end_matches(')').split(", ").collect();
            let milliseconds = parts[1].strip_suffix(" ms").map(str::parse::<u64>);
            assert!(matches!(milliseconds, Some(Ok(_))), "{text}");
            format!(
                "{head} applied ({}, T{})",
                parts[0],
                parts[2..]
                    .iter()
                    .map(|p| format!(", {p}"))
                    .collect::<String>()
            )
        }
        _ => text.to_owned(),
    };
    let texts: Vec<_> = list.iter().map(|n| line(&n.message)).collect();
    texts.join("\n")
}

const TABLES: &str =
    "select coalesce(string_agg(relname, ' ' order by relname), '') from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'";

const HISTORY: &str = "select name, standing, statements_done || '/' || statements from migrate.migrations order by position";

#[test]
fn each_migration_commits_by_itself() {
    let db = Db::new("rollout");
    let (mut app, mut other) = (db.connect(), db.connect());
    let list = bundle(&[
        ("1_a", "create table a (id int); insert into a values (1)"),
        ("2_b", ""),
        ("3_c", "select pg_advisory_xact_lock(1); create table c ()"),
        ("4_d", "create table d ()"),
    ]);
    other.run("select pg_advisory_lock(1)");
    let running = db.background(&format!("call migrate.rollout($b${list}$b$)"));
    wait_until("the first two are committed", || {
        other.lines("select name from migrate.history") == "1_a\n2_b"
    });
    assert_eq!(other.one("select id from a"), "1");
    assert_eq!(other.one(TABLES), "a");
    other.run("select pg_advisory_unlock(1)");
    let (mut session, result) = running.finish();
    result.unwrap();
    assert_eq!(
        told(&mut session),
        "1/4 \"1_a\" applied (2 statements, T)\n2/4 \"2_b\" applied (0 statements, T)\n\
         3/4 \"3_c\" applied (2 statements, T)\n4/4 \"4_d\" applied (1 statement, T)"
    );
    app.rollout(&list).unwrap();
    assert_eq!(
        told(&mut app),
        "nothing to do: 4 migrations are applied, none is pending"
    );
    for kind in ["json", "jsonb"] {
        app.run(&format!(
            "call migrate.rollout('[]'::{kind}, allow_missing => true)"
        ));
    }
}

/// Every kind of migration that one transaction cannot hold, and some that it can.
const UNMODIFIED: [(&str, &str); 14] = [
    ("01_init", "create type mood as enum ('ok'); create table t (id int, m mood); insert into t values (1, 'ok'), (2, 'ok')"),
    ("02_begin_inside", "select 1; begin; insert into t values (3); commit; insert into t values (4);"),
    ("03_two_blocks", "begin; alter type mood add value 'b1'; commit; begin; insert into t values (5, 'b1'); commit;"),
    ("04_index", "create index concurrently t_id on t (id);\ncreate unique index concurrently t_id2 on t (id) where id < 3;"),
    ("05_vacuum", "vacuum t; vacuum (analyze, verbose) t; analyze t"),
    ("06_reindex", "reindex index concurrently t_id; reindex table concurrently t; drop index concurrently t_id2"),
    ("07_do", "do $$ begin for i in 6..8 loop insert into t values (i); commit; end loop; end $$"),
    ("08_procedure", "create procedure fill(n int) language plpgsql as $$ begin insert into t values (n); commit; insert into t values (n + 1); rollback; end $$"),
    ("09_call", "call fill(9); select 1"),
    ("10_enum_next", "alter type mood add value 'c1'"),
    ("11_enum_used", "update t set m = 'c1' where id = 1"),
    ("12_enum_same", "alter type mood add value 'd1'; update t set m = 'd1' where id = 2; alter table t alter m set default 'd1'"),
    ("13_serializable", "begin; set transaction isolation level serializable; insert into t (id) select 12; commit; begin isolation level repeatable read; commit"),
    ("14_savepoint", "begin; insert into t values (13); savepoint s; insert into t values (99); rollback to s; release s; commit; begin; delete from t; rollback"),
];

#[test]
fn whole_histories_run_unmodified_and_leave_what_psql_leaves() {
    let (db, plain) = (Db::new("rollout"), Db::bare("rollout"));
    let mut app = db.connect();
    for (name, sql) in UNMODIFIED {
        let ran = plain.psql(sql);
        assert_eq!(ran.code, 0, "{name}: {}", ran.stderr);
    }
    app.rollout(&bundle(&UNMODIFIED)).unwrap();
    assert_eq!(db.schema(), plain.schema());
    let rows = "select string_agg(id || coalesce('=' || m, ''), ' ' order by id) from t";
    assert_eq!(app.one(rows), plain.connect().one(rows));
    assert_eq!(app.one(rows), "1=c1 2=d1 3 4 5=b1 6 7 8 9 12=d1 13=d1");
    let own_sessions = told(&mut app);
    let names: Vec<_> = own_sessions
        .lines()
        .filter(|line| line.ends_with("in a session of its own)"))
        .map(|line| line.split('"').nth(1).unwrap())
        .collect();
    assert_eq!(
        names,
        [
            "02_begin_inside",
            "03_two_blocks",
            "04_index",
            "05_vacuum",
            "06_reindex",
            "07_do",
            "09_call",
            "12_enum_same",
            "13_serializable",
            "14_savepoint"
        ]
    );
    assert_eq!(
        app.one("select count(*) from migrate.history where state = 'applied'"),
        "14"
    );
    assert_eq!(
        app.one("select count(*) from migrate.migrations where statements <> statements_done"),
        "0"
    );
}

#[test]
fn a_transaction_block_or_a_function_is_refused_with_advice() {
    let db = Db::new("rollout");
    let mut app = db.connect();
    let call = format!(
        "call migrate.rollout('{}')",
        bundle(&[("1_a", "create table a ()")])
    );
    app.run(&format!(
        "create procedure wrapped() language plpgsql as $p$ begin {call}; end $p$"
    ));
    app.run(&format!(
        "create function inside() returns void language plpgsql as $p$ begin {call}; end $p$"
    ));
    for sql in [
        &format!("begin; {call}"),
        "select inside()",
        &format!("select 1; {call}"),
    ] {
        let error = app.error(sql);
        assert_eq!(error.code, "25001", "{sql}");
        assert_eq!(
            error.message,
            "migrate.rollout commits after each migration, so it cannot run inside a transaction block or a function"
        );
        assert_eq!(
            error.hint,
            "CALL it on its own: no BEGIN, no psql -1, and the driver in autocommit mode."
        );
        app.run("rollback");
    }
    assert_eq!(app.one("select count(*) from migrate.history"), "0");
    // A procedure that is called at top level may commit.
    app.run("call wrapped()");
    assert_eq!(app.one(TABLES), "a");
}

#[test]
fn a_failure_in_one_transaction_leaves_nothing_and_is_simply_run_again() {
    let db = Db::new("rollout");
    let mut app = db.connect();
    let list = bundle(&[
        ("1_a", "create table a ()"),
        ("2_b", "create table b ();\nselect 1 / 0"),
        ("3_c", "create table c ()"),
    ]);
    let error = app.rollout(&list).unwrap_err();
    assert_eq!(error.code, "22012");
    assert_eq!(
        error.message,
        "migration \"2_b\" failed at statement 2, line 2, column 1: division by zero"
    );
    assert_eq!(
        error.hint,
        "The migrations before it are committed, this one left nothing behind. SELECT * FROM migrate.attempts WHERE name = '2_b' shows this error."
    );
    assert_eq!(app.one(TABLES), "a");
    assert_eq!(app.status(&list), "1_a|applied\n2_b|pending\n3_c|pending");
    assert_eq!(
        app.lines("select name, verb, statement, line from migrate.attempts"),
        "2_b|rollout|2|2"
    );
    told(&mut app);
    app.rollout(&list.replace("1 / 0", "1 / 1")).unwrap();
    assert_eq!(
        told(&mut app),
        "1/2 \"2_b\" applied (2 statements, T)\n2/2 \"3_c\" applied (1 statement, T)"
    );
}

#[test]
fn a_failure_half_way_is_told_and_waits_for_resolve() {
    for how in ["applied", "rolled_back"] {
        let db = Db::new("rollout");
        let mut app = db.connect();
        let list = bundle(&[
            ("1_a", "create table a ()"),
            (
                "2_b",
                "create table b ();\nvacuum b;\nselect 1 / 0;\nselect 4",
            ),
            ("3_c", "create table c ()"),
        ]);
        let error = app.rollout(&list).unwrap_err();
        assert_eq!(error.code, "22012");
        assert_eq!(
            error.message,
            "migration \"2_b\" failed at statement 3, line 3, column 1: division by zero"
        );
        assert_eq!(
            error.hint,
            "The migrations before it are committed, and so are 2 of its 4 statements. Undo these or finish the work by hand, then say which: \
             SELECT * FROM migrate.resolve('2_b', 'rolled_back') or SELECT * FROM migrate.resolve('2_b', 'applied'). \
             SELECT * FROM migrate.attempts WHERE name = '2_b' shows this error."
        );
        assert!(error.context.starts_with("migration \"2_b\", statement 3 (SELECT), line 3, column 1\n    1 | create table b ();\n"), "{error}");
        assert_eq!(app.status(&list), "1_a|applied\n2_b|failed\n3_c|pending");
        assert_eq!(app.lines(HISTORY), "1_a|applied|1/1\n2_b|failed|2/4");
        assert_eq!(
            app.deploy(&list).unwrap_err().message,
            "migration \"2_b\" failed half-way and is not resolved (P3009)"
        );
        assert_eq!(
            app.rollout(&list).unwrap_err().detail,
            "2 of its 4 statements are committed."
        );
        assert_eq!(app.one(TABLES), "a b");

        app.run(&format!("select migrate.resolve('2_b', '{how}')"));
        let fixed = list.replace("1 / 0", "1 / 1");
        if how == "rolled_back" {
            app.run("drop table b");
            app.rollout(&fixed).unwrap();
            assert_eq!(
                app.lines(HISTORY),
                "1_a|applied|1/1\n2_b|applied|4/4\n3_c|applied|1/1"
            );
        } else {
            app.rollout(&list).unwrap();
            assert_eq!(
                app.lines(HISTORY),
                "1_a|applied|1/1\n2_b|applied|4/4\n3_c|applied|1/1"
            );
        }
        assert_eq!(app.one(TABLES), "a b c");
    }
}

#[test]
fn a_first_statement_that_fails_whole_leaves_nothing_to_resolve() {
    let db = Db::new("rollout");
    let mut app = db.connect();
    for sql in [
        "select 1 / 0; vacuum",
        "begin; create table t (); select 1 / 0; commit; vacuum",
    ] {
        let list = bundle(&[("1_a", sql)]);
        let error = app.rollout(&list).unwrap_err();
        assert_eq!(error.code, "22012", "{sql}");
        assert!(error.hint.starts_with("It left nothing behind."), "{error}");
        assert_eq!(app.status(&list), "1_a|pending");
        assert_eq!(app.one(TABLES), "");
    }
    let list = bundle(&[("1_a", "select 1; vacuum")]);
    app.rollout(&list).unwrap();
    assert_eq!(app.status(&list), "1_a|applied");
}

#[test]
fn an_index_build_that_fails_counts_as_half_way_because_it_leaves_an_invalid_index() {
    let db = Db::new("rollout");
    let mut app = db.connect();
    let list = bundle(&[
        (
            "1_a",
            "create table t (id int); insert into t values (1), (1)",
        ),
        ("2_b", "create unique index concurrently i on t (id)"),
    ]);
    let error = app.rollout(&list).unwrap_err();
    assert_eq!(error.code, "23505");
    assert_eq!(error.detail, "Key (id)=(1) is duplicated.");
    assert_eq!(
        (error.table.as_str(), error.constraint.as_str()),
        ("t", "i")
    );
    assert_eq!(app.lines(HISTORY), "1_a|applied|2/2\n2_b|failed|0/1");
    assert_eq!(
        app.one("select indisvalid from pg_index where indexrelid = 'i'::regclass"),
        "f"
    );
}

#[test]
fn a_begin_without_a_commit_is_an_error_and_what_it_did_is_undone() {
    let db = Db::new("rollout");
    let mut app = db.connect();
    let list = bundle(&[("1_a", "create table a (); begin; create table b ();")]);
    let error = app.rollout(&list).unwrap_err();
    assert_eq!(error.code, "2D000");
    assert_eq!(
        error.message,
        "migration \"1_a\" failed at its end: the migration ends inside a transaction that it began"
    );
    assert!(
        error.hint.starts_with("Its BEGIN has no COMMIT: what it did since then was rolled back.\n1 of its 3 statements is committed."),
        "{error}"
    );
    assert_eq!(app.one(TABLES), "a");
    assert_eq!(app.lines(HISTORY), "1_a|failed|1/3");
}

#[test]
fn up_to_stops_after_the_named_migration() {
    let db = Db::new("rollout");
    let mut app = db.connect();
    let list = bundle(&[
        ("1_a", "create table a ()"),
        ("2_b", "vacuum pg_catalog.pg_am"),
        ("3_c", "create table c ()"),
    ]);
    app.rollout_with(&list, "up_to => '2_b'").unwrap();
    assert_eq!(app.status(&list), "1_a|applied\n2_b|applied\n3_c|pending");
    assert_eq!(
        told(&mut app),
        "1/2 \"1_a\" applied (1 statement, T)\n2/2 \"2_b\" applied (1 statement, T, in a session of its own)"
    );
    assert_eq!(
        app.rollout_with(&list, "up_to => 'x'").unwrap_err().message,
        "migration \"x\" is not in the bundle (P3017)"
    );
    let older = bundle(&[("1_a", "create table a ()")]);
    assert_eq!(
        app.rollout(&older).unwrap_err().message,
        "migration \"2_b\" was applied, but is not in the bundle"
    );
    app.rollout_with(&older, "allow_missing => true").unwrap();
}

#[test]
fn what_only_shows_at_run_time_is_run_again_in_a_session_of_its_own() {
    let db = Db::new("rollout");
    let mut app = db.connect();
    app.run(
        "create procedure old() language plpgsql as $$ begin commit; end $$;
         create procedure hidden() language plpgsql as $$ begin call old(); end $$",
    );
    let list = bundle(&[
        ("1_a", "create type mood as enum ('ok')"),
        ("2_b", "create table b (); call hidden()"),
        (
            "3_c",
            "alter type mood add value 'new'; select ('n' || 'ew')::mood",
        ),
    ]);
    app.rollout(&list).unwrap();
    assert_eq!(
        told(&mut app),
        "1/3 \"1_a\" applied (1 statement, T)\n\
         \"2_b\" runs statement by statement: invalid transaction termination\n\
         2/3 \"2_b\" applied (2 statements, T, in a session of its own)\n\
         \"3_c\" runs statement by statement: unsafe use of new value \"new\" of enum type mood\n\
         3/3 \"3_c\" applied (2 statements, T, in a session of its own)"
    );
    assert_eq!(app.one(TABLES), "b");
    assert_eq!(app.one("select count(*) from migrate.attempts"), "0");
    assert_eq!(
        app.lines(HISTORY),
        "1_a|applied|1/1\n2_b|applied|2/2\n3_c|applied|2/2"
    );
}
