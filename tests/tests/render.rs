//! A document as SQL: an empty database that runs it has the same document.

use migrate_tests::rebuild::{schema, script};
use migrate_tests::*;

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

#[test]
fn an_empty_database_becomes_any_schema() {
    let cluster = Cluster::with(&[("wal_level", "logical")]);
    let file = |name: &str| std::fs::read_to_string(std::env::var(name).unwrap()).unwrap();
    let original = cluster.db("original");
    let output = original.psql(&file("MIGRATE_FULL"));
    assert_eq!(output.code, 0, "{}", output.stderr);
    let copy = cluster.db("copy");
    let base = file("MIGRATE_BASE");
    let base: Vec<&str> = base
        .lines()
        .filter(|line| !line.starts_with("CREATE ROLE"))
        .collect();
    let output = copy.psql(&base.join("\n"));
    assert_eq!(output.code, 0, "{}", output.stderr);
    let document = original.live();
    match lead(&mut copy.connect(), &document) {
        Err(error) => panic!("{error}"),
        Ok(statements) => std::fs::write("/tmp/rr/out.sql", statements.join(";\n")).unwrap(),
    }
}
