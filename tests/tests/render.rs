//! The statements of `migrate_core::render` make what they say: an empty database that runs them has the same document, and
//! changes of tests/render are made and undone by them.

use migrate_tests::rebuild::{lead, run};
use migrate_tests::rich::rich;
use migrate_tests::split::statements;
use migrate_tests::*;
use std::sync::Mutex;

/// But for views that need each other: their columns' types are not in a document.
#[test]
fn an_empty_database_becomes_any_schema() {
    let cluster = Cluster::with(&[("wal_level", "logical")]);
    let document = rich(&cluster, &["circular"]).live();
    let copy = cluster.db("copy");
    lead(&mut copy.connect(), &document).unwrap_or_else(|error| panic!("{error}"));
}

#[test]
fn changes_are_undone_and_made_again() {
    let cluster = Cluster::in_memory(&[("wal_level", "logical")]);
    let origin = cluster.db("origin");
    let failures: Mutex<Vec<String>> = Mutex::default();
    let pairs = pairs();
    let work = |[setup, change]: &[String; 2], admin: &mut Session| {
        let db = origin.twin(admin);
        if let Err(error) = there_and_back(&mut db.connect(), setup, change) {
            let mut failures = failures.lock().unwrap();
            failures.push(format!("{setup}\n--\n{change}\n  {error}"));
        }
        db.delete();
    };
    parallel::each(&pairs, || cluster.admin(), work);
    let (failures, all) = (failures.into_inner().unwrap(), pairs.len());
    let failed = failures.len();
    assert!(
        failed == 0,
        "{failed} of {all} fail:\n\n{}",
        failures.join("\n\n")
    );
}

/// What cannot be undone: a table that inherits what it has of its own keeps it as its own.
const FORTH: [[&str; 2]; 1] = [[
    "CREATE TABLE p (a int CHECK (a > 0)); CREATE TABLE c () INHERITS (p)",
    "ALTER TABLE c NO INHERIT p",
]];

#[test]
fn changes_are_made() {
    let cluster = Cluster::in_memory(&[]);
    let (origin, mut admin) = (cluster.db("origin"), cluster.admin());
    for [setup, change] in FORTH {
        let [by_hand, db] = [(); 2].map(|()| origin.twin(&mut admin));
        run(&mut by_hand.connect(), &statements(setup)).unwrap();
        run(&mut by_hand.connect(), &statements(change)).unwrap();
        let mut session = db.connect();
        run(&mut session, &statements(setup)).unwrap();
        lead(&mut session, &by_hand.live()).unwrap_or_else(|error| panic!("{error}"));
    }
}

/// What there is and what is done to it.
fn pairs() -> Vec<[String; 2]> {
    let mut pairs = Vec::new();
    for file in ["tables.sql", "inheritance.sql", "rest.sql"] {
        let text = std::fs::read_to_string(repository().join("tests/render").join(file)).unwrap();
        for part in text.split("\n==\n") {
            let two = part.split_once("\n--\n");
            let (setup, change) = two.unwrap_or_else(|| panic!("{file}: {part}"));
            pairs.push([setup.into(), change.into()]);
        }
    }
    pairs
}

fn there_and_back(session: &mut Session, setup: &str, change: &str) -> Result<(), String> {
    run(session, &statements(setup))?;
    let before = session.live();
    run(session, &statements(change))?;
    let after = session.live();
    lead(session, &before).map_err(|error| format!("back: {error}"))?;
    lead(session, &after).map_err(|error| format!("there: {error}"))?;
    Ok(())
}
