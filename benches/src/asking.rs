//! Asking when 1,000 migrations are applied and none is pending, in an open session: against three
//! `SELECT 1` of the same client and the cost of sending the bundle.

use crate::server::{connect, fresh, full, history, short};
use crate::{median, report};
use postgres::{Client, Statement};
use std::time::{Duration, Instant};

const ROUNDS: usize = 301;

pub fn run() -> bool {
    let migrations = history(1000);
    let (full, short) = (full(&migrations), short(&migrations));
    drop(fresh("bench_asking"));
    let mut client = connect("bench_asking");
    client
        .execute("SELECT count(*) FROM migrate.deploy($1::text)", &[&full])
        .expect("deploy");
    let mut within = true;
    for (sent, bundle) in [("names and checksums", &short), ("all texts", &full)] {
        for verb in ["deploy", "status"] {
            within &= ask(&mut client, verb, sent, bundle);
        }
        first_time(&mut client, sent, bundle);
    }
    within
}

fn ask(client: &mut Client, verb: &str, sent: &str, bundle: &str) -> bool {
    let one = client.prepare("SELECT 1").expect("prepare");
    let send = client.prepare("SELECT $1::text IS NULL").expect("prepare");
    let call = client
        .prepare(&format!("SELECT count(*) FROM migrate.{verb}($1::text)"))
        .expect("prepare");
    let (mut ours, mut ones, mut sends) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        ones.push(time(client, &one, None));
        sends.push(time(client, &send, Some(bundle)));
        ours.push(time(client, &call, Some(bundle)));
    }
    let (ours, one, send) = (median(ours), median(ones), median(sends));
    // The cost of sending is what the bundle adds to an empty question.
    let allowed = 3.0 * one + (send - one).max(0.0);
    let what = format!("{verb}, 1,000 applied, {sent} ({} kB)", bundle.len() / 1000);
    report(&what, ours, allowed, ours / allowed, 1.0)
}

/// What the answer costs when the session does not remember it: never the same bundle twice. For
/// information, without a target.
fn first_time(client: &mut Client, sent: &str, bundle: &str) {
    let call = client
        .prepare("SELECT count(*) FROM migrate.deploy($1::text)")
        .expect("prepare");
    let new = |n: usize| format!("{bundle}{}", " ".repeat(n + 1));
    let times = (0..ROUNDS)
        .map(|n| time(client, &call, Some(&new(n))))
        .collect();
    println!(
        "{:<58} {:>9.3} ms",
        format!("deploy, the same, never asked before, {sent}"),
        median(times)
    );
}

fn time(client: &mut Client, statement: &Statement, bundle: Option<&str>) -> Duration {
    let begun = Instant::now();
    match bundle {
        Some(bundle) => client.query(statement, &[&bundle]).expect("query"),
        None => client.query(statement, &[]).expect("query"),
    };
    begun.elapsed()
}
