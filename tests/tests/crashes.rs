//! Backends that are terminated or killed in the middle, workers that die, a server that stops at once.

use migrate_tests::*;

const FIRST: (&str, &str) = ("1_a", "create table a (id int); insert into a values (1)");
const SLEEPS: (&str, &str) = ("2_b", "create table b (id int); select pg_sleep(600)");
const LATER: (&str, &str) = ("3_c", "create table c (id int)");
const ONLINE: (&str, &str) = ("2_x", "create table x (); create index concurrently a_id on a (id); create index concurrently a_id2 on a (id)");

const INDEXES: &str = "select indexrelid::regclass, indisvalid from pg_index where indrelid = 'a'::regclass order by indexrelid::regclass::text";

/// Waits until a session of this database sleeps or waits as named, and returns its process.
#[track_caller]
fn waiting(admin: &mut Session, db: &Db, event: &str) -> i32 {
    let who = format!(
        "select pid from pg_stat_activity where datname = '{}' and wait_event = '{event}'",
        db.name()
    );
    wait_until(&format!("someone waits for {event}"), || {
        !admin.rows(&who).is_empty()
    });
    admin.one(&who).parse().unwrap()
}

fn gone(admin: &mut Session, pid: i32) {
    let there = format!("select count(*) from pg_stat_activity where pid = {pid}");
    wait_until("the process is gone", || admin.one(&there) == "0");
}

/// The client may or may not read the server's last word before the connection closes.
#[track_caller]
fn assert_terminated(running: Background) {
    let error = running.join().unwrap_err();
    assert!(["57P01", ""].contains(&error.code.as_str()), "{error}");
}

/// After a crash: the server takes connections again.
fn back(db: &Db) -> Session {
    wait_until("the server is back", || db.psql("select 1").code == 0);
    db.connect()
}

/// Nothing of the deployment is left, and the next one works.
#[track_caller]
fn assert_nothing_left(db: &Db) {
    let mut app = db.connect();
    assert_eq!(app.one("select count(*) from migrate.history"), "0");
    assert_eq!(
        app.one("select to_regclass('a') is null and to_regclass('b') is null"),
        "t"
    );
    assert_eq!(
        app.one("select count(*) from pg_locks where locktype = 'advisory'"),
        "0"
    );
    assert_eq!(
        app.status(&bundle(&[FIRST, LATER])),
        "1_a|pending\n3_c|pending"
    );
    assert_eq!(app.deploy(&bundle(&[FIRST, LATER])).unwrap().len(), 2);
}

#[test]
fn a_terminated_deploy_leaves_nothing() {
    let db = Db::new("crashes");
    let mut admin = db.connect();
    let running = db.background(&format!(
        "select migrate.deploy($b${}$b$)",
        bundle(&[FIRST, SLEEPS])
    ));
    let pid = waiting(&mut admin, &db, "PgSleep");
    admin.run(&format!("select pg_terminate_backend({pid})"));
    assert_terminated(running);
    gone(&mut admin, pid);
    assert_nothing_left(&db);
}

#[test]
fn a_deploy_terminated_while_it_waits_for_a_table_leaves_nothing() {
    let db = Db::new("crashes");
    let mut other = db.connect();
    other.run("create table busy (id int); select migrate.baseline('[{\"name\":\"0_busy\",\"sql\":\"\"}]')");
    other.run("begin; lock table busy");
    let all = bundle(&[("0_busy", ""), FIRST, ("2_b", "alter table busy add n int")]);
    let running = db.background(&format!("select migrate.deploy($b${all}$b$)"));
    let mut admin = db.connect();
    let pid = waiting(&mut admin, &db, "relation");
    admin.run(&format!("select pg_terminate_backend({pid})"));
    assert_terminated(running);
    other.run("rollback");
    gone(&mut admin, pid);
    assert_eq!(
        admin.status(&all),
        "0_busy|baselined\n1_a|pending\n2_b|pending"
    );
    assert_eq!(admin.deploy(&all).unwrap().len(), 2);
}

#[test]
fn a_deploy_killed_with_signal_9_leaves_nothing() {
    let cluster = Cluster::with(&[]);
    let db = Db::on(&cluster, "crashes");
    let mut admin = db.connect();
    let running = db.background(&format!(
        "select migrate.deploy($b${}$b$)",
        bundle(&[FIRST, SLEEPS])
    ));
    let pid = waiting(&mut admin, &db, "PgSleep");
    cluster.signal(pid, "KILL");
    assert_eq!(running.join().unwrap_err().code, "");
    back(&db);
    assert_nothing_left(&db);
}

#[test]
fn a_terminated_rollout_keeps_what_was_committed_and_goes_on() {
    let db = Db::new("crashes");
    let mut admin = db.connect();
    let running = db.background(&format!(
        "call migrate.rollout($b${}$b$)",
        bundle(&[FIRST, SLEEPS])
    ));
    let pid = waiting(&mut admin, &db, "PgSleep");
    admin.run(&format!("select pg_terminate_backend({pid})"));
    assert_terminated(running);
    gone(&mut admin, pid);
    assert_eq!(
        admin.status(&bundle(&[FIRST, SLEEPS])),
        "1_a|applied\n2_b|pending"
    );
    assert_eq!(admin.one("select to_regclass('b') is null"), "t");
    admin
        .rollout(&bundle(&[FIRST, ("2_b", "create table b (id int)")]))
        .unwrap();
}

/// A rollout whose worker waits in CREATE INDEX CONCURRENTLY for a transaction that `blocker` holds open.
fn rollout_in_the_worker(db: &Db) -> (Session, Background, i32) {
    db.connect().deploy(&bundle(&[FIRST])).unwrap();
    let mut blocker = db.connect();
    blocker.run("begin; insert into a values (2)");
    let running = db.background(&format!(
        "call migrate.rollout($b${}$b$)",
        bundle(&[FIRST, ONLINE, LATER])
    ));
    // a session of its own: a transaction sees pg_stat_activity as it first saw it
    let worker = waiting(&mut db.connect(), db, "virtualxid");
    assert_ne!(worker, running.pid());
    (blocker, running, worker)
}

/// It stands failed, deploy and rollout say so, and after a clean-up by hand it goes on.
#[track_caller]
fn assert_failed_and_resolvable(db: &Db, done: &str) {
    let all = bundle(&[FIRST, ONLINE, LATER]);
    let mut app = db.connect();
    assert_eq!(app.status(&all), "1_a|applied\n2_x|failed\n3_c|pending");
    let detail = app.one("select detail from migrate.status() where name = '2_x'");
    assert!(
        detail.contains(done) && !detail.contains("running now"),
        "{detail}"
    );
    for error in [
        app.deploy(&all).unwrap_err(),
        app.rollout(&all).unwrap_err(),
    ] {
        assert_eq!(
            (error.code.as_str(), error.message.as_str()),
            (
                "55000",
                "migration \"2_x\" failed half-way and is not resolved (P3009)"
            )
        );
        assert_eq!(error.detail, "1 of its 3 statements are committed.");
    }
    assert_eq!(app.lines(INDEXES), "a_id|f");
    app.run("drop index a_id; drop table x");
    assert_eq!(
        app.lines("select name, state from migrate.resolve('2_x', 'rolled_back')"),
        "2_x|rolled_back"
    );
    app.rollout(&all).unwrap();
    assert_eq!(app.status(&all), "1_a|applied\n2_x|applied\n3_c|applied");
    assert_eq!(app.lines(INDEXES), "a_id|t\na_id2|t");
}

#[test]
fn a_rollout_terminated_in_create_index_concurrently_stands_failed() {
    let db = Db::new("crashes");
    let (mut blocker, running, worker) = rollout_in_the_worker(&db);
    blocker.run(&format!("select pg_terminate_backend({})", running.pid()));
    assert_terminated(running);
    gone(&mut db.connect(), worker);
    blocker.run("rollback");
    assert_failed_and_resolvable(
        &db,
        "its rollout ended without a word: 1 of 3 statements are committed",
    );
}

#[test]
fn a_rollout_cancelled_in_create_index_concurrently_stands_failed() {
    let db = Db::new("crashes");
    let (mut blocker, running, worker) = rollout_in_the_worker(&db);
    blocker.run(&format!("select pg_cancel_backend({})", running.pid()));
    assert_eq!(running.join().unwrap_err().code, "57014");
    gone(&mut db.connect(), worker);
    blocker.run("rollback");
    assert_failed_and_resolvable(&db, "1 of 3 statements are committed");
}

#[test]
fn a_worker_terminated_in_create_index_concurrently_is_an_error_of_the_rollout() {
    let db = Db::new("crashes");
    let (mut blocker, running, worker) = rollout_in_the_worker(&db);
    blocker.run(&format!("select pg_terminate_backend({worker})"));
    let (mut app, result) = running.finish();
    let error = result.unwrap_err();
    assert_eq!(error.code, "57P01", "{error}");
    assert!(
        error
            .message
            .starts_with("migration \"2_x\" failed at statement 2, line 1, column 20: "),
        "{error}"
    );
    assert_eq!(app.one("select 1"), "1");
    blocker.run("rollback");
    assert_failed_and_resolvable(&db, "1 of 3 statements are committed; last attempt ");
    assert_eq!(
        app.lines("select name, statement, sqlstate, verb from migrate.attempts"),
        "2_x|2|57P01|rollout"
    );
}

#[test]
fn a_worker_whose_statement_is_cancelled_is_an_error_of_the_rollout() {
    let db = Db::new("crashes");
    let (mut blocker, running, worker) = rollout_in_the_worker(&db);
    blocker.run(&format!("select pg_cancel_backend({worker})"));
    assert_eq!(running.join().unwrap_err().code, "57014");
    blocker.run("rollback");
    assert_failed_and_resolvable(&db, "1 of 3 statements are committed; last attempt ");
}

#[test]
fn a_rollout_killed_with_signal_9_in_create_index_concurrently_stands_failed() {
    for who in ["caller", "worker"] {
        let cluster = Cluster::with(&[]);
        let db = Db::on(&cluster, "crashes");
        let (_blocker, running, worker) = rollout_in_the_worker(&db);
        cluster.signal(
            if who == "caller" {
                running.pid()
            } else {
                worker
            },
            "KILL",
        );
        let code = running.join().unwrap_err().code;
        assert!(["", "57P02"].contains(&code.as_str()), "{who}: {code}");
        let mut admin = back(&db);
        assert_eq!(
            admin
                .one("select count(*) from pg_stat_activity where backend_type = 'migrate worker'"),
            "0"
        );
        assert_failed_and_resolvable(
            &db,
            "its rollout ended without a word: 1 of 3 statements are committed",
        );
    }
}

#[test]
fn a_server_that_stops_at_once_leaves_a_rollout_failed_and_a_deploy_undone() {
    let cluster = Cluster::with(&[]);
    let (deployed, rolled) = (Db::on(&cluster, "crashes"), Db::on(&cluster, "crashes"));
    let mut admin = cluster.admin();
    let deploying = deployed.background(&format!(
        "select migrate.deploy($b${}$b$)",
        bundle(&[FIRST, SLEEPS])
    ));
    waiting(&mut admin, &deployed, "PgSleep");
    let (_blocker, rolling, _) = rollout_in_the_worker(&rolled);
    let pid_file = std::fs::read_to_string(cluster.data().join("postmaster.pid")).unwrap();
    cluster.signal(pid_file.lines().next().unwrap().parse().unwrap(), "QUIT");
    deploying.join().unwrap_err();
    rolling.join().unwrap_err();
    cluster.restart();
    assert_nothing_left(&deployed);
    assert_failed_and_resolvable(
        &rolled,
        "its rollout ended without a word: 1 of 3 statements are committed",
    );
}

#[test]
fn without_a_free_worker_the_error_of_a_deploy_is_its_own_and_a_rollout_says_what_it_lacks() {
    let cluster = Cluster::with(&[("max_worker_processes", "0")]);
    let db = Db::on(&cluster, "crashes");
    let mut app = db.connect();
    let error = app
        .deploy(&bundle(&[FIRST, ("2_b", "select 1/0")]))
        .unwrap_err();
    assert_eq!(
        (error.code.as_str(), error.message.as_str()),
        (
            "22012",
            "migration \"2_b\" failed at statement 1, line 1, column 1: division by zero"
        )
    );
    let error = app.rollout(&bundle(&[FIRST, ONLINE])).unwrap_err();
    assert_eq!(
        (error.code.as_str(), error.message.as_str()),
        ("53000", "no background worker slot is free")
    );
    assert_eq!(error.hint, "Raise max_worker_processes (it needs a restart), or try again when other workers have ended.");
    assert_eq!(
        app.status(&bundle(&[FIRST, ONLINE])),
        "1_a|applied\n2_x|pending"
    );
    app.rollout(&bundle(&[FIRST, LATER])).unwrap();
}
