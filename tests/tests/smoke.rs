//! The harness itself: does each of its parts do what the other tests rely on?

use migrate_tests::*;

#[test]
fn a_session_runs_sql_and_keeps_notices_and_errors() {
    let db = Db::bare("smoke");
    let mut app = db.connect();
    assert_eq!(app.lines("values (1, null), (2, 'b')"), "1|∅\n2|b");
    app.run("do $$ begin raise notice 'hello' using hint = 'wave'; end $$");
    let notices = app.notices();
    assert_eq!(
        (notices[0].message.as_str(), notices[0].hint.as_str()),
        ("hello", "wave")
    );
    assert!(app.notices().is_empty());

    app.run("create table t (id int primary key); insert into t values (1)");
    let error = app.error("insert into t values (1)");
    assert_eq!(
        (
            error.code.as_str(),
            error.table.as_str(),
            error.constraint.as_str()
        ),
        ("23505", "t", "t_pkey")
    );
    assert_eq!(error.detail, "Key (id)=(1) already exists.");
}

#[test]
fn psql_and_pg_dump_are_the_servers_own() {
    let db = Db::bare("smoke");
    let version = db.psql("show server_version_num").ok();
    assert_eq!(version.trim().parse::<u32>().unwrap() / 10_000, major());
    assert!(db
        .psql_command()
        .arg("--version")
        .output()
        .is_ok_and(|output| {
            String::from_utf8_lossy(&output.stdout).contains(&format!("(PostgreSQL) {}.", major()))
        }));
    let failed = db.psql("select 1/0");
    assert_eq!((failed.code, failed.stdout.as_str()), (3, ""));
    assert!(failed.stderr.contains("division by zero"));

    db.connect().run("create table t (id int)");
    let copy = Db::bare("smoke");
    copy.restore(&db.dump(&[]));
    assert_eq!(copy.schema(), db.schema());
    assert!(copy.schema().contains("CREATE TABLE public.t"));
}

#[test]
fn statements_run_in_the_background() {
    let db = Db::bare("smoke");
    let sleeper = db.background("select pg_sleep(600)");
    let mut admin = db.connect();
    let active = format!(
        "select count(*) from pg_stat_activity where pid = {} and state = 'active'",
        sleeper.pid()
    );
    wait_until("the sleeper sleeps", || admin.one(&active) == "1");
    admin.run(&format!("select pg_cancel_backend({})", sleeper.pid()));
    assert_eq!(sleeper.join().unwrap_err().code, "57014");
}

#[test]
fn a_private_cluster_has_its_own_settings_and_survives_a_restart() {
    let cluster = Cluster::with(&[("max_worker_processes", "4"), ("cluster_name", "it's mine")]);
    let db = Db::bare_on(&cluster, "smoke");
    assert_eq!(
        db.connect().lines(
            "select current_setting('max_worker_processes'), current_setting('cluster_name')"
        ),
        "4|it's mine"
    );
    cluster.restart();
    assert_eq!(db.connect().one("select 1"), "1");
    assert!(cluster.log().contains("database system is ready"));

    let mut victim = db.connect();
    let pid = victim.pid();
    cluster.signal(pid, "KILL");
    assert_eq!(victim.try_run("select 1").unwrap_err().code, "");
    wait_until("the server is back", || db.psql("select 1").code == 0);

    let host = cluster.host().to_owned();
    drop(cluster);
    assert!(!std::path::Path::new(&host).exists());
}

#[test]
fn roles_are_new_in_each_database() {
    let (a, b) = (Db::bare("smoke"), Db::bare("smoke"));
    let (reader, other) = (a.role("reader"), b.role("reader"));
    assert_ne!(reader, other);
    assert_eq!(a.connect_as(&reader).one("select current_user"), reader);
}

#[test]
fn python_and_node_and_pgbouncer_reach_the_database() {
    let db = Db::bare("smoke");
    if let Some(mut python) = python(&db) {
        let script = "import psycopg; print(psycopg.connect(autocommit=True).execute('select 40 + %s', [2]).fetchone()[0])";
        assert_eq!(Output::of(python.args(["-c", script]), "").ok(), "42\n");
    }
    if let Some(mut node) = node(&db) {
        let script = "const c = new (require('pg').Client)(); c.connect().then(() => c.query('select 40 + $1::int as n', [2]))\
                      .then(r => { console.log(r.rows[0].n); return c.end() })";
        assert_eq!(Output::of(node.args(["-e", script]), "").ok(), "42\n");
    }
    if let Some(pooler) = Pooler::start(db.cluster(), "transaction", &[("default_pool_size", "3")])
    {
        assert_eq!(pooler.connect(&db).one("select 42"), "42");
    }
}

#[test]
fn the_extension_deploys_a_bundle() {
    let db = Db::new("smoke");
    let migrations = bundle(&[
        ("1_a", "create table a (id int)"),
        ("2_b", "create table b (id int); comment on table b is 'b'"),
    ]);
    let mut app = db.connect();
    let applied = app.deploy(&migrations).unwrap();
    let names: Vec<_> = applied
        .iter()
        .map(|row| (row.name.as_str(), row.outcome.as_str(), row.statements))
        .collect();
    assert_eq!(names, [("1_a", "applied", 1), ("2_b", "applied", 2)]);
    assert_eq!(app.status(&migrations), "1_a|applied\n2_b|applied");
    assert_eq!(app.deploy(&migrations).unwrap(), []);
}

#[test]
fn an_ordinary_owner_installs_the_extension() {
    let db = Db::owned("smoke");
    assert_eq!(
        db.connect()
            .one("select rolsuper from pg_roles where rolname = current_user"),
        "f"
    );
    assert_eq!(
        db.connect()
            .one("select count(*) from pg_extension where extname = 'migrate'"),
        "1"
    );
}
