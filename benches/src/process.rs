//! A whole psql process that asks with names and checksums: against `psql -c 'SELECT 1'`.

use crate::server::{fresh, full, history, psql, short};
use crate::{median, report};
use std::time::{Duration, Instant};

const ROUNDS: usize = 61;

pub fn run() -> bool {
    let migrations = history(1000);
    let mut client = fresh("bench_process");
    client
        .execute(
            "SELECT count(*) FROM migrate.deploy($1::text)",
            &[&full(&migrations)],
        )
        .expect("deploy");
    let ask = std::env::temp_dir().join(format!("migrate-bench-{}.sql", std::process::id()));
    let call = format!(
        "SELECT count(*) FROM migrate.deploy('{}');\n",
        short(&migrations)
    );
    std::fs::write(&ask, call).expect("write");
    let send = ask.with_extension("send.sql");
    std::fs::write(&send, format!("SELECT length('{}');\n", short(&migrations))).expect("write");
    let (mut ours, mut theirs, mut sends) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        theirs.push(time(&["-c", "SELECT 1"]));
        sends.push(time(&["-f", &send.to_string_lossy()]));
        ours.push(time(&["-f", &ask.to_string_lossy()]));
    }
    std::fs::remove_file(&ask).expect("clean");
    std::fs::remove_file(&send).expect("clean");
    let (ours, theirs, sends) = (median(ours), median(theirs), median(sends));
    report(
        "psql process asking deploy, against psql sending as much",
        ours,
        sends,
        ours / sends,
        1.30,
    );
    report(
        "psql process asking deploy, against psql -c 'SELECT 1'",
        ours,
        theirs,
        ours / theirs,
        1.30,
    )
}

fn time(args: &[&str]) -> Duration {
    let mut command = psql("bench_process");
    let begun = Instant::now();
    let output = command.args(args).output().expect("psql");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    begun.elapsed()
}
