//! What the event triggers cost a DDL statement: the same statements with them logging, with the log
//! switched off, and in a database where they are disabled; and what they cost a deployment.

use crate::server::{fresh, full, history};
use crate::{median, report};
use postgres::Client;
use std::time::{Duration, Instant};

const ROUNDS: usize = 301;

/// Each in a transaction of its own, as by hand.
const STATEMENTS: [&str; 6] = [
    "CREATE TABLE t (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text NOT NULL)",
    "CREATE INDEX t_name ON t (name)",
    "ALTER TABLE t ADD COLUMN note text NOT NULL DEFAULT ''",
    "CREATE VIEW v AS SELECT id, name FROM t",
    "COMMENT ON TABLE t IS 'measured'",
    "DROP TABLE t CASCADE",
];

pub fn run() -> bool {
    let mut logging = fresh("bench_ddl_logging");
    let mut off = fresh("bench_ddl_off");
    off.batch_execute("SELECT migrate.log_ddl(false)")
        .expect("off");
    let mut blind = blind("bench_ddl_blind");
    let (mut with, mut switched, mut without) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        without.push(time(&mut blind));
        switched.push(time(&mut off));
        with.push(time(&mut logging));
    }
    let (with, switched, without) = (median(with), median(switched), median(without));
    let each = |ms: f64| (ms - without) / STATEMENTS.len() as f64;
    println!(
        "a DDL statement: {:.3} ms, {:+.3} ms with the log ({:.2} times), {:+.3} ms with it switched off (target +2.000)",
        without / STATEMENTS.len() as f64,
        each(with),
        with / without,
        each(switched),
    );
    each(with) <= 2.0 && deployment()
}

/// A database whose event triggers do not fire.
fn blind(name: &str) -> Client {
    let mut client = fresh(name);
    for event in ["start", "drop", "end"] {
        let sql = format!("ALTER EVENT TRIGGER migrate_ddl_{event} DISABLE");
        client.batch_execute(&sql).expect("disable");
    }
    client
}

fn time(client: &mut Client) -> Duration {
    let begun = Instant::now();
    for statement in STATEMENTS {
        client.batch_execute(statement).expect("DDL");
    }
    begun.elapsed()
}

/// A deployment, whose statements the event triggers see too and leave alone.
fn deployment() -> bool {
    let bundle = full(&history(200));
    let (mut with, mut without) = (Vec::new(), Vec::new());
    for _ in 0..15 {
        without.push(deploy(blind("bench_ddl_deploy_blind"), &bundle));
        with.push(deploy(fresh("bench_ddl_deploy"), &bundle));
    }
    let (with, without) = (median(with), median(without));
    report(
        "deploy of 200 migrations, against event triggers disabled",
        with,
        without,
        with / without,
        1.10,
    )
}

fn deploy(mut client: Client, bundle: &str) -> Duration {
    let begun = Instant::now();
    client
        .execute("SELECT count(*) FROM migrate.deploy($1::text)", &[&bundle])
        .expect("deploy");
    begun.elapsed()
}
