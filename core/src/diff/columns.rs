//! Columns that are dropped or get another type, and what cannot stay on them.

use crate::drift::text;
use crate::render;
use crate::schema::{Attributes, Column as Has, Kind, Object};
use serde_json::Value;

/// A column on which something cannot stay.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    pub name: String,
    pub how: How,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum How {
    /// It goes, perhaps to come again.
    Gone,
    /// It gets a type to which the server compares what it has been compared to.
    Widened,
    /// It gets another type.
    Retyped,
}

impl Column {
    /// Whether an object that uses the column cannot stay.
    pub fn breaks(&self, object: &Object) -> bool {
        match (self.how, object.kind) {
            (_, Kind::Sequence | Kind::Table | Kind::ForeignTable) => false,
            (How::Gone, _) => true,
            (_, Kind::View | Kind::MaterializedView | Kind::Rule) => true,
            (_, Kind::Policy | Kind::Trigger | Kind::Publication) => true,
            (_, Kind::Function | Kind::Procedure) => true,
            // The server would make it one of all partitions.
            (_, Kind::Index) => object.attributes.get("invalid").is_some(),
            (How::Retyped, Kind::Constraint) => object.text("type") == Some("foreign key"),
            _ => false,
        }
    }
}

/// The columns of a table that are dropped or get another type on the way from one state to another.
pub fn lost(from: &Object, current: &Object, to: &Object, server: u32) -> Vec<Column> {
    let mut list = Vec::new();
    for old in &from.columns {
        let now = current.column(&old.name);
        if let Some(how) = now.map_or(Some(How::Gone), |now| fate(now, from, to, server)) {
            let name = old.name.clone();
            list.push(Column { name, how });
        }
    }
    list
}

fn fate(now: &Has, from: &Object, to: &Object, server: u32) -> Option<How> {
    if !matches!(from.kind, Kind::Table | Kind::ForeignTable) {
        return None;
    }
    let Some(new) = to.column(&now.name) else {
        return Some(How::Gone);
    };
    if render::is_column_replaced(now, new, server) {
        return Some(How::Gone);
    }
    let text = |c: &'_ Has, name: &str| c.attributes.get(name).cloned();
    if text(now, "type") == text(new, "type") && text(now, "collation") == text(new, "collation") {
        return None;
    }
    let of = |c: &Has| text(c, "type").and_then(|t| t.as_str().map(String::from));
    match render::types_are_alike(&of(now)?, &of(new)?) {
        true => Some(How::Widened),
        false => Some(How::Retyped),
    }
}

/// Whether an attribute of an object has a name in it.
pub fn mentions(object: &Object, name: &str) -> bool {
    let said = ["comment", "grants", "revokes", "owner", "security_labels"];
    let mut texts = object.attributes.iter().filter(|(n, _)| !said.contains(n));
    texts.any(|(_, value)| value_mentions(value, name))
}

pub fn any_mentions(attributes: &Attributes, names: &[&str], name: &str) -> bool {
    let mut values = names.iter().filter_map(|n| attributes.get(n));
    values.any(|value| value_mentions(value, name))
}

fn value_mentions(value: &Value, name: &str) -> bool {
    match value {
        Value::String(text) => text::mentions(text, name),
        Value::Array(list) => list.iter().any(|v| value_mentions(v, name)),
        Value::Object(map) => map.values().any(|v| value_mentions(v, name)),
        _ => false,
    }
}
