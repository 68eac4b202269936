//! Schema values: documents, and what a migration does to what is expected.

use crate::config;
use migrate_core::drift::{compare, differing, merge};
use migrate_core::schema::part::Part;
use migrate_core::schema::{expression, index, json, Object, Schema};
use proptest::prelude::*;
use serde_json::{json, Value};

const TYPES: [&str; 3] = ["text", "integer", "date"];

/// A schema of some tables and views, each with one of few columns and owners.
fn schema() -> impl Strategy<Value = Schema> {
    let column =
        (0..3usize, "[a-c]").prop_map(|(kind, name)| json!({"name": name, "type": TYPES[kind]}));
    let columns = prop::collection::vec(column, 0..4).prop_map(|mut list| {
        list.sort_by_key(|c| c["name"].to_string());
        list.dedup_by_key(|c| c["name"].clone());
        list
    });
    let object = (prop::bool::ANY, "[a-d]", "[xy]", columns).prop_map(
        |(view, name, owner, columns): (bool, String, String, Vec<Value>)| {
            let kind = if view { "view" } else { "table" };
            json!({"id": format!("{kind} public.{name}"), "kind": kind, "schema": "public", "name": name,
                   "owner": owner, "columns": columns})
        },
    );
    prop::collection::vec(object, 0..6).prop_map(|mut list| {
        list.sort_by_key(|o| o["id"].to_string());
        list.dedup_by_key(|o| o["id"].clone());
        let text = json!({"version": 1, "server": 15, "objects": list}).to_string();
        json::read(&text).expect("a document")
    })
}

fn part(schema: &Schema) -> Part {
    Part {
        schema: schema.clone(),
        origins: None,
    }
}

/// The objects that differ, on both sides, as a deployment keeps them.
fn drift(expected: &Schema, live: &Schema) -> (Schema, Schema) {
    let (ours, theirs) = (json::write(expected).text, json::write(live).text);
    let (ours, theirs) = differing(&ours, &theirs).expect("documents");
    let objects: Vec<Object> = ours.into_iter().map(|(_, object)| object).collect();
    let expected = Schema {
        server: 15,
        objects,
    };
    (expected, Part::pick(live, None, &theirs).schema)
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn a_document_is_read_as_it_was_written(schema in schema()) {
        let document = json::write(&schema);
        prop_assert_eq!(json::read(&document.text), Ok(schema.clone()));
        prop_assert_eq!(document.fingerprint, json::fingerprint(&schema));
    }

    #[test]
    fn no_difference_means_the_same_fingerprint(a in schema(), b in schema()) {
        let (ours, theirs) = (part(&a), part(&b));
        let same = compare(&ours, &theirs).is_empty();
        prop_assert_eq!(same, json::fingerprint(&a) == json::fingerprint(&b));
    }

    #[test]
    fn without_drift_a_migration_leads_to_what_is_there(before in schema(), after in schema()) {
        let (expected, live) = drift(&before, &before);
        prop_assert_eq!(merge(&expected, &live, &after), after);
    }

    #[test]
    fn a_migration_that_does_nothing_keeps_what_is_expected(expected in schema(), live in schema()) {
        let (ours, theirs) = drift(&expected, &live);
        let merged = merge(&ours, &theirs, &live);
        let (kept, expected) = (part(&merged), part(&expected));
        let differences = compare(&expected, &kept);
        prop_assert!(differences.is_empty(), "{:?}", differences);
    }

    #[test]
    fn any_text_is_taken_apart_or_not(text in "[()\\[\\]'\"A-Z :,\\\\]{0,60}") {
        let _ = index::Parts::of(&text);
        let once = expression::normalised(&text).into_owned();
        prop_assert_eq!(expression::normalised(&once), once.clone());
    }
}
