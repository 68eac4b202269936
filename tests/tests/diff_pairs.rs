//! From one schema to another by the script of `migrate_core::diff`: the pairs of tests/pairs, and those of a folder from
//! outside, `MIGRATE_CASES=…/sql_pairs.json`, of which `MIGRATE_CASE` picks those whose name has these letters.

use migrate_tests::pairs::{Outcome, Pair};
use migrate_tests::*;
use std::collections::BTreeMap;
use std::sync::Mutex;

#[test]
fn pairs_from_outside() {
    let Some(path) = std::env::var_os("MIGRATE_CASES") else {
        return;
    };
    let text = std::fs::read_to_string(path).expect("the cases can be read");
    let all: Vec<Pair> = serde_json::from_str(&text).expect("a list of pairs");
    let wanted = std::env::var("MIGRATE_CASE").unwrap_or_default();
    let chosen = all.into_iter().filter(|p| p.name.contains(&wanted));
    let (failed, counted) = prove(chosen.collect());
    assert!(failed * 50 <= counted, "{failed} of {counted} fail");
}

/// How many fail, and how many PostgreSQL accepts.
fn prove(pairs: Vec<Pair>) -> (usize, usize) {
    let cluster = Cluster::in_memory(&[("wal_level", "logical"), ("max_connections", "60")]);
    let origin = cluster.db("origin");
    let pairs = Mutex::new(pairs.into_iter());
    let counts = Mutex::new(BTreeMap::<&str, usize>::new());
    let verbose = std::env::var_os("MIGRATE_CASE").is_some();
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                let mut admin = cluster.admin();
                while let Some(pair) = { pairs.lock().unwrap().next() } {
                    for role in &pair.roles {
                        let _ = admin.try_run(&format!("create role {role}"));
                    }
                    let _one = TEMPLATE.lock().unwrap();
                    let (a, b) = (origin.twin(&mut admin), origin.twin(&mut admin));
                    drop(_one);
                    let proof = std::panic::AssertUnwindSafe(|| pair.prove(&a, &b));
                    let outcome = std::panic::catch_unwind(proof)
                        .unwrap_or_else(|_| Outcome::Failed("it panics".into()));
                    let name = match &outcome {
                        Outcome::Rejected(why) => {
                            println!("rejected: {}: {why}", pair.name);
                            "rejected"
                        }
                        Outcome::Converged(script) => {
                            if verbose {
                                println!("converged: {}\n{script}\n", pair.name);
                            }
                            "converged"
                        }
                        Outcome::Failed(why) => {
                            println!("FAILED: {}\n{why}\n", pair.name);
                            "failed"
                        }
                    };
                    *counts.lock().unwrap().entry(name).or_default() += 1;
                    a.delete();
                    b.delete();
                }
            });
        }
    });
    let counts = counts.into_inner().unwrap();
    println!("{counts:?}");
    let count = |name| counts.get(name).copied().unwrap_or(0);
    (count("failed"), count("failed") + count("converged"))
}

/// CREATE DATABASE needs its template for itself.
static TEMPLATE: Mutex<()> = Mutex::new(());
