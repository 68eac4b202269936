//! Random schemas: from any one to any other one and back, by the scripts of `migrate_core::diff`. `MIGRATE_SEEDS` says of how
//! many, and `MIGRATE_SEED` where to begin.

use migrate_core::diff::{self, Renames};
use migrate_core::schema::Schema;
use migrate_tests::pairs::{converged, run, run_each};
use migrate_tests::random::Generator;
use migrate_tests::rebuild::schema;
use migrate_tests::*;
use std::sync::Mutex;

#[test]
fn any_schema_leads_to_any_other_and_back() {
    let number = |name: &str| std::env::var(name).map(|n| n.parse::<u64>().expect("a number"));
    let count = number("MIGRATE_SEEDS").unwrap_or(30);
    let first = number("MIGRATE_SEED").unwrap_or(1);
    let seeds: Vec<u64> = (first..first + count).collect();
    let cluster = Cluster::in_memory(&[("wal_level", "logical"), ("max_connections", "60")]);
    let origin = cluster.db("origin");
    let failures = Mutex::new(Vec::new());
    let work = |seed: &u64, admin: &mut Session| {
        if let Err(error) = one(*seed, &origin, admin) {
            failures
                .lock()
                .unwrap()
                .push(format!("seed {seed}: {error}"));
        }
    };
    parallel::each(&seeds, || cluster.admin(), work);
    let failures = failures.into_inner().unwrap();
    let failed = failures.len();
    assert!(
        failed == 0,
        "{failed} of {count} fail:\n\n{}",
        failures.join("\n\n")
    );
}

fn one(seed: u64, origin: &Db, admin: &mut Session) -> Result<(), String> {
    let mut generator = Generator::new(seed);
    let [a, b] = [generator.schema(), generator.schema()];
    let result = {
        let [one, two] = twins(origin, admin);
        let result = there_and_back(&one, &two, &a, &b);
        one.delete();
        two.delete();
        result
    };
    result.map_err(|error| format!("{error}\nfrom:\n{a}\nto:\n{b}"))
}

fn twins<'c>(origin: &Db<'c>, admin: &mut Session) -> [Db<'c>; 2] {
    /// CREATE DATABASE needs its template for itself.
    static TEMPLATE: Mutex<()> = Mutex::new(());
    let _alone = TEMPLATE.lock();
    [(); 2].map(|()| origin.twin(admin))
}

fn there_and_back(one: &Db, two: &Db, a: &str, b: &str) -> Result<(), String> {
    let made = |db: &Db, sql: &str| {
        let made = db.connect().try_run(sql);
        made.map_err(|error| format!("the generator: {error}\n{sql}"))
    };
    made(one, a)?;
    made(two, b)?;
    let (first, second) = (schema(&one.live()), schema(&two.live()));
    let mut session = one.connect();
    for (goal, run) in [(&second, run as fn(&mut _, &_) -> _), (&first, run_each)] {
        let now = schema(&session.live());
        if !plan(&now, &now).steps.is_empty() {
            return Err("a schema differs from itself".into());
        }
        let script = plan(&now, goal).script();
        let ran = run(&mut session, &script);
        ran.and_then(|()| converged(&schema(&session.live()), goal))
            .map_err(|error| format!("{error}\nby:\n{script}"))?;
    }
    Ok(())
}

fn plan(from: &Schema, to: &Schema) -> diff::Plan {
    diff::plan(from, to, &Renames::none())
}
