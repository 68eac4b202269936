//! Is all in the document that pg_dump writes? A copy by pg_dump cannot tell: what is in neither document is equal in both.
//! So the document is counted against the table of contents of a dump.

use crate::{env, Db, Output, Value};
use std::collections::BTreeMap;

/// Entries of pg_dump whose objects have a kind of the same name in the document, in lower case.
const SAME: &[&str] = &[
    "ACCESS METHOD",
    "AGGREGATE",
    "CAST",
    "COLLATION",
    "CONVERSION",
    "DOMAIN",
    "EVENT TRIGGER",
    "FOREIGN TABLE",
    "FUNCTION",
    "INDEX",
    "MATERIALIZED VIEW",
    "OPERATOR",
    "OPERATOR CLASS",
    "OPERATOR FAMILY",
    "POLICY",
    "PROCEDURE",
    "PUBLICATION",
    "RULE",
    "SEQUENCE",
    "SERVER",
    "STATISTICS",
    "SUBSCRIPTION",
    "TABLE",
    "TEXT SEARCH CONFIGURATION",
    "TEXT SEARCH DICTIONARY",
    "TEXT SEARCH PARSER",
    "TEXT SEARCH TEMPLATE",
    "TRANSFORM",
    "TRIGGER",
    "USER MAPPING",
    "VIEW",
];

/// The others that are counted.
const OTHER: &[&str] = &[
    "ACL",
    "COMMENT",
    "CONSTRAINT",
    "DEFAULT ACL",
    "EXTENSION",
    "FK CONSTRAINT",
    "FOREIGN DATA WRAPPER",
    "INDEX ATTACH",
    "PROCEDURAL LANGUAGE",
    "PUBLICATION TABLE",
    "PUBLICATION TABLES IN SCHEMA",
    "ROW SECURITY",
    "SCHEMA",
    "SEQUENCE OWNED BY",
    "SHELL TYPE",
    "TABLE ATTACH",
    "TYPE",
];

/// Those that say again what is counted elsewhere, or what not every dump of the same schema has.
const NOT_COUNTED: &[&str] = &[
    "CHECK CONSTRAINT",
    "DEFAULT",
    "ENCODING",
    "SEARCHPATH",
    "STDSTRINGS",
];

type Counts = BTreeMap<&'static str, usize>;

/// Compares a document with the contents of the database's dump; the error names the entries whose numbers differ.
pub fn complete(db: &Db, document: &str) -> Result<(), String> {
    let (dumped, documented) = (dumped(db), documented(document));
    let lines: Vec<_> = SAME
        .iter()
        .chain(OTHER)
        .map(|entry| (entry, dumped.get(entry), documented.get(entry)))
        .filter(|(_, dumped, documented)| dumped.unwrap_or(&0) != documented.unwrap_or(&0))
        .map(|(entry, dumped, documented)| {
            let (dumped, documented) = (dumped.unwrap_or(&0), documented.unwrap_or(&0));
            format!("{entry}: {dumped} in the dump, {documented} in the document")
        })
        .collect();
    if lines.is_empty() {
        Ok(())
    } else {
        Err(format!("differs from the dump:\n{}", lines.join("\n")))
    }
}

/// How many entries of each kind the dump has.
fn dumped(db: &Db) -> Counts {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("dump");
    let file = file.to_str().unwrap();
    db.dump(&["-s", "-Fc", "-f", file]);
    let mut list = db.command(env::bin().join("pg_restore"));
    let list = Output::of(list.args(["-l", file]), "").ok();
    let mut counts = Counts::new();
    for line in list.lines().filter(|line| !line.starts_with(';')) {
        // 45; 2615 32731 SCHEMA - app postgres
        let text = line.splitn(4, ' ').nth(3).expect("an entry");
        if !left_out(text) {
            *counts.entry(entry(text)).or_default() += 1;
        }
    }
    counts
}

/// What is no object of the document: the schema public as such, our own extension, and the rule of a view in a circle, which is
/// an entry of its own beside the view.
fn left_out(text: &str) -> bool {
    text.starts_with("SCHEMA - public ")
        || text.starts_with("ACL migrate ")
        || text.starts_with("ACL - SCHEMA migrate ")
        || (text.starts_with("RULE ") && text.contains(" _RETURN "))
}

/// The longest of the known words that a line of the list begins with.
fn entry(text: &str) -> &'static str {
    let known = SAME.iter().chain(OTHER).chain(NOT_COUNTED);
    let fitting = known.filter(|entry| {
        text.strip_prefix(**entry)
            .is_some_and(|rest| rest.starts_with(' '))
    });
    fitting
        .max_by_key(|entry| entry.len())
        .unwrap_or_else(|| panic!("pg_dump writes something new: {text}"))
}

/// How many entries a dump should have, going by the document.
fn documented(document: &str) -> Counts {
    let document: Value = serde_json::from_str(document).expect("a JSON document");
    let mut counts = Counts::new();
    for object in document["objects"].as_array().expect("objects") {
        for (entry, count) in entries(object) {
            *counts.entry(entry).or_default() += count;
        }
    }
    // of our own extension there is nothing in the document
    *counts.entry("EXTENSION").or_default() += 1;
    *counts.entry("COMMENT").or_default() += 1;
    counts
}

/// The entries that an object of the document stands for.
fn entries(object: &Value) -> Vec<(&'static str, usize)> {
    let kind = object["kind"].as_str().expect("a kind");
    let has = |key: &str| usize::from(object.get(key).is_some());
    let length = |key: &str| object[key].as_array().map_or(0, Vec::len);
    let mut entries = vec![
        ("INDEX ATTACH", has("attached_to")),
        ("TABLE ATTACH", has("partition_of")),
        ("ROW SECURITY", has("row_security")),
        ("COMMENT", has("comment") + has("index_comment")),
    ];
    let columns = object["columns"].as_array().into_iter().flatten();
    for part in columns.clone() {
        let has = |key: &str| usize::from(part.get(key).is_some());
        entries.push(("COMMENT", has("comment") + has("not_null_comment")));
        // PostgreSQL 18: what is not checked yet comes after the data
        entries.push(("CONSTRAINT", has("not_null_not_valid")));
    }
    if kind != "default privileges" {
        let granted = |part: &&Value| part.get("grants").is_some() || part.get("revokes").is_some();
        let parts = std::iter::once(object).chain(columns);
        entries.push(("ACL", parts.filter(granted).count()));
    }
    match kind {
        "schema" => entries.push(("SCHEMA", usize::from(object["name"] != "public"))),
        "constraint" if object["type"] == "foreign key" => entries.push(("FK CONSTRAINT", 1)),
        "constraint" => entries.push(("CONSTRAINT", usize::from(object["type"] != "check"))),
        // what has functions of its own needs a shell first, which is an entry too
        "enum" | "composite type" | "shell type" => entries.push(("TYPE", 1)),
        "range type" => entries.extend([("TYPE", 1), ("SHELL TYPE", has("canonical"))]),
        "base type" => entries.extend([("TYPE", 1), ("SHELL TYPE", 1)]),
        "language" => entries.push(("PROCEDURAL LANGUAGE", 1)),
        "foreign-data wrapper" => entries.push(("FOREIGN DATA WRAPPER", 1)),
        "extension" => entries.push(("EXTENSION", 1)),
        "default privileges" => entries.push(("DEFAULT ACL", 1)),
        "publication" => entries.extend([
            ("PUBLICATION TABLE", length("tables")),
            ("PUBLICATION TABLES IN SCHEMA", length("schemas")),
        ]),
        "sequence" => entries.push(("SEQUENCE OWNED BY", has("owned_by") - has("identity"))),
        _ => {}
    }
    let same = SAME.iter().find(|entry| entry.to_lowercase() == kind);
    entries.extend(same.map(|entry| (*entry, 1)));
    entries
}
