//! Waiting for another migrator: how long, for whom, and who need not wait at all.

use migrate_tests::*;
use std::time::{Duration, Instant};

const LOCK: &str = "72707369";

fn three() -> String {
    bundle(&[
        ("001_t", "create table t1 ()"),
        ("002_t", "create table t2 ()"),
        ("003_t", "create table t3 ()"),
    ])
}

#[test]
fn a_rollout_that_comes_while_another_one_is_in_its_worker_waits_for_it() {
    let db = Db::new("waits");
    let first = ("1_a", "create table a (id int)");
    let all = bundle(&[
        first,
        ("2_b", "create index concurrently a_id on a (id)"),
        ("3_c", "create table c ()"),
    ]);
    let mut blocker = db.connect();
    blocker.deploy(&bundle(&[first])).unwrap();
    blocker.run("begin; insert into a values (1)");
    let running = db.background(&format!("call migrate.rollout($b${all}$b$)"));
    let mut watch = db.connect();
    let waits = "select count(*) from pg_stat_activity where datname = current_database() and wait_event = 'virtualxid'";
    wait_until("the worker waits", || watch.one(waits) == "1");
    let second = db.background(&format!("call migrate.rollout($b${all}$b$)"));
    let waits = format!(
        "select count(*) from pg_stat_activity where pid = {} and wait_event = 'advisory'",
        second.pid()
    );
    wait_until("the second one waits for the first", || {
        watch.one(&waits) == "1"
    });
    assert_eq!(watch.status(&all), "1_a|applied\n2_b|pending\n3_c|pending");
    blocker.run("commit");
    running.join().unwrap();
    let (mut session, result) = second.finish();
    result.unwrap();
    assert_eq!(
        session.notices()[0].message,
        "nothing to do: 3 migrations are applied, none is pending"
    );
}

#[test]
fn a_deploy_that_waits_for_a_rollout_does_not_stop_its_create_index_concurrently() {
    let db = Db::new("races");
    let mut gate = db.connect();
    gate.run("create table gate (id int)");
    gate.run("select migrate.baseline('[{\"name\":\"0_gate\",\"sql\":\"\"}]')");
    let all = bundle(&[
        ("0_gate", ""),
        ("1_a", "create table a (id int)"),
        ("2_b", "lock table gate"),
        ("3_c", "create index concurrently a_id on a (id)"),
    ]);
    gate.run("begin; lock table gate");
    let rollout = db.background(&format!("call migrate.rollout($b${all}$b$)"));
    let mut watch = db.connect();
    let waits = |pid, event: &str| {
        format!(
            "select count(*) from pg_stat_activity where pid = {pid} and wait_event = '{event}'"
        )
    };
    wait_until("the rollout stands at the gate", || {
        watch.one(&waits(rollout.pid(), "relation")) == "1"
    });
    let deploy = db.background(&format!(
        "set migrate.lock_timeout = '20s'; select migrate.deploy($b${all}$b$)"
    ));
    wait_until("the deploy waits for the rollout", || {
        watch.one(&waits(deploy.pid(), "advisory")) == "1"
    });
    gate.run("commit");
    let begun = Instant::now();
    rollout.join().unwrap();
    let took = begun.elapsed();
    assert!(
        took < Duration::from_secs(10),
        "they waited for each other: {took:?}"
    );
    // Its snapshot is what CREATE INDEX CONCURRENTLY has to wait for, so it may have to give way.
    if let Err(error) = deploy.join() {
        assert_eq!(error.code, "55P03");
    }
    assert_eq!(watch.one("select count(*) from migrate.history"), "4");
}

#[test]
fn a_deploy_waits_as_long_as_it_was_told_and_names_the_holder() {
    let db = Db::new("races");
    let mut holder = db.connect();
    holder.run("set application_name = 'web \"7\"'; begin");
    holder
        .deploy(&bundle(&[("1_a", "create table a ()")]))
        .unwrap();
    let since = holder.one(
        "select xact_start::timestamptz(0) from pg_stat_activity where pid = pg_backend_pid()",
    );
    let pid = holder.pid();

    let mut app = db.connect();
    app.run("set migrate.lock_timeout = '300ms'");
    for verb in [
        "select migrate.deploy",
        "call migrate.rollout",
        "select migrate.baseline",
    ] {
        let begun = Instant::now();
        let error = app.error(&format!("{verb}($b${}$b$)", three()));
        assert!(
            begun.elapsed() >= Duration::from_millis(300)
                && begun.elapsed() < Duration::from_secs(5),
            "{:?}",
            begun.elapsed()
        );
        assert_eq!(
            (error.code.as_str(), error.message.as_str()),
            (
                "55P03",
                format!("another deployment holds the migration lock: pid {pid} (user postgres, application \"web \"7\"\", since {since}) (waited 300ms, P1002)").as_str()
            ),
            "{verb}"
        );
        assert_eq!(
            error.hint,
            "Try again when it is done; wait longer with SET migrate.lock_timeout = '60s'; pg_terminate_backend(pid) ends it."
        );
    }
    assert_eq!(app.one("show lock_timeout"), "0");
    holder.run("rollback");
    assert_eq!(app.deploy(&three()).unwrap().len(), 3);
}

#[test]
fn prismas_lock_and_ours_are_one() {
    let db = Db::new("races");
    let one = bundle(&[("1_a", "create table a ()")]);
    let (mut prisma, mut app) = (db.connect(), db.connect());
    prisma.run(&format!("select pg_advisory_lock({LOCK})"));
    app.run("set migrate.lock_timeout = '50ms'");
    assert_eq!(app.deploy(&one).unwrap_err().code, "55P03");
    assert_eq!(app.rollout(&one).unwrap_err().code, "55P03");
    prisma.run(&format!("select pg_advisory_unlock({LOCK})"));

    app.run("begin");
    app.deploy(&one).unwrap();
    let try_lock = format!("select pg_try_advisory_lock({LOCK})");
    assert_eq!(prisma.one(&try_lock), "f");
    app.run("commit");
    assert_eq!(prisma.one(&try_lock), "t");
}

#[test]
fn a_lock_that_the_session_holds_itself_is_no_obstacle_and_stays() {
    let db = Db::new("races");
    let mut app = db.connect();
    app.run(&format!("select pg_advisory_lock({LOCK})"));
    app.deploy(&bundle(&[("1_a", "create table a ()")]))
        .unwrap();
    app.rollout(&bundle(&[
        ("1_a", "create table a ()"),
        ("2_b", "create table b ()"),
    ]))
    .unwrap();
    let held = format!("select count(*) from pg_locks where locktype = 'advisory' and objid = {LOCK} and pid = pg_backend_pid()");
    assert_eq!(app.one(&held), "1");
    assert_eq!(app.one(&format!("select pg_advisory_unlock({LOCK})")), "t");
    assert_eq!(app.one(&held), "0");
}

#[test]
fn a_stale_snapshot_with_something_pending_asks_for_a_retry() {
    let both = bundle(&[("1_a", "create table a ()"), ("2_b", "create table b ()")]);
    for level in ["repeatable read", "serializable"] {
        let db = Db::new("races");
        let (mut stale, mut other) = (db.connect(), db.connect());
        stale.run(&format!("begin isolation level {level}; select 1"));
        other
            .deploy(&bundle(&[("1_a", "create table a ()")]))
            .unwrap();
        let error = stale
            .deploy_with(&both, "allow_missing => true")
            .unwrap_err();
        assert_eq!(
            (error.code.as_str(), error.message.as_str()),
            (
                "40001",
                "the history changed after this transaction took its snapshot"
            )
        );
        assert_eq!(
            error.hint,
            "Run it again in a new transaction; READ COMMITTED needs no retry."
        );
        stale.run(&format!("rollback; begin isolation level {level}"));
        assert_eq!(stale.deploy(&both).unwrap().len(), 1);
        stale.run("commit");
    }
}

#[test]
fn a_stale_snapshot_with_nothing_pending_succeeds() {
    let both = bundle(&[("1_a", "create table a ()"), ("2_b", "create table b ()")]);
    for level in ["repeatable read", "serializable"] {
        let db = Db::new("races");
        let (mut stale, mut other) = (db.connect(), db.connect());
        stale.run(&format!("begin isolation level {level}; select 1"));
        other.deploy(&both).unwrap();
        assert_eq!(stale.deploy(&both).unwrap(), []);
        stale.run("commit");
    }
}

#[test]
fn a_snapshot_that_became_stale_while_waiting_for_the_lock_asks_for_a_retry() {
    let db = Db::new("races");
    let both = bundle(&[("1_a", "create table a ()"), ("2_b", "create table b ()")]);
    let mut first = db.connect();
    first.run("begin");
    first
        .deploy(&bundle(&[("1_a", "create table a ()")]))
        .unwrap();
    let waiter = db.background(&format!(
        "begin isolation level serializable; select migrate.deploy($b${both}$b$)"
    ));
    let waits = format!(
        "select count(*) from pg_locks where pid = {} and locktype = 'advisory' and not granted",
        waiter.pid()
    );
    wait_until("the other waits", || first.one(&waits) == "1");
    first.run("commit");
    assert_eq!(waiter.join().unwrap_err().code, "40001");
}

#[test]
fn a_deploy_with_nothing_to_do_does_not_wait_for_a_running_one() {
    let db = Db::new("races");
    let first = [("1_a", "create table a ()")];
    let (mut running, mut app) = (db.connect(), db.connect());
    running.deploy(&bundle(&first)).unwrap();
    running.run("begin");
    running
        .deploy(&bundle(&[first[0], ("2_b", "create table b ()")]))
        .unwrap();
    app.run("set migrate.lock_timeout = 1");
    assert_eq!(app.deploy(&bundle(&first)).unwrap(), []);
    app.rollout(&bundle(&first)).unwrap();
    let told: Vec<_> = app.notices().into_iter().map(|n| n.message).collect();
    assert_eq!(
        told,
        ["nothing to do: 1 migration is applied, none is pending"; 2]
    );
}

#[test]
fn status_and_check_do_not_wait_for_a_running_deploy() {
    let db = Db::new("races");
    let both = bundle(&[
        ("1_a", "create table a ()"),
        ("2_b", "select pg_sleep(600)"),
    ]);
    let running = db.background(&format!("select migrate.deploy($b${both}$b$)"));
    let mut app = db.connect();
    let sleeps = format!(
        "select count(*) from pg_stat_activity where pid = {} and wait_event = 'PgSleep'",
        running.pid()
    );
    wait_until("the deploy sleeps", || app.one(&sleeps) == "1");
    app.run("set statement_timeout = '10s'");
    assert_eq!(app.status(&both), "1_a|pending\n2_b|pending");
    assert_eq!(app.lines("select * from migrate.status()"), "");
    assert_eq!(
        app.one("select migrate.check()"),
        "up to date: 0 migrations applied"
    );
    assert_eq!(
        app.error(&format!("select migrate.check($b${both}$b$)"))
            .message,
        "the database is not up to date: 2 pending"
    );
    assert_eq!(app.one("select count(*) from migrate.history"), "0");
    app.run(&format!("select pg_cancel_backend({})", running.pid()));
    assert_eq!(running.join().unwrap_err().code, "57014");
}

#[test]
fn status_says_who_is_running_a_rollout() {
    let db = Db::new("races");
    let slow = bundle(&[(
        "1_a",
        "create table a (); commit; select pg_sleep(600); create table b ()",
    )]);
    let running = db.background(&format!("call migrate.rollout($b${slow}$b$)"));
    let mut app = db.connect();
    let sleeps = "select count(*) from pg_stat_activity where backend_type = 'migrate worker' and datname = current_database() and wait_event = 'PgSleep'";
    wait_until("the worker sleeps", || app.one(sleeps) == "1");
    let status = app.lines("select name, state, detail from migrate.status()");
    let expected = format!(
        "1_a|pending|running now by pid {} (user postgres, application \"migrate_tests\", since ",
        running.pid()
    );
    assert!(
        status.starts_with(&expected) && status.ends_with("): 2 of 4 statements are committed"),
        "{status}"
    );
    app.run(&format!("select pg_cancel_backend({})", running.pid()));
    assert_eq!(running.join().unwrap_err().code, "57014");
}
