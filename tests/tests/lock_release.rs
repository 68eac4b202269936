//! Whatever way a deploy or a rollout ends, its session keeps no lock, and the next one can begin.

use migrate_tests::*;

const MINE: &str =
    "select count(*) from pg_locks where locktype = 'advisory' and pid = pg_backend_pid()";

/// The session is as good as new: no lock, no open transaction, no subtransaction, and others can migrate at once.
#[track_caller]
fn assert_free(db: &Db, app: &mut Session) {
    assert_eq!(app.one(MINE), "0", "a lock is left");
    assert_eq!(
        app.one("select pg_current_xact_id_if_assigned() is null"),
        "t"
    );
    assert_eq!(app.one("select count(*) from pg_stat_activity where backend_type = 'migrate worker' and datname = current_database()"), "0");
    let mut other = db.connect();
    other.run("set migrate.lock_timeout = 1");
    let probe = bundle(&[(
        format!("9_probe_{}", app.pid()),
        "create table probe (); drop table probe",
    )]);
    other.run("begin");
    assert_eq!(
        other
            .deploy_with(&probe, "allow_missing => true")
            .unwrap()
            .len(),
        1
    );
    other.run("rollback");
}

fn cancelled(db: &Db, call: &str, sleeping: &str) -> Session {
    let running = db.background(call);
    let mut admin = db.connect();
    wait_until("the migration sleeps", || admin.one(sleeping) == "1");
    admin.run(&format!("select pg_cancel_backend({})", running.pid()));
    let (app, result) = running.finish();
    let error = result.unwrap_err();
    assert_eq!(error.code, "57014", "{error}");
    app
}

const SLEEPS: &str = "select count(*) from pg_stat_activity where datname = current_database() and wait_event = 'PgSleep'";

#[test]
fn after_a_deploy_that_succeeded() {
    let db = Db::new("release");
    let mut app = db.connect();
    app.run("begin");
    app.deploy(&bundle(&[("1_a", "create table a ()")]))
        .unwrap();
    assert_eq!(
        app.one(MINE),
        "1",
        "it is held to the end of the transaction"
    );
    app.run("commit");
    assert_free(&db, &mut app);
}

#[test]
fn after_a_deploy_that_failed() {
    let db = Db::new("release");
    let mut app = db.connect();
    assert_eq!(
        app.deploy(&bundle(&[("1_a", "select 1/0")]))
            .unwrap_err()
            .code,
        "22012"
    );
    assert_free(&db, &mut app);
}

#[test]
fn after_a_rollback_to_a_savepoint_before_a_deploy() {
    let db = Db::new("release");
    let mut app = db.connect();
    app.run("begin; savepoint s");
    app.deploy(&bundle(&[("1_a", "create table a ()")]))
        .unwrap();
    app.run("rollback to s");
    assert_eq!(app.one(MINE), "0");
    app.run("savepoint t");
    assert_eq!(
        app.deploy(&bundle(&[("1_a", "select 1/0")]))
            .unwrap_err()
            .code,
        "22012"
    );
    app.run("rollback to t");
    assert_eq!(app.one(MINE), "0");
    app.run("commit");
    assert_free(&db, &mut app);
    assert_eq!(app.one("select count(*) from migrate.history"), "0");
}

#[test]
fn after_a_deploy_that_was_cancelled() {
    let db = Db::new("release");
    let sleep = bundle(&[
        ("1_a", "create table a ()"),
        ("2_b", "select pg_sleep(600)"),
    ]);
    let mut app = cancelled(
        &db,
        &format!("select migrate.deploy($b${sleep}$b$)"),
        SLEEPS,
    );
    assert_free(&db, &mut app);
    assert_eq!(app.one("select to_regclass('a') is null"), "t");
}

#[test]
fn after_a_deploy_that_ran_into_statement_timeout() {
    let db = Db::new("release");
    let mut app = db.connect();
    app.run("set statement_timeout = '200ms'");
    assert_eq!(
        app.deploy(&bundle(&[("1_a", "select pg_sleep(600)")]))
            .unwrap_err()
            .code,
        "57014"
    );
    app.run("reset statement_timeout");
    assert_free(&db, &mut app);
}

#[test]
fn after_a_rollout_that_succeeded_or_failed_in_either_mode() {
    let db = Db::new("release");
    let mut app = db.connect();
    let good = [
        ("1_a", "create table a (id int)"),
        ("2_b", "create index concurrently a_id on a (id)"),
    ];
    app.rollout(&bundle(&good)).unwrap();
    assert_free(&db, &mut app);
    let bad = [good[0], good[1], ("3_c", "select 1/0")];
    assert_eq!(app.rollout(&bundle(&bad)).unwrap_err().code, "22012");
    assert_free(&db, &mut app);
    let worse = [good[0], good[1], ("3_c", "vacuum a; select 1/0")];
    assert_eq!(app.rollout(&bundle(&worse)).unwrap_err().code, "22012");
    assert_free_after_failure(&db, &mut app);
}

/// Where a migration stands failed, deploy refuses; the lock is what counts here.
#[track_caller]
fn assert_free_after_failure(db: &Db, app: &mut Session) {
    assert_eq!(app.one(MINE), "0", "a lock is left");
    let mut other = db.connect();
    assert_eq!(other.one("select pg_try_advisory_lock(72707369)"), "t");
    other.run("select pg_advisory_unlock_all()");
    assert_eq!(app.one("select count(*) from pg_stat_activity where backend_type = 'migrate worker' and datname = current_database()"), "0");
}

#[test]
fn after_a_rollout_whose_bundle_is_refused_under_the_lock() {
    let db = Db::bare("release");
    let mut app = db.connect();
    app.run("create table old (); create extension migrate");
    assert_eq!(
        app.rollout(&bundle(&[("1_a", "create table a ()")]))
            .unwrap_err()
            .code,
        "55000"
    );
    assert_eq!(app.one(MINE), "0");
    assert_eq!(
        app.rollout(&bundle(&[("1_a", "creat table a ()")]))
            .unwrap_err()
            .code,
        "55000"
    );
    app.run("drop table old");
    assert_eq!(
        app.rollout(&bundle(&[("1_a", "creat table a ()")]))
            .unwrap_err()
            .code,
        "42601"
    );
    assert_free(&db, &mut app);
}

#[test]
fn after_a_rollout_that_was_cancelled_in_a_transaction() {
    let db = Db::new("release");
    let sleep = bundle(&[
        ("1_a", "create table a ()"),
        ("2_b", "create table b (); select pg_sleep(600)"),
    ]);
    let mut app = cancelled(&db, &format!("call migrate.rollout($b${sleep}$b$)"), SLEEPS);
    assert_free(&db, &mut app);
    assert_eq!(app.status(&sleep), "1_a|applied\n2_b|pending");
}

#[test]
fn after_a_rollout_that_was_cancelled_while_its_worker_runs() {
    let db = Db::new("release");
    let sleep = bundle(&[("1_a", "create table a (); commit; select pg_sleep(600)")]);
    let mut app = cancelled(&db, &format!("call migrate.rollout($b${sleep}$b$)"), SLEEPS);
    assert_free_after_failure(&db, &mut app);
    let status = app.lines("select name, state, detail from migrate.status()");
    assert!(
        status.starts_with("1_a|failed|") && status.contains("2 of 3 statements are committed"),
        "{status}"
    );
}

#[test]
fn after_a_rollout_that_ran_into_statement_timeout_while_its_worker_runs() {
    let db = Db::new("release");
    let mut app = db.connect();
    app.run("set statement_timeout = '500ms'");
    let error = app
        .rollout(&bundle(&[(
            "1_a",
            "create table a (); commit; select pg_sleep(600)",
        )]))
        .unwrap_err();
    assert_eq!(error.code, "57014");
    app.run("reset statement_timeout");
    assert_free_after_failure(&db, &mut app);
}

#[test]
fn after_a_wait_for_the_lock_that_timed_out_or_was_cancelled() {
    let db = Db::new("release");
    let one = bundle(&[("1_a", "create table a ()")]);
    let mut holder = db.connect();
    holder.run("select pg_advisory_lock(72707369)");
    let mut app = db.connect();
    app.run("set migrate.lock_timeout = 50");
    assert_eq!(app.deploy(&one).unwrap_err().code, "55P03");
    assert_eq!(app.one(MINE), "0");
    assert_eq!(app.rollout(&one).unwrap_err().code, "55P03");
    assert_eq!(app.one(MINE), "0");
    for call in [
        format!("select migrate.deploy($b${one}$b$)"),
        format!("call migrate.rollout($b${one}$b$)"),
    ] {
        let waits = "select count(*) from pg_stat_activity where datname = current_database() and wait_event = 'advisory'";
        let mut app = cancelled(&db, &call, waits);
        assert_eq!(app.one(MINE), "0");
    }
    holder.run("select pg_advisory_unlock_all()");
    assert_free(&db, &mut app);
    app.rollout(&one).unwrap();
    assert_free(&db, &mut app);
}

#[test]
fn after_an_error_deep_inside_a_client_block_with_exceptions() {
    let db = Db::new("release");
    let mut app = db.connect();
    app.run(r#"do $$ begin perform migrate.deploy('[{"name":"1_a","sql":"select 1/0"}]'); exception when division_by_zero then null; end $$"#);
    assert_free(&db, &mut app);
}

#[test]
fn after_an_error_in_the_bookkeeping_itself() {
    let db = Db::new("release");
    let one = bundle(&[("1_a", "create table a ()")]);
    let mut app = db.connect();
    app.run("set lock_timeout = '100ms'");
    for call in [
        format!("select migrate.deploy($b${one}$b$)"),
        format!("call migrate.rollout($b${one}$b$)"),
    ] {
        let mut other = db.connect();
        other.run("begin; lock table migrate.migrations in share mode");
        let error = app.error(&call);
        assert_eq!(
            (error.code.as_str(), error.message.as_str()),
            ("55P03", "canceling statement due to lock timeout")
        );
        other.run("rollback");
        assert_free(&db, &mut app);
        assert_eq!(app.one("select to_regclass('a') is null"), "t");
    }
}

#[test]
fn after_a_cancel_while_the_bookkeeping_waits() {
    let db = Db::new("release");
    let one = bundle(&[("1_a", "create table a ()")]);
    for call in [
        format!("select migrate.deploy($b${one}$b$)"),
        format!("call migrate.rollout($b${one}$b$)"),
    ] {
        let mut other = db.connect();
        other.run("begin; lock table migrate.migrations in share mode");
        let waits = "select count(*) from pg_stat_activity where datname = current_database() and wait_event = 'relation'";
        let mut app = cancelled(&db, &call, waits);
        other.run("rollback");
        assert_free(&db, &mut app);
    }
}

/// The server grants the lock to a session whose patience for it is over, but which has not looked yet: it is stopped
/// while both happen.
#[test]
fn after_a_wait_that_was_over_as_the_lock_came() {
    for verb in ["select migrate.deploy", "call migrate.rollout"] {
        let db = Db::new("release_late");
        let mut gate = db.connect();
        gate.run("select pg_advisory_lock(72707369)");
        let waiter = db.background(&format!(
            "{verb}($b${}$b$)",
            bundle(&[("1_a", "create table a ()")])
        ));
        let pid = waiter.pid();
        let waits = format!("select count(*) from pg_locks where locktype = 'advisory' and pid = {pid} and not granted");
        // It waits in slices, with short looks around between them.
        wait_until("it stands still in the middle of a slice", || {
            Cluster::shared().signal(pid, "STOP");
            let is_there = gate.one(&waits) == "1";
            if !is_there {
                Cluster::shared().signal(pid, "CONT");
            }
            is_there
        });
        let is_late = format!("{waits} and clock_timestamp() - waitstart > interval '0.5 s'");
        wait_until("the slice is over", || gate.one(&is_late) == "1");
        gate.run("select pg_advisory_unlock(72707369)");
        let granted = waits.replace("not granted", "granted");
        wait_until("the lock is granted", || gate.one(&granted) == "1");
        Cluster::shared().signal(pid, "CONT");
        let (mut app, result) = waiter.finish();
        result.unwrap();
        assert_free(&db, &mut app);
    }
}
