//! What is kept of each migration, and of each attempt that failed.

use migrate_tests::*;

fn told(session: &mut Session) -> String {
    let list = session.notices();
    let texts: Vec<_> = list.iter().map(|n| n.message.as_str()).collect();
    texts.join("\n")
}

/// The checksum of a file with this text, by the system's own tool.
fn sha256sum(text: &str) -> String {
    let printed = Output::of(&mut std::process::Command::new("sha256sum"), text).ok();
    printed.split(' ').next().unwrap().to_owned()
}

#[test]
fn the_history_has_the_text_byte_for_byte_and_its_sha256sum() {
    let db = Db::new("history");
    let mut app = db.connect();
    let texts = [
        "create table a ();\r\n",
        "",
        "-- ünï\n\n\tselect '\\';",
        "\u{feff}select 1",
    ];
    let list: Vec<_> = texts
        .iter()
        .enumerate()
        .map(|(i, sql)| (format!("m{i}"), *sql))
        .collect();
    app.deploy(&bundle(&list)).unwrap();
    for (name, sql) in &list {
        let row = app
            .query_one(
                "select checksum, sql, statements, position from migrate.history where name = $1",
                &[name],
            )
            .unwrap();
        assert_eq!(row.get::<_, &str>(0), sha256sum(sql));
        assert_eq!(row.get::<_, &str>(1), *sql);
    }
    assert_eq!(
        app.lines("select statements, position from migrate.history"),
        "1|1\n0|2\n1|3\n1|4"
    );
}

#[test]
fn the_history_says_who_when_how_long_and_from_where() {
    let db = Db::new("history");
    let role = db.role("deployer");
    let mut app = db.connect();
    app.run(&format!("select migrate.grant_deploy('{role}')"));
    let mut config: postgres::Config = db.url().parse().unwrap();
    config.application_name("billing");
    let mut remote = Session::open(config);
    remote.run(&format!("set role {role}"));
    remote
        .deploy(&bundle(&[("1_a", "select pg_sleep(0.05)")]))
        .unwrap();
    app.run("set application_name = ''");
    app.deploy(&bundle(&[("1_a", "select pg_sleep(0.05)"), ("2_b", "")]))
        .unwrap();
    assert_eq!(
        app.lines("select name, state, applied_by, connected_as, application_name, client_addr from migrate.history"),
        format!("1_a|applied|{role}|postgres|billing|127.0.0.1\n2_b|applied|postgres|postgres|∅|∅")
    );
    let times = "select duration between '50 ms' and '20 s', applied_at - started_at = duration, \
                 applied_at between now() - interval '1 min' and now() from migrate.history where name = '1_a'";
    assert_eq!(app.lines(times), "t|t|t");
}

#[test]
fn a_failed_attempt_survives_the_rollback_with_all_that_is_known() {
    let db = Db::new("history");
    let mut config: postgres::Config = db.url().parse().unwrap();
    config.application_name("billing");
    let mut app = Session::open(config);
    let sql = "create table t (id int primary key);\n  insert into t values (1), (1)";
    let list = bundle(&[("1_a", "create table a ()"), ("2_b", sql)]);
    app.run("begin");
    app.deploy(&list).unwrap_err();
    app.run("rollback");
    assert_eq!(
        app.lines(
            "select name, sqlstate, message, statement, line, column_number, detail, hint, context, verb, attempted_by, connected_as,
                    application_name, client_addr from migrate.attempts"
        ),
        "2_b|23505|duplicate key value violates unique constraint \"t_pkey\"|2|2|3|Key (id)=(1) already exists.|∅|∅|deploy|postgres|postgres|billing|127.0.0.1"
    );
    let row = app
        .query_one("select sql, checksum from migrate.attempts", &[])
        .unwrap();
    assert_eq!(
        (row.get::<_, &str>(0), row.get::<_, String>(1)),
        (sql, sha256sum(sql))
    );
    assert_eq!(
        app.lines("select duration between '0' and '10 s', attempted_at between now() - interval '1 min' and now() from migrate.attempts"),
        "t|t"
    );
    assert_eq!(app.one("select count(*) from migrate.history"), "0");

    // A refusal before anything runs is no attempt.
    app.deploy(&bundle(&[("1_a", "vacuum")])).unwrap_err();
    app.deploy(&bundle(&[("1_a", "selekt")])).unwrap_err();
    assert_eq!(app.one("select count(*) from migrate.attempts"), "1");
    app.rollout(&list).unwrap_err();
    assert_eq!(
        app.lines("select name, verb from migrate.attempts"),
        "2_b|deploy\n2_b|rollout"
    );
    let pending = app.lines("select name, state, regexp_replace(detail, 'attempt .*: dup', 'attempt: dup') from migrate.status()");
    assert_eq!(pending, "1_a|applied|∅");
    let detail: String = app
        .query_one(
            "select detail from migrate.status($1::text) where name = '2_b'",
            &[&list],
        )
        .unwrap()
        .get(0);
    assert!(
        detail.starts_with("last attempt 20")
            && detail
                .ends_with(": duplicate key value violates unique constraint \"t_pkey\" (23505)"),
        "{detail}"
    );
}

#[test]
fn without_a_free_worker_the_deployments_own_error_is_the_same() {
    let cluster = Cluster::with(&[("max_worker_processes", "0")]);
    let db = Db::on(&cluster, "history");
    let mut app = db.connect();
    let error = app.deploy(&bundle(&[("1_a", "select 1 / 0")])).unwrap_err();
    assert_eq!(error.code, "22012");
    assert_eq!(
        error.message,
        "migration \"1_a\" failed at statement 1, line 1, column 1: division by zero"
    );
    assert_eq!(
        error.hint,
        "Nothing was applied: a deployment is all or nothing."
    );
    assert_eq!(app.one("select count(*) from migrate.attempts"), "0");
    assert_eq!(app.one("select 1"), "1");
}

#[test]
fn an_attempt_of_a_failing_transaction_never_hangs_the_deployment() {
    let db = Db::new("history");
    let mut app = db.connect();
    // The transaction holds what the worker needs: the attempt cannot be kept, and the error comes all the same.
    app.run("begin; lock table migrate.failures in access exclusive mode");
    let begun = std::time::Instant::now();
    assert_eq!(
        app.deploy(&bundle(&[("1_a", "select 1 / 0")]))
            .unwrap_err()
            .code,
        "22012"
    );
    assert!(begun.elapsed().as_secs() < 20);
    app.run("rollback");
    let workers = "select count(*) from pg_stat_activity where backend_type = 'migrate worker' and datname = current_database()";
    wait_until("the worker has ended", || app.one(workers) == "0");
    assert_eq!(app.one("select count(*) from migrate.attempts"), "0");
}

/// A database whose table `half` a rollout has left half-way through `1_half`.
fn half_way(name: &str) -> (Db<'static>, String) {
    let db = Db::new(name);
    let list = bundle(&[
        (
            "1_half",
            "create table half ();\nvacuum half;\nselect 1 / 0;\nselect 4",
        ),
        ("2_next", "create table next ()"),
    ]);
    let error = db.connect().rollout(&list).unwrap_err();
    assert_eq!(error.code, "22012", "{error}");
    (db, list)
}

#[test]
fn a_migration_that_failed_half_way_is_resolved_as_rolled_back_or_as_applied() {
    let (db, list) = half_way("history");
    let mut app = db.connect();
    let status = app
        .query("select name, state, applied_at is null, coalesce(detail, '') from migrate.status($1::text)", &[&list])
        .unwrap();
    assert_eq!(
        (status[0].get::<_, &str>(1), status[0].get::<_, bool>(2)),
        ("failed", true)
    );
    let detail: &str = status[0].get(3);
    assert!(
        detail.starts_with("2 of 4 statements are committed; last attempt 20")
            && detail.ends_with(": division by zero (22012)"),
        "{detail}"
    );
    assert_eq!(app.one("select count(*) from migrate.history"), "0");
    let refused = app.deploy(&list).unwrap_err();
    assert_eq!(
        (refused.code.as_str(), refused.message.as_str()),
        (
            "55000",
            "migration \"1_half\" failed half-way and is not resolved (P3009)"
        )
    );
    assert_eq!(refused.detail, "2 of its 4 statements are committed.");
    assert_eq!(
        refused.hint,
        "Look at what it left, then say which state the schema is in: SELECT * FROM migrate.resolve('1_half', 'rolled_back') \
         runs it again from the start with the next deployment, SELECT * FROM migrate.resolve('1_half', 'applied') takes it as done."
    );
    assert_eq!(app.rollout(&list).unwrap_err().message, refused.message);

    app.run("begin");
    assert_eq!(
        app.lines("select name, state from migrate.resolve('1_half', 'rolled_back')"),
        "1_half|rolled_back"
    );
    assert_eq!(app.status(&list), "1_half|rolled_back\n2_next|pending");
    app.run("rollback");
    assert_eq!(
        app.lines("select name, state from migrate.resolve('1_half', 'applied')"),
        "1_half|applied"
    );
    assert_eq!(
        app.lines("select name, state, statements from migrate.history"),
        "1_half|applied|4"
    );
    assert_eq!(app.status(&list), "1_half|applied\n2_next|pending");
    assert_eq!(app.deploy(&list).unwrap().len(), 1);

    let (db, list) = half_way("history");
    let mut app = db.connect();
    app.run("select migrate.resolve('1_half', 'rolled_back'); drop table half");
    let fixed = list
        .replace("1 / 0", "1 / 1")
        .replace("vacuum half", "select 2");
    assert_eq!(app.deploy(&fixed).unwrap().len(), 2);
    assert_eq!(app.status(&fixed), "1_half|applied\n2_next|applied");
}

#[test]
fn resolve_refuses_what_does_not_fit_the_state() {
    let db = Db::new("history");
    let mut app = db.connect();
    let list = bundle(&[("1_a", "create table a ()"), ("2_b", "create table b ()")]);
    app.deploy_with(&list, "up_to => '1_a'").unwrap();
    let with = |name: &str, how: &str| {
        format!("select name, state from migrate.resolve('{name}', '{how}', $b${list}$b$)")
    };
    for (sql, message) in [
        (
            "select name, state from migrate.resolve('1_a', 'applied')".into(),
            "migration \"1_a\" is recorded as applied already (P3008)",
        ),
        (
            with("1_a", "applied"),
            "migration \"1_a\" is recorded as applied already (P3008)",
        ),
        (
            with("2_b", "rolled_back"),
            "migration \"2_b\" was never begun, so it cannot be rolled back (P3011)",
        ),
        (
            with("1_a", "rolled_back"),
            "migration \"1_a\" is not in a failed state (P3012)",
        ),
        (
            "select name, state from migrate.resolve('2_b', 'applied')".into(),
            "migration \"2_b\" is not in the history (P3017)",
        ),
    ] as [(String, &str); 5]
    {
        let error = app.error(&sql);
        assert_eq!(
            (error.code.as_str(), error.message.as_str()),
            ("55000", message),
            "{sql}"
        );
    }
    let unknown = app.error(&with("9_z", "applied"));
    assert_eq!(
        (unknown.code.as_str(), unknown.message.as_str()),
        ("22023", "migration \"9_z\" is not in the bundle (P3017)")
    );
    let odd = app.error("select name, state from migrate.resolve('1_a', 'done')");
    assert_eq!(
        (odd.code.as_str(), odd.message.as_str()),
        ("22023", "\"done\" is no way to resolve a migration")
    );
    assert_eq!(odd.hint, "It is 'applied' or 'rolled_back'.");
    assert_eq!(
        app.error("select name, state from migrate.resolve(null, 'applied')")
            .code,
        "22004"
    );

    // A pending one that was done by hand is recorded with its text and not run.
    assert_eq!(app.lines(&with("2_b", "applied")), "2_b|applied");
    assert_eq!(
        app.lines("select name, sql from migrate.history"),
        "1_a|create table a ()\n2_b|create table b ()"
    );
    assert_eq!(app.one("select to_regclass('b') is null"), "t");
}

#[test]
fn an_edited_text_is_accepted_on_purpose() {
    let db = Db::new("history");
    let mut app = db.connect();
    let (old, new) = (
        bundle(&[("1_a", "create table a ()")]),
        bundle(&[("1_a", "create table a (); -- typo")]),
    );
    app.deploy(&old).unwrap();
    assert_eq!(app.status(&new), "1_a|edited");
    let detail: String = app
        .query_one("select detail from migrate.status($1::text)", &[&new])
        .unwrap()
        .get(0);
    let (was, is) = (
        sha256sum("create table a ()"),
        sha256sum("create table a (); -- typo"),
    );
    assert_eq!(
        detail,
        format!("applied with checksum {}…, the bundle has {}…; accept it with migrate.resolve('1_a', 'applied', <the bundle>)", &was[..12], &is[..12])
    );
    let accepted = app
        .query_one(
            "select name, state from migrate.resolve('1_a', 'applied', $1::text)",
            &[&new],
        )
        .unwrap();
    assert_eq!((accepted.get(0), accepted.get(1)), ("1_a", "applied"));
    assert_eq!(app.status(&new), "1_a|applied");
    assert_eq!(app.status(&old), "1_a|edited");
    assert_eq!(
        app.lines("select checksum, sql from migrate.history"),
        format!("{is}|create table a (); -- typo")
    );
    assert_eq!(app.deploy(&new).unwrap(), []);
    assert_eq!(
        told(&mut app),
        "nothing to do: 1 migration is applied, none is pending"
    );
}

#[test]
fn the_newest_thousand_attempts_are_kept() {
    let db = Db::new("history");
    let mut app = db.connect();
    app.run(
        "insert into migrate.failures (name, checksum, verb, attempted_at, duration, sqlstate, message, attempted_by, connected_as)
         select 'old' || n, '', 'deploy', now() - n * interval '1 s', '0', '22012', '', '', '' from generate_series(1, 1500) n",
    );
    app.deploy(&bundle(&[("1_a", "select 1 / 0")])).unwrap_err();
    assert_eq!(
        app.lines("select count(*), count(*) filter (where name = '1_a'), max(substr(name, 4)::int) filter (where name like 'old%') from migrate.attempts"),
        "1000|1|999"
    );
}
