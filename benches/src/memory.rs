//! Memory of one backend (the contexts of the server) over 1,000 deployments in a session.

use crate::server::{fresh, full, history};
use postgres::Client;

pub fn run() -> bool {
    let migrations = history(20);
    let mut client = fresh("bench_memory");
    let (applied, all) = (full(&migrations[..10]), full(&migrations));
    deploy(&mut client, &applied, false);
    // Half of them find nothing to do, half run ten migrations and roll them back.
    let round = |client: &mut Client| {
        for _ in 0..50 {
            deploy(client, &applied, false);
            deploy(client, &all, true);
        }
        contexts(client)
    };
    let first = round(&mut client);
    let mut last = first;
    for _ in 1..10 {
        last = round(&mut client);
    }
    let grown = last - first;
    let within = grown <= 64 * 1024;
    println!(
        "memory of the backend after 100 and after 1,000 deployments {:>7} kB and {} kB: {} ({} bytes)",
        first / 1024,
        last / 1024,
        if within { "ok" } else { "GROWN" },
        grown
    );
    within
}

fn deploy(client: &mut Client, bundle: &str, dry_run: bool) {
    client
        .execute(
            "SELECT count(*) FROM migrate.deploy($1::text, dry_run => $2)",
            &[&bundle, &dry_run],
        )
        .expect("deploy");
}

fn contexts(client: &mut Client) -> i64 {
    let row = client
        .query_one(
            "SELECT sum(used_bytes)::int8 FROM pg_backend_memory_contexts",
            &[],
        )
        .expect("contexts");
    row.get(0)
}
