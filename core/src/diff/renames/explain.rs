//! Texts that differ by renamed names only.

use super::words;
use crate::drift::text::same_but_renamed;
use crate::schema::{Attributes, Kind, Object, Schema};
use serde_json::Value;
use std::collections::HashMap;

type Names = HashMap<String, Vec<String>>;

/// What the server never changes by itself.
const OPAQUE: [&str; 4] = ["body", "comment", "security_labels", "labels"];

/// Takes over the texts of the schema to be where those that are there will be the same.
pub fn explain(schema: &mut Schema, to: &Schema, names: &Names) {
    for object in &mut schema.objects {
        if let Some(new) = to.find(object.kind, &object.display) {
            explain_object(object, new, names);
        }
    }
}

fn explain_object(object: &mut Object, new: &Object, names: &Names) {
    // A view keeps its columns' names when what it selects gets another one.
    let names_of = |o: &Object| o.columns.iter().map(|c| c.name.clone()).collect::<Vec<_>>();
    let is_view = matches!(object.kind, Kind::View | Kind::MaterializedView);
    if is_view && names_of(object) != names_of(new) {
        return;
    }
    explain_all(&mut object.attributes, &new.attributes, names);
    for column in &mut object.columns {
        if let Some(new) = new.column(&column.name) {
            explain_all(&mut column.attributes, &new.attributes, names);
        }
    }
}

fn explain_all(own: &mut Attributes, new: &Attributes, names: &Names) {
    for (name, value) in own.iter_mut().filter(|(n, _)| !OPAQUE.contains(n)) {
        if let Some(new) = new.get(name).filter(|new| explains(value, new, names)) {
            *value = new.clone();
        }
    }
}

fn explains(old: &Value, new: &Value, names: &Names) -> bool {
    match (old, new) {
        (Value::String(old), Value::String(new)) => {
            words::same(old, new) || same_but_renamed(old, new, names) || has_label(old, new, names)
        }
        (Value::Array(old), Value::Array(new)) => {
            let pairs = || old.iter().zip(new);
            old.len() == new.len() && pairs().all(|(o, n)| o == n || explains(o, n, names))
        }
        (Value::Object(old), Value::Object(new)) => {
            let same = |(key, o): (&String, &Value)| {
                let n = new.get(key);
                n.is_some_and(|n| o == n || explains(o, n, names))
            };
            old.len() == new.len() && old.iter().all(same)
        }
        _ => false,
    }
}

/// Whether a constant that is a renamed value makes the difference.
fn has_label(old: &str, new: &str, names: &Names) -> bool {
    let mut labels = names.iter().filter(|(old, _)| old.starts_with('\''));
    labels.any(|(label, now)| {
        let cast = |label: &str| format!("{label}::");
        now.iter()
            .any(|now| old.replace(&cast(label), &cast(now)) == new)
    })
}
