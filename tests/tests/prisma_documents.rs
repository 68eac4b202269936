//! Prisma's schemas as documents and back: what Prisma's SQL makes is what `document::write` says, what `document::read`
//! finds there is what the schema file says, and what `pull` writes says it again. Of the folder `MIGRATE_CASES` also all
//! of `prisma_diff.json` and `prisma_introspect.json`; `MIGRATE_CASE` picks those whose name has these letters.

use migrate_core::prisma::{document, psl, pull};
use migrate_tests::prisma::{cases, different_tables, file, round_trip, Case, Verdict, NAMESPACE};
use migrate_tests::rebuild::schema;
use migrate_tests::*;

/// PostgreSQL's own extensions and XML, which the server from the wheel was built without.
fn is_complete(db: &Db) -> bool {
    let asked = "select count(*) from pg_available_extensions where name in ('citext', 'btree_gin', 'btree_gist')";
    let complete = db.connect().one(asked) == "3";
    if !complete {
        println!("skipped: this server lacks PostgreSQL's own extensions");
    }
    complete
}

fn proves(name: &str) {
    let case = Case::own(name);
    let db = Db::new("prisma");
    let is_plain = ["names", "relations"].contains(&name);
    if !is_plain && !is_complete(&db) {
        return;
    }
    match case.prove(&db) {
        Verdict::Proved => {}
        Verdict::Rejected(error) | Verdict::Failed(error) => panic!("{error}"),
    }
}

#[test]
fn types() {
    proves("types");
}

#[test]
fn defaults() {
    proves("defaults");
}

#[test]
fn relations() {
    proves("relations");
}

#[test]
fn names() {
    proves("names");
}

#[test]
fn schemas_extensions_and_indexes() {
    proves("schemas");
}

/// Names, comments, relations and what only the client knows are kept from the file that was there before.
#[test]
fn a_file_comes_back_as_it_was() {
    let case = Case::own("names");
    let db = Db::new("prisma");
    db.connect().run(&case.sql);
    let live = schema(&db.live());
    let model = document::read(&live, NAMESPACE, &[NAMESPACE.into()]);
    let before = psl::parse(&[file(&case.schema)]).expect("a schema");
    let pulled = pull::pull(&live, &model, Some(&before));
    assert_eq!(pulled.files, [file(&case.schema)]);
}

#[test]
fn what_the_language_cannot_say_is_told() {
    let case = Case::own("unspoken");
    let db = Db::new("prisma");
    if !is_complete(&db) {
        return;
    }
    db.connect().run(&case.sql);
    let live = schema(&db.live());
    let model = document::read(&live, NAMESPACE, &[NAMESPACE.into()]);
    let pulled = pull::pull(&live, &model, None);
    assert_eq!(pulled.files, [file(&case.schema)]);
    let warnings = pulled.warnings.iter().map(|warning| {
        let about = warning.about.iter().map(|line| format!("  - {line}\n"));
        format!("{}\n{}", warning.text, about.collect::<String>())
    });
    let folder = repository().join("tests/prisma/unspoken.warnings");
    let expected = std::fs::read_to_string(folder).expect("the warnings");
    assert_eq!(warnings.collect::<Vec<_>>().join("\n"), expected);
    let read = psl::read(&pulled.files, NAMESPACE).expect("a schema");
    assert_eq!(different_tables(&read.model, &model), "");
}

#[test]
fn schemas_from_outside() {
    let text = |case: &Value, key: &str| case[key].as_str().map(String::from);
    let fresh = cases("prisma_diff.json")
        .into_iter()
        .filter(|c| c.get("from_schema").is_none());
    let cases: Vec<Case> = fresh
        .filter_map(|case| {
            Some(Case {
                name: text(&case, "name")?,
                schema: text(&case, "schema")?,
                sql: text(&case, "expected_sql")?,
            })
        })
        .collect();
    let cluster = Cluster::in_memory(&[]);
    let origin = cluster.db("origin");
    let mut admin = cluster.admin();
    let (mut proved, mut failed) = (0, 0);
    for case in &cases {
        let db = origin.twin(&mut admin);
        match case.prove(&db) {
            Verdict::Rejected(why) => println!("rejected: {}: {why}", case.name),
            Verdict::Proved => proved += 1,
            Verdict::Failed(error) => {
                failed += 1;
                println!("FAILED: {}\n{error}\n", case.name);
            }
        }
        db.delete();
    }
    println!("{proved} proved, {failed} failed, of {}", cases.len());
    assert!(failed * 100 <= cases.len(), "{failed} fail");
}

#[test]
fn introspections_from_outside() {
    for case in cases("prisma_introspect.json") {
        let name = case["name"].as_str().expect("a name");
        let expected = case["expected_schema"].as_str().expect("a schema");
        let db = Db::new("introspect");
        db.connect().run(case["sql"].as_str().expect("SQL"));
        let live = schema(&db.live());
        let model = document::read(&live, NAMESPACE, &[NAMESPACE.into()]);
        let blocks = expected.find("\nmodel ").map_or("", |at| &expected[..at]);
        let before = psl::parse(&[file(blocks)]).expect("its first blocks");
        let pulled = pull::pull(&live, &model, Some(&before));
        assert_eq!(pulled.files[0].1, expected, "{name}");
        let read = psl::read(&pulled.files, NAMESPACE).expect("a schema");
        let recorded = psl::read(&[file(expected)], NAMESPACE).expect("a schema");
        assert_eq!(different_tables(&read.model, &recorded.model), "", "{name}");
        round_trip(&live, &read.model, None).unwrap_or_else(|error| panic!("{name}: {error}"));
    }
}

#[test]
fn scenarios_from_outside() {
    for case in cases("prisma_scenarios.json") {
        let steps = case["steps"].as_array().expect("steps");
        let Some(expected) = steps
            .iter()
            .find(|s| s["op"] == "pull")
            .and_then(|s| s["ok"].as_str())
        else {
            continue;
        };
        let db = Db::new("scenario");
        for step in steps.iter().filter(|s| s["op"] == "sql") {
            db.connect().run(step["args"]["sql"].as_str().expect("SQL"));
        }
        let live = schema(&db.live());
        let model = document::read(&live, NAMESPACE, &[NAMESPACE.into()]);
        let pulled = pull::pull(&live, &model, None);
        // Prisma writes partial indexes without the preview feature that it asks for when it reads them.
        let text = &pulled.files[0].1;
        let first = text.find("datasource").expect("a datasource");
        assert_eq!(&text[first..], expected, "{}", case["name"]);
    }
}
