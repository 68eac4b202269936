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

/// What the database has after the files of tests/rich.
fn rich(cluster: &Cluster) -> String {
    let folder = repository().join("tests/rich");
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect();
    files.sort();
    let db = cluster.db("rich");
    for path in files {
        let name = path.file_name().unwrap().to_str().unwrap();
        let since = name.split('.').nth(1).and_then(|word| word.parse().ok());
        if since.unwrap_or(0) <= major() {
            let sql = std::fs::read_to_string(&path).unwrap();
            let sql: Vec<&str> = sql.lines().filter(|line| !line.contains("circular")).collect();
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
