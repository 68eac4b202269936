//! Through PgBouncer in transaction mode: many clients share few server connections.

use migrate_tests::*;

const POOL: [(&str, &str); 2] = [("default_pool_size", "3"), ("max_client_conn", "100")];

/// A pooler whose port takes connections.
fn pooler(db: &Db, settings: &[(&str, &str)]) -> Option<Pooler> {
    let pooler = Pooler::start(db.cluster(), "transaction", settings)?;
    wait_until("PgBouncer listens", || {
        std::net::TcpStream::connect(("127.0.0.1", pooler.port())).is_ok()
    });
    Some(pooler)
}

/// Ten psql processes at once through the pooler.
fn ten(pooler: &Pooler, db: &Db, sql: &str) -> Vec<Output> {
    let bin = std::path::PathBuf::from(std::env::var("MIGRATE_PG_BIN").unwrap());
    let racers: Vec<_> = (0..10)
        .map(|_| {
            let mut psql = pooler.command(db, bin.join("psql"));
            psql.args(["-X", "-qAt", "-v", "ON_ERROR_STOP=1"]);
            let sql = sql.to_owned();
            std::thread::spawn(move || Output::of(&mut psql, &sql))
        })
        .collect();
    racers
        .into_iter()
        .map(|racer| racer.join().unwrap())
        .collect()
}

fn thirty() -> String {
    let all: Vec<_> = (1..=30)
        .map(|n| {
            (
                format!("{n:02}_t"),
                format!("create table t{n} (id int primary key); insert into t{n} values ({n})"),
            )
        })
        .collect();
    bundle(&all)
}

#[test]
fn ten_clients_deploy_through_a_pool_of_three() {
    for _ in 0..3 {
        let db = Db::new("poolers");
        let Some(pooler) = pooler(&db, &POOL) else {
            return;
        };
        let outputs = ten(
            &pooler,
            &db,
            &format!(
                "select name, outcome from migrate.deploy($b${}$b$)",
                thirty()
            ),
        );
        let all: String = (1..=30).map(|n| format!("{n:02}_t|applied\n")).collect();
        for output in &outputs {
            assert_eq!(output.code, 0, "{}", output.stderr);
            assert!(
                output.stdout == all || output.stdout.is_empty(),
                "{output:?}"
            );
        }
        assert_eq!(outputs.iter().filter(|o| o.stdout == all).count(), 1);
        assert_eq!(
            db.connect()
                .lines("select count(*), max(position) from migrate.history"),
            "30|30"
        );
    }
}

#[test]
fn ten_clients_roll_out_through_a_pool_of_three() {
    for _ in 0..2 {
        let db = Db::new("poolers");
        let Some(pooler) = pooler(&db, &POOL) else {
            return;
        };
        let all = bundle(&[
            ("1_a", "create table a (id int)"),
            ("2_b", "create index concurrently a_id on a (id)"),
            (
                "3_c",
                "begin; create table c (id int); commit; create table d (id int)",
            ),
            ("4_d", "insert into a values (1)"),
        ]);
        let outputs = ten(&pooler, &db, &format!("call migrate.rollout($b${all}$b$)"));
        for output in &outputs {
            assert_eq!(output.code, 0, "{}", output.stderr);
        }
        let appliers = outputs
            .iter()
            .filter(|o| o.stderr.contains("\"4_d\" applied"))
            .count();
        let others = outputs
            .iter()
            .filter(|o| o.stderr.contains("nothing to do: 4 migrations are applied"))
            .count();
        assert_eq!((appliers, others), (1, 9));
        let mut admin = db.connect();
        assert_eq!(admin.one("select count(*) from a"), "1");
        let left = "select count(*) from pg_locks where locktype = 'advisory' and database = (select oid from pg_database where datname = current_database())";
        assert_eq!(admin.one(left), "0");
    }
}

/// What the next client of a server connection could see of the last one.
const STATE: &str = "select 'user ' || current_user || ' ' || session_user union all \
    select 'setting ' || name || '=' || setting from pg_settings where source = 'session' and name <> 'application_name' union all \
    select 'custom ' || coalesce(nullif(current_setting('app.tenant', true), ''), 'none') union all \
    select 'lock ' || locktype || coalesce(relation::regclass::text, objid::text) from pg_locks where pid = pg_backend_pid() and locktype not in ('virtualxid', 'relation') union all \
    select 'prepared ' || name from pg_prepared_statements where from_sql union all \
    select 'cursor ' || name from pg_cursors where name <> '' and is_holdable union all \
    select 'listens ' || pg_listening_channels() union all \
    select 'temp ' || relname from pg_class where relnamespace = pg_my_temp_schema() and relkind in ('r', 'v', 'S', 'm') union all \
    select 'temp function ' || proname from pg_proc where pronamespace = pg_my_temp_schema() union all \
    select 'temp type ' || typname from pg_type where typnamespace = pg_my_temp_schema() and typtype in ('e', 'd', 'c')";

const MESS: [&str; 18] = [
    "set search_path = ''",
    "set statement_timeout = '1h'; set lock_timeout = '1h'; set work_mem = '1MB'; set timezone = 'Asia/Kathmandu'",
    "set role pg_monitor",
    "set session authorization pg_monitor",
    "select set_config('app.tenant', '7', false), set_config('search_path', 'x', false)",
    "create temp table scratch (id int); create temp view seen as select 1; create temp sequence numbers",
    "create type pg_temp.mood as enum ('ok')",
    "create function pg_temp.f() returns int language sql as 'select 1'",
    "create type pg_temp.pair as (a int, b int)",
    "prepare leftover as select 1",
    "/* a comment */ declare leftover cursor with hold for select 1",
    "declare leftover cursor with hold for select 1",
    "listen leftover",
    "select pg_advisory_lock(4711)",
    "select pg_advisory_lock_shared(47, 11)",
    "set session characteristics as transaction read only",
    "set default_transaction_isolation = serializable",
    "load 'plpgsql'; set plpgsql.extra_warnings = 'all'",
];

/// What the next client of the same server connection finds changed after each of these migrations.
fn leaks(call: &str, suffix: &str) -> Vec<String> {
    let db = Db::new("poolers");
    let Some(pooler) = pooler(&db, &[("default_pool_size", "1")]) else {
        return Vec::new();
    };
    let (mut first, mut next) = (pooler.connect(&db), pooler.connect(&db));
    next.run("select migrate.check()"); // loads the library, which has a setting of its own
    let mut found = Vec::new();
    for (n, sql) in MESS.into_iter().enumerate() {
        if sql.starts_with("listen") && suffix.contains("vacuum") {
            continue; // a background worker cannot LISTEN
        }
        let before = next.rows(STATE);
        let pid = next.pid();
        let all = bundle(&[(format!("{n:02}"), format!("{sql}{suffix}"))]);
        let result = first.try_run(&format!("{call}($b${all}$b$, allow_missing => true)"));
        assert_eq!(result.is_err(), suffix.contains("1/0"), "{sql}: {result:?}");
        assert_eq!(next.pid(), pid, "it is the same server connection");
        let after = next.rows(STATE);
        let new = after
            .iter()
            .filter(|row| !before.contains(row))
            .map(|row| format!("{sql} → {}", row[0]));
        found.extend(new);
        next.run("discard all");
        next.run("select migrate.check()");
        db.connect().run(
            "select migrate.resolve(name, 'applied') from migrate.status() where state = 'failed'",
        );
    }
    found
}

#[test]
fn a_deploy_leaves_nothing_to_the_next_client() {
    assert_eq!(leaks("select migrate.deploy", ""), [""; 0]);
}

#[test]
fn a_deploy_that_fails_leaves_nothing_to_the_next_client() {
    assert_eq!(leaks("select migrate.deploy", "; select 1/0"), [""; 0]);
}

#[test]
fn a_rollout_leaves_nothing_to_the_next_client() {
    assert_eq!(leaks("call migrate.rollout", ""), [""; 0]);
}

#[test]
fn a_rollout_in_a_worker_leaves_nothing_to_the_next_client() {
    assert_eq!(leaks("call migrate.rollout", "; vacuum pg_class"), [""; 0]);
}

#[test]
fn a_rollout_that_fails_leaves_nothing_to_the_next_client() {
    assert_eq!(leaks("call migrate.rollout", "; select 1/0"), [""; 0]);
}

#[test]
fn a_cancelled_rollout_leaves_no_lock_to_the_next_client() {
    let db = Db::new("poolers");
    let Some(pooler) = pooler(&db, &[("default_pool_size", "1")]) else {
        return;
    };
    for (name, sql) in [
        ("1_a", "select pg_sleep(600)"),
        ("2_b", "commit; select pg_sleep(600)"),
    ] {
        let mut client = pooler.connect(&db);
        let call = format!("call migrate.rollout($b${}$b$)", bundle(&[(name, sql)]));
        let running = std::thread::spawn(move || client.try_run(&call).unwrap_err().code);
        let mut admin = db.connect();
        let sleeps = "select count(*) from pg_stat_activity where datname = current_database() and wait_event = 'PgSleep'";
        wait_until("it sleeps", || admin.one(sleeps) == "1");
        admin.run("select pg_cancel_backend(pid) from pg_stat_activity where datname = current_database() and query like 'call migrate.rollout%' and pid <> pg_backend_pid()");
        assert_eq!(running.join().unwrap(), "57014");
        let mut next = pooler.connect(&db);
        assert_eq!(next.one("select count(*) from pg_locks where locktype = 'advisory' and pid = pg_backend_pid()"), "0");
        assert_eq!(next.one("select count(*) from migrate.history"), "0");
    }
}

#[test]
fn protocol_level_prepared_statements_live_through_deploys() {
    let db = Db::new("poolers");
    let mut app = db.connect();
    let deploy = app
        .prepare("select name, outcome from migrate.deploy($1::text, allow_missing => true)")
        .unwrap();
    let status = app
        .prepare("select name, state from migrate.status($1::text)")
        .unwrap();
    for n in 1..=8 {
        let one = bundle(&[(
            format!("{n}_a"),
            format!("create table a{n} (id int); create index on a{n} (id)"),
        )]);
        assert_eq!(app.query(&deploy, &[&one]).unwrap().len(), 1);
        assert_eq!(app.query(&deploy, &[&one]).unwrap().len(), 0);
        assert_eq!(
            app.query_one(&status, &[&one])
                .map(|row| row.get::<_, String>(1))
                .unwrap_or_else(|_| "several".to_owned()),
            if n == 1 { "applied" } else { "several" }
        );
        assert_eq!(app.query(&status, &[&one]).unwrap().len(), n);
    }
    let rollout = app.prepare("call migrate.rollout($1::text)").unwrap();
    let all: Vec<_> = (1..=8)
        .map(|n| {
            (
                format!("{n}_a"),
                format!("create table a{n} (id int); create index on a{n} (id)"),
            )
        })
        .collect();
    let mut more = all.clone();
    for n in 1..=3 {
        more.push((
            format!("9_{n}"),
            format!("create index concurrently on a{n} (id)"),
        ));
        app.execute(&rollout, &[&bundle(&more)]).unwrap();
    }
    assert_eq!(app.one("select count(*) from migrate.history"), "11");
}

#[test]
fn a_statement_prepared_and_used_in_one_transaction_passes_the_pooler() {
    let db = Db::new("poolers");
    let Some(pooler) = pooler(&db, &POOL) else {
        return;
    };
    let clients: Vec<_> = (0..6)
        .map(|_| {
            let mut client = pooler.connect(&db);
            std::thread::spawn(move || {
                let mut transaction = client.transaction().unwrap();
                let rows = transaction
                    .query("select name from migrate.deploy($1::text)", &[&thirty()])
                    .unwrap()
                    .len();
                transaction.commit().unwrap();
                rows
            })
        })
        .collect();
    let mut rows: Vec<_> = clients
        .into_iter()
        .map(|client| client.join().unwrap())
        .collect();
    rows.sort_unstable();
    assert_eq!(rows, [0, 0, 0, 0, 0, 30]);
}
