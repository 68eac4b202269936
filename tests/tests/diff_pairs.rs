//! From one schema to another by the script of `migrate_core::diff`: the pairs of tests/pairs, and those of a folder from
//! outside, `MIGRATE_CASES=…/sql_pairs.json`. `MIGRATE_CASE` picks those whose name has these letters.

use migrate_tests::pairs::{expected_failures, pairs, Outcome, Pair};
use migrate_tests::*;
use std::collections::BTreeMap;
use std::sync::Mutex;

#[test]
fn pairs_of_our_own() {
    let outcomes = prove(&chosen(pairs()));
    let mut bad = Vec::new();
    for (name, outcome) in &outcomes {
        match outcome {
            // Not every server has all extensions.
            Outcome::Rejected(why) if why.contains(" is not available") => {}
            Outcome::Rejected(why) => bad.push(format!("{name} is rejected: {why}")),
            Outcome::Failed(why) => bad.push(format!("{name}\n{why}")),
            Outcome::Converged(_) => {}
        }
    }
    let (failed, all) = (bad.len(), outcomes.len());
    assert!(
        failed == 0,
        "{failed} of {all} fail:\n\n{}",
        bad.join("\n\n")
    );
}

#[test]
fn pairs_from_outside() {
    let Some(path) = std::env::var_os("MIGRATE_CASES") else {
        return;
    };
    let text = std::fs::read_to_string(path).expect("the cases can be read");
    let all: Vec<Pair> = serde_json::from_str(&text).expect("a list of pairs");
    let expected = expected_failures();
    let mut counts = BTreeMap::<&str, usize>::new();
    let mut surprises = Vec::new();
    for (name, outcome) in &prove(&chosen(all)) {
        let word = match outcome {
            Outcome::Rejected(_) => "rejected",
            Outcome::Converged(_) => "converged",
            Outcome::Failed(_) => "failed",
        };
        *counts.entry(word).or_default() += 1;
        if (word == "failed") != expected.contains_key(name) && word != "rejected" {
            surprises.push(format!("{word}: {name}"));
        }
    }
    println!("{counts:?}");
    assert!(surprises.is_empty(), "{}", surprises.join("\n"));
}

fn chosen(pairs: Vec<Pair>) -> Vec<Pair> {
    let wanted = std::env::var("MIGRATE_CASE").unwrap_or_default();
    let mut list = pairs;
    list.retain(|pair| pair.name.contains(&wanted));
    list
}

/// What becomes of each. Those that make roles do so one after another, and the roles go with them.
fn prove(pairs: &[Pair]) -> BTreeMap<String, Outcome> {
    let cluster = Cluster::in_memory(&[("wal_level", "logical"), ("max_connections", "60")]);
    let origin = cluster.db("origin");
    let outcomes = Mutex::new(BTreeMap::new());
    let work = |pair: &&Pair, admin: &mut Session| {
        let outcome = one(pair, &origin, admin);
        show(&pair.name, &outcome);
        outcomes.lock().unwrap().insert(pair.name.clone(), outcome);
    };
    let (alone, together): (Vec<&Pair>, Vec<&Pair>) = pairs.iter().partition(|p| p.makes_roles());
    for pair in alone {
        let mut admin = cluster.admin();
        work(&pair, &mut admin);
        forget_roles(&mut admin);
    }
    parallel::each(&together, || cluster.admin(), work);
    outcomes.into_inner().unwrap()
}

fn one(pair: &Pair, origin: &Db, admin: &mut Session) -> Outcome {
    let (a, b) = {
        let _alone = TEMPLATE.lock();
        (origin.twin(admin), origin.twin(admin))
    };
    let proof = std::panic::AssertUnwindSafe(|| pair.prove(&a, &b));
    let outcome = std::panic::catch_unwind(proof);
    a.delete();
    b.delete();
    outcome.unwrap_or_else(|_| Outcome::Failed("it panics".into()))
}

/// CREATE DATABASE needs its template for itself.
static TEMPLATE: Mutex<()> = Mutex::new(());

fn forget_roles(admin: &mut Session) {
    let made = "select quote_ident(rolname) from pg_roles where oid >= 16384";
    for role in admin.rows(made) {
        admin.run(&format!("drop role {}", role[0]));
    }
}

fn show(name: &str, outcome: &Outcome) {
    let verbose = std::env::var_os("MIGRATE_CASE").is_some();
    match outcome {
        Outcome::Rejected(why) => println!("rejected: {name}: {why}"),
        Outcome::Failed(why) => println!("FAILED: {name}\n{why}\n"),
        Outcome::Converged(script) if verbose => println!("converged: {name}\n{script}\n"),
        Outcome::Converged(_) => {}
    }
}
