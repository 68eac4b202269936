//! Drift: what differs between the schema that the history made and the schema that is there.

mod adopt;
mod around;
mod blame;
mod compare;
mod cure;
mod documents;
mod merge;
mod order;
mod rename;
mod summary;
pub(crate) mod text;

pub use adopt::adopt;
pub use around::Around;
pub use blame::{blame, Entry};
pub use compare::compare;
pub use cure::{Cure, Cures};
pub use documents::differing;
pub use merge::merge;
pub use summary::summary;

use crate::schema::json::object_value;
use crate::schema::{Attributes, Column, Kind, Object};
use serde_json::Value;
use std::fmt;

/// What differs: an object, or a column of one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Subject {
    Object(Kind),
    Column,
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Subject::Object(kind) => kind.fmt(f),
            Subject::Column => f.write_str("column"),
        }
    }
}

/// One difference between two schemas.
#[derive(Debug, Clone, PartialEq)]
pub struct Difference<'a> {
    pub subject: Subject,
    /// How people call it; of a renamed one, the old name.
    pub display: String,
    pub change: Change,
    /// The object, or the one that has the column, as expected; None when it was added.
    pub expected: Option<&'a Object>,
    /// The same as it is; None when it was removed.
    pub actual: Option<&'a Object>,
    /// The column as expected and as it is.
    pub columns: (Option<&'a Column>, Option<&'a Column>),
}

#[derive(Debug, Clone, PartialEq)]
pub enum Change {
    Added,
    Removed,
    /// The same object by the catalog's own evidence, under another name.
    Renamed {
        to: String,
    },
    Changed(Vec<Changed>),
}

/// An attribute that is not as expected.
#[derive(Debug, Clone, PartialEq)]
pub struct Changed {
    pub name: String,
    pub expected: Option<Value>,
    pub actual: Option<Value>,
}

impl Change {
    pub fn as_str(&self) -> &'static str {
        match self {
            Change::Added => "added",
            Change::Removed => "removed",
            Change::Renamed { .. } => "renamed",
            Change::Changed(_) => "changed",
        }
    }
}

impl Difference<'_> {
    /// The names of the attributes that changed, with commas between them.
    pub fn attributes(&self) -> String {
        match &self.change {
            Change::Changed(list) => list
                .iter()
                .map(|c| c.name.as_str())
                .collect::<Vec<_>>()
                .join(", "),
            _ => String::new(),
        }
    }

    /// Whether this attribute changed.
    pub fn changes(&self, attribute: &str) -> bool {
        match &self.change {
            Change::Changed(list) => list.iter().any(|c| c.name == attribute),
            _ => false,
        }
    }

    /// The definitions, expected and actual: of what changed only the attributes that did.
    pub fn definitions(&self) -> (Option<Value>, Option<Value>) {
        if let Change::Changed(list) = &self.change {
            let side = |pick: fn(&Changed) -> &Option<Value>| {
                let values = list
                    .iter()
                    .filter_map(|c| Some((c.name.clone(), pick(c).clone()?)));
                Some(Value::Object(values.collect()))
            };
            return (side(|c| &c.expected), side(|c| &c.actual));
        }
        if self.subject == Subject::Column {
            let column = |c: &Column| serde_json::to_value(&c.attributes).unwrap_or_default();
            return (self.columns.0.map(column), self.columns.1.map(column));
        }
        (
            self.expected.map(object_value),
            self.actual.map(object_value),
        )
    }

    /// What happened, in a line.
    pub fn detail(&self) -> String {
        match &self.change {
            Change::Renamed { to } => format!("to {to}"),
            Change::Changed(list) => list
                .iter()
                .map(Changed::sentence)
                .collect::<Vec<_>>()
                .join("; "),
            Change::Added | Change::Removed => self.gist(),
        }
    }

    /// What an added or removed thing is, in a few words.
    fn gist(&self) -> String {
        let text = |attributes: &Attributes, name| match attributes.get(name) {
            Some(Value::String(text)) => shortened(text),
            Some(Value::Array(list)) => shown(&Value::Array(list.clone())),
            _ => String::new(),
        };
        if let Some(column) = self.columns.0.or(self.columns.1) {
            return text(&column.attributes, "type");
        }
        let Some(object) = self.expected.or(self.actual) else {
            return String::new();
        };
        match object.kind {
            Kind::Table | Kind::ForeignTable | Kind::CompositeType => {
                let names: Vec<&str> = object.columns.iter().map(|c| c.name.as_str()).collect();
                shortened(&names.join(", "))
            }
            Kind::Enum => text(&object.attributes, "labels"),
            Kind::Index => format!(
                "on {} ({})",
                object.on.as_deref().unwrap_or_default(),
                text(&object.attributes, "key_columns")
            ),
            Kind::Extension => text(&object.attributes, "version"),
            _ => text(&object.attributes, "definition"),
        }
    }
}

impl Changed {
    fn sentence(&self) -> String {
        let side = |value: &Option<Value>| match value {
            None => "(none)".into(),
            Some(value) => shown(value),
        };
        match (&self.expected, &self.actual) {
            (Some(Value::Bool(_)), None) => format!("{}: true -> false", self.name),
            (None, Some(Value::Bool(_))) => format!("{}: false -> true", self.name),
            (expected, actual) => {
                format!("{}: {} -> {}", self.name, side(expected), side(actual))
            }
        }
    }
}

/// A value for people to read.
fn shown(value: &Value) -> String {
    match value {
        Value::String(text) => shortened(text),
        Value::Array(list) if list.iter().all(|v| holder(v).is_some()) => {
            let items: Vec<String> = list.iter().map(privileges).collect();
            shortened(&items.join(", "))
        }
        Value::Array(list) if list.iter().all(Value::is_string) => {
            let items: Vec<&str> = list.iter().filter_map(Value::as_str).collect();
            shortened(&items.join(", "))
        }
        other => shortened(&other.to_string()),
    }
}

/// Who holds privileges, if that is what the value is about.
fn holder(value: &Value) -> Option<&str> {
    value.get("to").or_else(|| value.get("from"))?.as_str()
}

/// `SELECT, INSERT to bob`
fn privileges(value: &Value) -> String {
    let names = ["privileges", "grantable"].into_iter();
    let names: Vec<&str> = names
        .filter_map(|key| value.get(key)?.as_array())
        .flatten()
        .filter_map(Value::as_str)
        .collect();
    let preposition = if value.get("to").is_some() {
        "to"
    } else {
        "from"
    };
    format!(
        "{} {preposition} {}",
        names.join(", "),
        holder(value).unwrap_or_default()
    )
}

/// The beginning of a long text, on one line.
fn shortened(text: &str) -> String {
    const MOST: usize = 60;
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(MOST) {
        None => line,
        Some((end, _)) => format!("{}...", &line[..end]),
    }
}

#[cfg(test)]
mod tests;
