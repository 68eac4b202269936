//! The same schema in two majors of PostgreSQL is no difference: `MIGRATE_OTHER_MAJOR` and `MIGRATE_OTHER_BIN` say where a server
//! of another one is, that has the extension.

use migrate_core::diff::{self, Renames};
use migrate_tests::pairs::{make, pairs};
use migrate_tests::random::Generator;
use migrate_tests::rebuild::schema;
use migrate_tests::*;
use std::path::PathBuf;

#[test]
fn the_same_schema_of_another_major_is_no_difference() {
    let Ok(major) = std::env::var("MIGRATE_OTHER_MAJOR") else {
        return;
    };
    let bin = std::env::var("MIGRATE_OTHER_BIN").expect("where the other major is");
    let settings = [("wal_level", "logical")];
    let clusters = [
        Cluster::with(&settings),
        Cluster::of(major.parse().unwrap(), &PathBuf::from(bin), &settings),
    ];
    let origins = clusters.each_ref().map(|cluster| cluster.db("origin"));
    let mut differing = Vec::new();
    for (name, sql) in schemas() {
        let documents = origins.each_ref().map(|origin| document(origin, &sql));
        if let [Some(here), Some(there)] = documents {
            let (here, there) = (schema(&here), schema(&there));
            for (from, to) in [(&here, &there), (&there, &here)] {
                let plan = diff::plan(from, to, &Renames::none());
                if !plan.steps.is_empty() {
                    let (from, to) = (from.server, to.server);
                    differing.push(format!("{name}, {from} to {to}:\n{}", plan.script()));
                }
            }
        }
    }
    assert!(differing.is_empty(), "{}", differing.join("\n"));
}

/// Both sides of a third of the pairs, and random ones; all with MIGRATE_ALL.
fn schemas() -> Vec<(String, String)> {
    let mut list = Vec::new();
    let every = if std::env::var_os("MIGRATE_ALL").is_some() {
        1
    } else {
        3
    };
    let pairs = pairs().into_iter().filter(|p| !p.makes_roles());
    for pair in pairs.step_by(every) {
        list.push((format!("{}, a", pair.name), pair.a_sql));
        list.push((format!("{}, b", pair.name), pair.b_sql));
    }
    for seed in 1..20 / every as u64 {
        list.push((format!("seed {seed}"), Generator::new(seed).schema()));
    }
    list
}

/// None where one of the servers cannot do it.
fn document(origin: &Db, sql: &str) -> Option<String> {
    let db = origin.twin(&mut origin.cluster().admin());
    let mut session = db.connect();
    let document = make(&mut session, sql).ok().map(|()| session.live());
    drop(session);
    db.delete();
    document
}
