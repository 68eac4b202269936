//! What differs between two states of an object.

use crate::schema::{Attributes, Object};
use serde_json::Value;

/// How a kind of object becomes what it has to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// By these statements.
    InPlace(Vec<String>),
    /// Dropped and created again, by which nothing is lost.
    Again,
    /// Only by dropping and creating it, by which data or dependent objects could be lost.
    Never,
}

/// Attributes that are written for all kinds alike.
const SHARED: [&str; 7] = [
    "comment",
    "depends_on_extensions",
    "grants",
    "index_comment",
    "security_labels",
    "owner",
    "revokes",
];

/// The names of the attributes that differ, but for the shared ones.
pub fn differing<'a>(from: &'a Attributes, to: &'a Attributes) -> Vec<&'a str> {
    let mut names: Vec<&str> = (from.iter().chain(to.iter()))
        .map(|(name, _)| name)
        .filter(|name| !SHARED.contains(name) && from.get(name) != to.get(name))
        .collect();
    names.sort_unstable();
    names.dedup();
    names
}

/// Whether one of these attributes differs.
pub fn any(from: &Object, to: &Object, names: &[&str]) -> bool {
    names
        .iter()
        .any(|name| from.attributes.get(name) != to.attributes.get(name))
}

/// Whether nothing but these attributes differs, shared ones aside.
pub fn only(from: &Object, to: &Object, names: &[&str]) -> bool {
    differing(&from.attributes, &to.attributes)
        .iter()
        .all(|name| names.contains(name))
}

/// The texts of an attribute that is a list of them.
pub fn texts<'a>(attributes: &'a Attributes, name: &str) -> Vec<&'a str> {
    match attributes.get(name) {
        Some(Value::Array(list)) => list.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    }
}

/// Whether an attribute is there and true.
pub fn is(attributes: &Attributes, name: &str) -> bool {
    attributes.get(name) == Some(&Value::Bool(true))
}
