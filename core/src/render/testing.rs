//! Objects for the unit tests.

use crate::schema::{json, Attributes, Object, Schema};
use serde_json::Value;

/// A schema of objects as in a document; the kind is read from the id.
pub fn schema(objects: Vec<Value>) -> Schema {
    let with_kinds = objects.into_iter().map(with_kind).collect::<Vec<_>>();
    let document = serde_json::json!({"version": 1, "server": 15, "objects": with_kinds});
    json::read(&document.to_string()).expect("a document")
}

pub fn object(value: Value) -> Object {
    schema(vec![value]).objects.remove(0)
}

fn with_kind(mut value: Value) -> Value {
    let id = value["id"].as_str().expect("an id");
    let kinds = crate::schema::Kind::ALL.iter().map(|k| k.as_str());
    let kind = kinds
        .filter(|kind| id.starts_with(&format!("{kind} ")))
        .max_by_key(|kind| kind.len())
        .expect("a kind");
    value["kind"] = kind.into();
    value
}

pub fn attributes(value: Value) -> Attributes {
    match value {
        Value::Object(map) => map.into(),
        _ => Attributes::new(),
    }
}
