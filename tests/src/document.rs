//! The document of a schema, as `migrate.live()` returns it: what differs between two, and how many objects there are of each kind.

use crate::{Db, Session};
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

type Objects = BTreeMap<String, Map<String, Value>>;

impl Session {
    /// `migrate.live()`, byte for byte.
    #[track_caller]
    pub fn live(&mut self) -> String {
        self.one("select migrate.live()::text")
    }
}

impl Db<'_> {
    /// The document of this database, as its owner sees it.
    #[track_caller]
    pub fn live(&self) -> String {
        self.connect().live()
    }
}

/// What differs between two documents, in lines; empty if they are the same.
pub fn differences(left: &str, right: &str) -> String {
    if left == right {
        return String::new();
    }
    let (left, right) = (objects(left), objects(right));
    let mut lines = Vec::new();
    let ids: BTreeSet<_> = left.keys().chain(right.keys()).collect();
    for id in ids {
        match (left.get(id), right.get(id)) {
            (Some(_), None) => lines.push(format!("only left:  {id}")),
            (None, Some(_)) => lines.push(format!("only right: {id}")),
            (Some(a), Some(b)) if a != b => lines.push(format!("differs:    {id}{}", keys(a, b))),
            _ => {}
        }
    }
    if lines.is_empty() {
        lines.push("the objects are equal, but not what is written around them".to_owned());
    }
    lines.join("\n")
}

/// The keys whose values differ, with both values; of arrays only the elements that differ.
fn keys(left: &Map<String, Value>, right: &Map<String, Value>) -> String {
    let mut text = String::new();
    let names: BTreeSet<_> = left.keys().chain(right.keys()).collect();
    for name in names {
        let (a, b) = (left.get(name), right.get(name));
        if a == b {
            continue;
        }
        write!(text, "\n    {name}:").unwrap();
        let (a, b) = match (a, b) {
            (Some(Value::Array(a)), Some(Value::Array(b))) => (lacking(a, b), lacking(b, a)),
            (a, b) => (shown(a), shown(b)),
        };
        write!(text, "\n      left:  {a}\n      right: {b}").unwrap();
    }
    text
}

/// The elements of an array that another one lacks; the whole array if only the order differs.
fn lacking(array: &[Value], other: &[Value]) -> String {
    let few: Vec<_> = array.iter().filter(|v| !other.contains(v)).collect();
    let same = few.is_empty() && other.iter().all(|v| array.contains(v));
    let few = if same { array.iter().collect() } else { few };
    serde_json::to_string(&few).unwrap()
}

fn shown(value: Option<&Value>) -> String {
    value.map_or_else(|| "nothing".to_owned(), Value::to_string)
}

/// How many objects of each kind a document has.
pub fn counts(document: &str) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for object in objects(document).values() {
        let kind = object["kind"].as_str().expect("a kind");
        *counts.entry(kind.to_owned()).or_default() += 1;
    }
    counts
}

fn objects(document: &str) -> Objects {
    let document: Value = serde_json::from_str(document).expect("a JSON document");
    let list = document["objects"].as_array().expect("an array of objects");
    let mut objects = Objects::new();
    for object in list {
        let object = object.as_object().expect("an object");
        let id = object["id"].as_str().expect("an id").to_owned();
        assert!(!objects.contains_key(&id), "two objects have the id {id}");
        objects.insert(id, object.clone());
    }
    objects
}
