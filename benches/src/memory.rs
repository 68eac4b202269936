//! Memory of one backend (the contexts of the server) over 1,000 deployments in a session: with
//! nothing to do, and as dry runs against the same statements run and rolled back by themselves
//! (the server's own caches grow with every table that ever was).

use crate::server::{fresh, full, history};
use postgres::Client;

const ROUNDS: usize = 10;
const EACH: usize = 100;

pub fn run() -> bool {
    let migrations = history(20);
    let (applied, all) = (full(&migrations[..10]), full(&migrations));
    let plain: String = migrations[10..]
        .iter()
        .map(|(_, sql)| sql.as_str())
        .collect();
    let idle = grown(|client| deploy(client, &applied, false), &applied);
    let ours = grown(|client| deploy(client, &all, true), &applied);
    let theirs = grown(
        |client| {
            let sql = format!("BEGIN; {plain}; ROLLBACK");
            client.batch_execute(&sql).expect("plain");
        },
        &applied,
    );
    println!("memory after 1,000 deployments with nothing to do: grown by {idle} kB");
    println!("memory after 1,000 dry runs of ten tables: grown by {ours} kB, by the same statements alone {theirs} kB");
    idle <= 16 && ours <= theirs + theirs / 10
}

/// By how much the backend's memory grows from the first hundred calls to the thousandth, in kB.
fn grown(call: impl Fn(&mut Client), applied: &str) -> i64 {
    let mut client = fresh("bench_memory");
    deploy(&mut client, applied, false);
    let mut sizes = (0..ROUNDS).map(|_| {
        (0..EACH).for_each(|_| call(&mut client));
        contexts(&mut client)
    });
    let first = sizes.next().unwrap_or_default();
    (sizes.last().unwrap_or_default() - first) / 1024
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
