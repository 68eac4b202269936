//! A document as SQL: an empty database that runs it has the same document.

use migrate_tests::mutations::{mutations, Mutation};
use migrate_tests::rebuild::{schema, script};
use migrate_tests::*;
use std::collections::BTreeSet;

/// Runs the statements that lead from what the database has to this document.
fn lead(session: &mut Session, document: &str) -> Result<Vec<String>, String> {
    let now = session.live();
    let statements = script(&schema(&now), &schema(document));
    session.run("set check_function_bodies = off");
    for statement in &statements {
        session.try_run(statement).map_err(|error| {
            std::fs::write("/tmp/rr/out.sql", statements.join(";\n")).unwrap();
            format!("{error}\nin: {statement}")
        })?;
    }
    match differences(document, &session.live()) {
        none if none.is_empty() => Ok(statements),
        some => {
            std::fs::write("/tmp/rr/out.sql", statements.join(";\n")).unwrap();
            Err(some)
        }
    }
}

/// What the database has after the files of tests/rich.
fn rich(cluster: &Cluster) -> String {
    let folder = repository().join("tests/rich");
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|e| e.unwrap().path())
        .collect();
    files.sort();
    let db = cluster.db("rich");
    for path in files {
        let name = path.file_name().unwrap().to_str().unwrap();
        let since = name.split('.').nth(1).and_then(|word| word.parse().ok());
        if since.unwrap_or(0) <= major() {
            let sql = std::fs::read_to_string(&path).unwrap();
            let sql: Vec<&str> = sql
                .lines()
                .filter(|line| !line.contains("circular"))
                .collect();
            let output = db.psql(&sql.join("\n"));
            assert_eq!(output.code, 0, "{name}: {}", output.stderr);
        }
    }
    db.live()
}

#[test]
fn an_empty_database_becomes_any_schema() {
    let cluster = Cluster::with(&[("wal_level", "logical")]);
    let document = rich(&cluster);
    let copy = cluster.db("copy");
    match lead(&mut copy.connect(), &document) {
        Err(error) => panic!("{error}"),
        Ok(statements) => std::fs::write("/tmp/rr/out.sql", statements.join(";\n")).unwrap(),
    }
}

/// Every change by hand of tests/mutations, there and back.
#[test]
fn every_change_is_made_and_undone() {
    let cluster = Cluster::in_memory(&[("wal_level", "logical"), ("max_connections", "60")]);
    let all = mutations();
    let mut admin = cluster.admin();
    let roles: BTreeSet<String> = all.list.iter().flat_map(Mutation::roles).collect();
    for role in roles {
        admin.run(&role);
    }
    let origin = cluster.db("origin");
    let wanted = std::env::var("MIGRATE_KIND").ok();
    let mut failures = Vec::new();
    let mut count = 0;
    for mutation in &all.list {
        if mutation.min_version > major()
            || wanted
                .as_ref()
                .is_some_and(|k| *k != mutation.kind && *k != mutation.file)
        {
            continue;
        }
        let db = origin.twin(&mut admin);
        count += 1;
        if let Err(error) = there_and_back(&mut db.connect(), mutation) {
            failures.push(format!(
                "{} {} ({}): {}\n  {error}",
                mutation.kind, mutation.attribute, mutation.file, mutation.change
            ));
        }
        db.delete();
    }
    assert!(
        failures.is_empty(),
        "{} of {count} fail:\n\n{}",
        failures.len(),
        failures.join("\n\n")
    );
}

fn there_and_back(session: &mut Session, mutation: &Mutation) -> Result<(), String> {
    let run = |session: &mut Session, list: &[&str]| {
        list.iter().try_for_each(|statement| {
            session
                .try_run(statement)
                .map_err(|e| format!("{e}\nin: {statement}"))
        })
    };
    run(session, &mutation.setup())?;
    let before = session.live();
    run(session, &mutation.change())?;
    let after = session.live();
    lead(session, &before).map_err(|e| format!("back: {e}"))?;
    lead(session, &after).map_err(|e| format!("there: {e}"))?;
    Ok(())
}
