//! docs/schema-value.md says what tests/mutations/ proves, and that is something of every kind of object. No server is needed.

use migrate_core::schema::{json, Kind};
use migrate_tests::coverage::{lacking, markdown, proved, replaced, Pair, WHOLE};
use migrate_tests::mutations::mutations;
use migrate_tests::repository;
use std::collections::BTreeSet;

#[test]
fn the_documentation_shows_what_is_proved() {
    let path = repository().join("docs/schema-value.md");
    let stands = std::fs::read_to_string(&path).unwrap();
    let shown = replaced(&stands, &markdown(&mutations()));
    if std::env::var_os("MIGRATE_WRITE_DOCS").is_some() {
        std::fs::write(&path, shown).unwrap();
    } else if stands != shown {
        panic!("docs/schema-value.md is out of date; MIGRATE_WRITE_DOCS=1 makes this test write it")
    }
}

#[test]
fn the_documentation_has_the_version_and_the_order_of_kinds() {
    let text = std::fs::read_to_string(repository().join("docs/schema-value.md")).unwrap();
    let kinds: Vec<&str> = Kind::ALL.iter().map(|kind| kind.as_str()).collect();
    assert!(text.contains(&format!("version {} of its shape", json::VERSION)));
    assert!(text.contains(&kinds.join(", ")));
}

#[test]
fn every_kind_is_added_removed_and_renamed() {
    let kinds = Kind::ALL.iter().map(|kind| kind.as_str());
    let all: Vec<Pair> = kinds
        .chain(["column"])
        .flat_map(|kind| WHOLE.map(|what| (kind.to_owned(), what.to_owned())))
        .collect();
    let lacking = lacking(&all, &mutations());
    assert!(lacking.is_empty(), "no mutation:\n{}", lacking.join("\n"));
}

#[test]
fn kinds_are_those_of_the_document_and_exceptions_are_needed() {
    let all = mutations();
    let known = |kind: &str| kind == "column" || Kind::parse(kind).is_some();
    let mutated = all.list.iter().map(|m| m.kind.as_str());
    let excepted = all.exceptions.iter().map(|e| e.kind.as_str());
    let unknown: BTreeSet<&str> = (mutated.chain(excepted)).filter(|k| !known(k)).collect();
    assert!(unknown.is_empty(), "no kinds: {unknown:?}");
    let is_proved = proved(&all.list);
    for e in &all.exceptions {
        let pair = (e.kind.clone(), e.attribute.clone());
        assert!(
            !is_proved.contains(&pair),
            "{pair:?} is proved, and excepted"
        );
    }
}
