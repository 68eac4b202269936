//! Renames, and what follows from them: the server writes the new name wherever the object is
//! used, and that is no difference of its own.

use super::text::same_but_renamed;
use crate::schema::{name, Object};
use serde_json::Value;
use std::collections::HashMap;

/// Old names and new ones.
#[derive(Debug, Default)]
pub struct Renames {
    names: HashMap<String, Vec<String>>,
}

type Numbers<'a> = Option<(&'a [i32], &'a [i32])>;

impl Renames {
    /// The renames among objects of two schemas that are known to be the same.
    pub fn of<'a>(pairs: impl Iterator<Item = (&'a Object, &'a Object, Numbers<'a>)>) -> Self {
        let mut renames = Renames::default();
        for (expected, actual, numbers) in pairs {
            renames.add(&expected.name, &actual.name);
            renames.add(&expected.schema, &actual.schema);
            let Some((ours, theirs)) = numbers else {
                continue;
            };
            for (column, number) in expected.columns.iter().zip(ours) {
                let there = theirs.iter().position(|n| n == number);
                let now = there.and_then(|i| actual.columns.get(i));
                if let Some(now) = now {
                    renames.add(&Some(column.name.clone()), &Some(now.name.clone()));
                }
            }
        }
        renames
    }

    fn add(&mut self, old: &Option<String>, new: &Option<String>) {
        if let (Some(old), Some(new)) = (old, new) {
            if old != new {
                let list = self.names.entry(name::quoted(old)).or_default();
                list.push(name::quoted(new));
            }
        }
    }

    /// Whether the new text is the old one with renamed names.
    pub fn explain(&self, old: &str, new: &str) -> bool {
        !self.names.is_empty() && same_but_renamed(old, new, &self.names)
    }

    pub fn explain_value(&self, old: &Value, new: &Value) -> bool {
        match (old, new) {
            _ if self.names.is_empty() => false,
            (Value::String(old), Value::String(new)) => self.explain(old, new),
            (Value::Array(old), Value::Array(new)) => {
                old.len() == new.len()
                    && old
                        .iter()
                        .zip(new)
                        .all(|(o, n)| o == n || self.explain_value(o, n))
            }
            (Value::Object(old), Value::Object(new)) => {
                old.len() == new.len()
                    && old.iter().all(|(key, o)| {
                        new.get(key)
                            .is_some_and(|n| o == n || self.explain_value(o, n))
                    })
            }
            _ => false,
        }
    }
}
