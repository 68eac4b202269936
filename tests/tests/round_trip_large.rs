//! The same for large collections of schemas. `make roundtrip` runs this; it takes minutes, so `make test` does not.

use migrate_tests::contrib::extensions;
use migrate_tests::round_trip::{prove, round_trip};
use migrate_tests::*;
use std::collections::{BTreeMap, HashSet};
use std::process::Command;
use std::sync::Mutex;

/// Says that a test was not asked for, or lacks what it needs, and returns true.
fn skip(why: &str, skipped: bool) -> bool {
    if skipped {
        eprintln!("skipped: {why}");
    }
    skipped
}

fn not_asked() -> bool {
    skip(
        "make roundtrip runs this",
        std::env::var_os("MIGRATE_ROUND_TRIP").is_none(),
    )
}

/// Prints what was compared, and fails with what differs.
#[track_caller]
fn report(what: &str, counts: &BTreeMap<String, usize>, failures: &[String]) {
    println!("{what}: {} objects", counts.values().sum::<usize>());
    for (kind, count) in counts {
        println!("{count:8} {kind}");
    }
    assert!(failures.is_empty(), "{what}:\n{}", failures.join("\n\n"));
}

#[track_caller]
fn report_on(what: &str, db: &Db) {
    match prove(db) {
        Ok(document) => report(what, &counts(&document), &[]),
        Err(error) => panic!("{what}: {error}"),
    }
}

#[test]
fn postgresqls_regression_database() {
    let system = Output::of(&mut Command::new(repository().join("scripts/major.sh")), "").ok();
    let other = system.trim() != major().to_string();
    if not_asked() || skip("only the system's PostgreSQL has its test suite", other) {
        return;
    }
    let cluster = Cluster::with(&[]);
    let mut script = Command::new(repository().join("scripts/regression-db.sh"));
    Output::of(script.arg(cluster.folder()), "").ok();
    let db = Db::existing(&cluster, "regression");
    report_on("the regression database", &db);
}

#[test]
fn databases_with_the_contrib_extensions() {
    let extensions = extensions();
    if not_asked() || skip("no contrib extensions here", extensions.is_empty()) {
        return;
    }
    let cluster = Cluster::with(&[]);
    let db = cluster.db("extensions");
    for extension in &extensions {
        extension.create(&mut db.connect());
    }
    report_on("extensions", &db);
    let db = cluster.db("objects");
    for extension in &extensions {
        extension.create_objects(&mut db.connect());
    }
    report_on("the objects of extensions, as ordinary ones", &db);
}

/// What became of one schema in SQL.
enum Fate {
    Rejected(String),
    NotRestored(String),
    Differs(String),
    Same(BTreeMap<String, usize>),
}

/// One schema in SQL on a cluster of which it may change the roles.
fn fate(cluster: &Cluster, roles: &[String], sql: &str) -> Fate {
    let mut admin = cluster.admin();
    let before = admin.lines("select rolname from pg_roles");
    for role in roles {
        admin.run(&format!("create role \"{role}\""));
    }
    let db = cluster.db("pair");
    let made = db.psql(sql);
    let fate = if made.code != 0 {
        Fate::Rejected(made.stderr)
    } else {
        match round_trip(&db) {
            Ok(document) => Fate::Same(counts(&document)),
            Err(error) if error.starts_with("differs") => Fate::Differs(error),
            Err(error) => Fate::NotRestored(error),
        }
    };
    db.delete();
    for role in admin.lines("select rolname from pg_roles").lines() {
        if !before.lines().any(|known| known == role) {
            admin.run(&format!("drop role \"{role}\""));
        }
    }
    fate
}

/// The schemas of a file of pairs, each once: (name, roles, SQL).
fn schemas(text: &str) -> Vec<(String, Vec<String>, String)> {
    let pairs: Value = serde_json::from_str(text).expect("JSON");
    let mut seen = HashSet::new();
    let mut schemas = Vec::new();
    for pair in pairs.as_array().expect("an array") {
        let roles = pair["roles"].as_array().into_iter().flatten();
        let roles: Vec<_> = roles.map(|r| r.as_str().unwrap().to_owned()).collect();
        for side in ["a_sql", "b_sql"] {
            let sql = pair[side].as_str().expect("SQL").to_owned();
            if seen.insert((roles.clone(), sql.clone())) {
                schemas.push((format!("{} {side}", pair["name"]), roles.clone(), sql));
            }
        }
    }
    schemas.reverse();
    schemas
}

#[test]
fn recorded_schemas() {
    let folder = std::env::var_os("MIGRATE_CASES").map(std::path::PathBuf::from);
    if not_asked() || skip("MIGRATE_CASES names no folder of cases", folder.is_none()) {
        return;
    }
    let text = std::fs::read_to_string(folder.unwrap().join("sql_pairs.json")).expect("the pairs");
    let todo = Mutex::new(schemas(&text));
    let fates = Mutex::new(Vec::new());
    let threads = std::thread::available_parallelism().map_or(2, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                let cluster = Cluster::with(&[("wal_level", "logical")]);
                loop {
                    let Some((name, roles, sql)) = todo.lock().unwrap().pop() else {
                        break;
                    };
                    let fate = fate(&cluster, &roles, &sql);
                    fates.lock().unwrap().push((name, fate));
                }
            });
        }
    });
    summarise(fates.into_inner().unwrap());
}

fn summarise(mut fates: Vec<(String, Fate)>) {
    fates.sort_by(|(a, _), (b, _)| a.cmp(b));
    let (mut totals, mut failures) = (BTreeMap::new(), Vec::new());
    let (mut same, mut rejected, mut not_restored) = (0, 0, 0);
    for (name, fate) in fates {
        match fate {
            Fate::Same(counts) => {
                same += 1;
                for (kind, count) in counts {
                    *totals.entry(kind).or_default() += count;
                }
            }
            Fate::Rejected(error) => {
                rejected += 1;
                println!("rejected by PostgreSQL: {name}: {}", error.trim());
            }
            Fate::NotRestored(error) => {
                not_restored += 1;
                println!("not restored: {name}: {error}");
            }
            Fate::Differs(difference) => failures.push(format!("{name} {difference}")),
        }
    }
    println!(
        "recorded schemas: {same} equal, {} different, {rejected} rejected by PostgreSQL, {not_restored} with a dump that cannot be restored",
        failures.len()
    );
    report("recorded schemas", &totals, &failures);
}
