//! The script that leads from one database to another, against migra and pg-schema-diff: 200 and 2,000
//! tables with ten differences.

use crate::schema::{fill, time};
use crate::server::{connect, fresh, psql};
use crate::{median, report};
use std::io::Write;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// Tables, and how often everything is measured.
const SIZES: [(usize, usize); 2] = [(200, 7), (2_000, 3)];

const PEERS: [&str; 2] = ["migra", "pg-schema-diff"];

/// Where a run of theirs is broken off.
const LIMIT: Duration = Duration::from_secs(60);

/// Ours takes at most a fifth of what the best of the others takes.
const TARGET: f64 = 0.2;

pub fn run() -> bool {
    let mut within = true;
    for (tables, rounds) in SIZES {
        let [here, there] = ["from", "to"].map(|side| format!("bench_diff_{side}_{tables}"));
        for database in [&here, &there] {
            fill(&mut fresh(database), tables);
        }
        connect(&there).batch_execute(CHANGES).expect("change");
        let mut ours = Vec::new();
        let mut theirs = [Vec::new(), Vec::new()];
        for _ in 0..rounds {
            ours.push(script(&here, &there));
            for (mut peer, times) in peers(&here, &there).into_iter().zip(&mut theirs) {
                // One that has run into the limit does so again.
                if !times.iter().any(|t| *t >= LIMIT) {
                    times.push(time(&mut peer));
                }
            }
        }
        let ours = median(ours);
        let theirs = theirs.map(median);
        let best = theirs.iter().copied().fold(f64::INFINITY, f64::min);
        for (name, time) in PEERS.iter().zip(theirs) {
            // Only the best of them decides.
            let target = if time == best { TARGET } else { 1.0 };
            let what = format!("script(), {tables} tables, against {name}");
            within &= report(&what, ours, time, ours / time, target);
        }
        for database in [&here, &there] {
            connect("postgres")
                .batch_execute(&format!("DROP DATABASE {database}"))
                .expect("drop");
        }
    }
    within
}

/// Two psql processes: the one asks for the schema to be, the other for the way there.
fn script(here: &str, there: &str) -> Duration {
    let begun = Instant::now();
    let output = psql(there)
        .args(["-c", "SELECT migrate.live()"])
        .output()
        .expect("psql");
    let mut child = psql(here)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("psql");
    let mut stdin = child.stdin.take().expect("a pipe");
    for part in [
        b"SELECT migrate.script(migrate.live(), $target$".as_slice(),
        &output.stdout,
        b"$target$);",
    ] {
        stdin.write_all(part).expect("write");
    }
    drop(stdin);
    let output = child.wait_with_output().expect("psql");
    let took = begun.elapsed();
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(text.contains("ADD COLUMN added text"), "{text}");
    took
}

/// What they exit with is theirs: migra says by it that there is a difference.
fn peers(here: &str, there: &str) -> [Command; 2] {
    let [from, to] = [url(here), url(there)];
    let arguments = [
        vec!["--unsafe", &from, &to],
        vec!["diff", "--source", &from, "--target", &to],
    ];
    let limit = LIMIT.as_secs().to_string();
    [0, 1].map(|i| {
        let mut command = Command::new("sh");
        command.args(["-c", "timeout \"$0\" \"$@\" || true", &limit]);
        command.arg(format!("target/peers/bin/{}", PEERS[i]));
        command.args(&arguments[i]);
        command
    })
}

fn url(database: &str) -> String {
    let env = |name: &str| std::env::var(name).unwrap_or_default();
    format!(
        "postgresql://{}@/{database}?host={}&port={}",
        env("PGUSER"),
        env("PGHOST"),
        env("PGPORT")
    )
}

const CHANGES: &str = "
    ALTER TABLE t_1 ADD COLUMN added text;
    ALTER TABLE t_2 DROP COLUMN doc;
    ALTER TABLE t_3 ALTER COLUMN email TYPE varchar(300);
    ALTER TABLE t_4 ADD COLUMN labels text;
    CREATE INDEX by_hand ON t_5 (amount);
    DROP VIEW v_10;
    CREATE TABLE by_hand_too (a int);
    ALTER TABLE t_6 ALTER COLUMN amount SET NOT NULL;
    DROP FUNCTION f_20;
    ALTER TABLE t_8 ALTER COLUMN flag SET DEFAULT true;";
