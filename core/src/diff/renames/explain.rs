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
            let (old, new) = (&unaliased(old, names, false), &unaliased(new, names, true));
            let labelled = &with_labels(old, names);
            words::same(old, new)
                || same_but_renamed(old, new, names)
                || same_but_renamed(labelled, new, names)
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

/// The text without what the server adds to keep the names of a view's columns: `full_name AS name`,
/// or would have needed before.
fn unaliased(text: &str, names: &Names, renamed: bool) -> String {
    let pairs = || {
        names
            .iter()
            .flat_map(|(old, list)| list.iter().map(move |new| (old, new)))
    };
    let mut text = text.to_string();
    for (old, new) in pairs() {
        let (is, shown) = if renamed { (new, old) } else { (old, new) };
        text = text.replace(&format!(".{is} AS {shown}"), &format!(".{is}"));
    }
    text
}

/// Whether an object is another one but for its own name and for renames.
pub fn is_same(old: &Object, new: &Object, names: &Names) -> bool {
    let mut explained = old.attributes.clone();
    explain_all(&mut explained, &new.attributes, names);
    let said = ["comment", "index_comment", "depends_on_extensions"];
    let rest = |attributes: &Attributes| {
        let mut rest = attributes.clone();
        said.iter().for_each(|name| {
            rest.remove(name);
        });
        rest
    };
    old.kind == new.kind && old.on == new.on && rest(&explained) == rest(&new.attributes)
}

/// The text with the new names of values in its constants.
fn with_labels(text: &str, names: &Names) -> String {
    let labels = names.iter().filter(|(old, _)| old.starts_with('\''));
    let mut text = text.to_string();
    for (old, list) in labels {
        for new in list {
            text = text.replace(&format!("{old}::"), &format!("{new}::"));
        }
    }
    text
}
