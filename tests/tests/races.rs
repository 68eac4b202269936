//! Several migrators at once: one works, the others wait for it, find nothing to do and succeed.

use migrate_tests::*;

const LOCK: &str = "72707369";
const NOTHING: &str = "NOTICE:  nothing to do: 50 migrations are applied, none is pending";

fn fifty() -> String {
    let migrations: Vec<_> = (1..=50)
        .map(|n| {
            let sql = format!(
                "create table t{n} (id int primary key, n int); create index on t{n} (n); insert into t{n} values (1, {n})"
            );
            (format!("{n:03}_t"), sql)
        })
        .collect();
    bundle(&migrations)
}

/// Ten psql processes that run the same SQL. The gate holds the migration lock until all ten wait for it.
fn ten(db: &Db, isolation: &str, sql: &str, gated: bool) -> Vec<Output> {
    let mut gate = db.connect();
    if gated {
        gate.run(&format!("select pg_advisory_lock({LOCK})"));
    }
    let racer = || {
        let mut psql = db.psql_command();
        psql.args(["-v", "ON_ERROR_STOP=1", "-qAt"]);
        let isolation = isolation.replace(' ', "\\ ");
        psql.env(
            "PGOPTIONS",
            format!("-c default_transaction_isolation={isolation}"),
        );
        let sql = sql.to_owned();
        std::thread::spawn(move || Output::of(&mut psql, &sql))
    };
    let racers: Vec<_> = (0..10).map(|_| racer()).collect();
    if gated {
        let waiting = format!("select count(*) from pg_locks where locktype = 'advisory' and objid = {LOCK} and not granted and database = (select oid from pg_database where datname = current_database())");
        wait_until("all ten wait for the lock", || gate.one(&waiting) == "10");
        gate.run(&format!("select pg_advisory_unlock({LOCK})"));
    }
    racers
        .into_iter()
        .map(|racer| racer.join().unwrap())
        .collect()
}

fn ten_deploys(isolation: &str, gated: bool) {
    let db = Db::new("races");
    let sql = format!(
        "select name, outcome from migrate.deploy($b${}$b$)",
        fifty()
    );
    let outputs = ten(&db, isolation, &sql, gated);
    let everything: String = (1..=50).map(|n| format!("{n:03}_t|applied\n")).collect();
    for output in &outputs {
        assert_eq!(output.code, 0, "{isolation}: {}", output.stderr);
        let (rows, nothing) = (output.stdout.as_str(), output.stderr.trim() == NOTHING);
        assert!(
            (rows == everything && !output.stderr.contains("nothing"))
                || (rows.is_empty() && nothing),
            "{isolation}: neither everything nor nothing: {output:?}"
        );
    }
    let appliers = outputs.iter().filter(|o| !o.stdout.is_empty()).count();
    assert_eq!(appliers, 1, "{isolation}: {appliers} racers applied");
    let mut app = db.connect();
    let history =
        "select count(*), count(distinct name), min(position), max(position) from migrate.history";
    assert_eq!(app.lines(history), "50|50|1|50");
    assert_eq!(app.one("select count(*) from t50"), "1");
    assert_eq!(app.one("select count(*) from migrate.attempts"), "0");
}

#[test]
fn ten_deploys_at_once_apply_once() {
    for _ in 0..3 {
        ten_deploys("read committed", false);
        ten_deploys("read committed", true);
    }
}

#[test]
fn ten_deploys_at_once_under_repeatable_read_apply_once() {
    for _ in 0..2 {
        ten_deploys("repeatable read", false);
        ten_deploys("repeatable read", true);
    }
}

#[test]
fn ten_deploys_at_once_under_serializable_apply_once() {
    for _ in 0..2 {
        ten_deploys("serializable", false);
        ten_deploys("serializable", true);
    }
}

fn online() -> String {
    bundle(&[
        ("1_a", "create table a (id int, n int); insert into a select i, i from generate_series(1, 100) i"),
        ("2_b", "create index concurrently a_n on a (n)"),
        ("3_c", "begin; create table c (id int); commit; begin; create table d (id int); commit"),
        ("4_d", "create type mood as enum ('sad')"),
        ("5_e", "alter type mood add value 'ok'"),
        ("6_f", "create table f (mood mood default 'ok'); insert into f values ('ok')"),
        ("7_g", "drop index concurrently a_n; create index concurrently a_id on a (id)"),
    ])
}

fn ten_rollouts(isolation: &str, gated: bool) {
    let db = Db::new("races");
    let sql = format!("call migrate.rollout($b${}$b$)", online());
    let outputs = ten(&db, isolation, &sql, gated);
    for output in &outputs {
        assert_eq!(output.code, 0, "{isolation}: {}", output.stderr);
    }
    let of = |text: &str| outputs.iter().filter(|o| o.stderr.contains(text)).count();
    assert_eq!(of("7/7 \"7_g\" applied"), 1, "{isolation}: {outputs:?}");
    assert_eq!(
        of("nothing to do: 7 migrations are applied, none is pending"),
        9,
        "{isolation}: {outputs:?}"
    );
    let mut app = db.connect();
    assert_eq!(app.lines("select name, state, position from migrate.history order by position"),
        "1_a|applied|1\n2_b|applied|2\n3_c|applied|3\n4_d|applied|4\n5_e|applied|5\n6_f|applied|6\n7_g|applied|7");
    assert_eq!(
        app.lines(
            "select indexrelid::regclass, indisvalid from pg_index where indrelid = 'a'::regclass"
        ),
        "a_id|t"
    );
    let held = format!("select count(*) from pg_locks where locktype = 'advisory' and objid = {LOCK} and database = (select oid from pg_database where datname = current_database())");
    assert_eq!(app.one(&held), "0");
}

#[test]
fn ten_rollouts_at_once_apply_once() {
    for _ in 0..2 {
        ten_rollouts("read committed", false);
        ten_rollouts("read committed", true);
    }
}

#[test]
fn ten_rollouts_at_once_under_other_isolation_levels_apply_once() {
    ten_rollouts("repeatable read", true);
    ten_rollouts("serializable", true);
}

#[test]
fn deploys_and_rollouts_at_once_apply_once() {
    let db = Db::new("races");
    let mut gate = db.connect();
    gate.run(&format!("select pg_advisory_lock({LOCK})"));
    let racers: Vec<_> = (0..10)
        .map(|n| {
            let verb = if n % 2 == 0 {
                "select migrate.deploy"
            } else {
                "call migrate.rollout"
            };
            db.background(&format!("{verb}($b${}$b$)", fifty()))
        })
        .collect();
    let waiting = format!("select count(*) from pg_locks where locktype = 'advisory' and objid = {LOCK} and not granted and database = (select oid from pg_database where datname = current_database())");
    wait_until("all ten wait for the lock", || gate.one(&waiting) == "10");
    gate.run(&format!("select pg_advisory_unlock({LOCK})"));
    let nothing = racers
        .into_iter()
        .map(Background::finish)
        .filter(|(_, result)| result.as_ref().map(drop).is_ok());
    let nothing = nothing
        .map(|(mut session, _)| session.notices())
        .filter(|told| {
            told.iter()
                .any(|n| n.message == "nothing to do: 50 migrations are applied, none is pending")
        })
        .count();
    assert_eq!(nothing, 9);
    assert_eq!(
        gate.lines("select count(*), max(position) from migrate.history"),
        "50|50"
    );
}
