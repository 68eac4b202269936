//! A schema after a rename, as the server would show it.

use super::words;
use crate::render::{self, quote};
use crate::schema::{name, Column, Kind, Object, Schema};
use serde_json::Value;

/// What the server does not look into.
const OPAQUE: [&str; 3] = ["body", "comment", "security_labels"];

/// Gives an object the names of `new` wherever the schema mentions it.
pub fn object(schema: &mut Schema, i: usize, new_schema: Option<&str>, new_name: &str) {
    keep_not_null_names(schema, i, None);
    let old = schema.objects[i].clone();
    let own = &mut schema.objects[i];
    own.name = Some(new_name.into());
    own.schema = new_schema.map(String::from);
    own.display = display(own);
    let new = own.clone();
    for other in &mut schema.objects {
        follow(other, &old, &new);
    }
}

/// Since PostgreSQL 18 NOT NULL is a constraint, which keeps its name when its table or column gets
/// another one.
fn keep_not_null_names(schema: &mut Schema, i: usize, only: Option<&str>) {
    let is_table = schema.objects[i].kind == Kind::Table;
    if schema.server < 18 || !is_table {
        return;
    }
    let table = schema.objects[i].clone();
    let chosen = |c: &&mut Column| only.is_none_or(|name| c.name == name);
    for column in schema.objects[i].columns.iter_mut().filter(chosen) {
        let is = |name: &str| column.attributes.get(name).is_some();
        if is("not_null") && !is("not_null_inherited") {
            let name = render::not_null_name(&table, column);
            column.attributes.insert("not_null_name", name);
        }
    }
}

/// The display of an object whose names are what they are.
fn display(object: &Object) -> String {
    let name = object.name.as_deref().unwrap_or_default();
    let on = object.on.as_deref();
    let arguments = object.arguments.as_deref();
    name::display(object.schema.as_deref(), name, arguments, on)
}

fn follow(object: &mut Object, old: &Object, new: &Object) {
    let ids = (old.id(), new.id());
    for id in &mut object.depends {
        *id = depended(id, old, new, &ids);
    }
    if old.on.is_some() && old.kind != Kind::Index {
        return follow_hanging(object, old, new);
    }
    if old.kind == Kind::Schema {
        return follow_schema(object, old, new);
    }
    if object.on.as_deref() == Some(&old.display) {
        object.on = Some(new.display.clone());
        if object.schema.is_none() {
            object.display = display(object);
        }
    }
    if old.schema.is_some() {
        let names =
            [old, new].map(|o| [o.schema.clone(), o.name.clone()].map(Option::unwrap_or_default));
        let [old_names, new_names] = names.each_ref().map(|n| [n[0].as_str(), n[1].as_str()]);
        replace_in(object, &old_names, &new_names);
    }
    replace_marks(object, old, new);
}

/// An id in the list of what an object needs.
fn depended(id: &str, old: &Object, new: &Object, ids: &(String, String)) -> String {
    if *id == ids.0 {
        return ids.1.clone();
    }
    let columns = format!("column {}.", old.display);
    if let Some(column) = id.strip_prefix(&columns) {
        return format!("column {}.{column}", new.display);
    }
    let on = format!(" on {}", old.display);
    match id.strip_suffix(&on) {
        Some(rest) => format!("{rest} on {}", new.display),
        None => id.to_string(),
    }
}

/// Constraints, triggers and the like have a name on their table only.
fn follow_hanging(object: &mut Object, old: &Object, new: &Object) {
    if object.text("attached_to").map(crate::render::display) == Some(old.display.clone()) {
        object.attributes.insert("attached_to", attached(new));
    }
    replace_marks(object, old, new);
}

fn attached(object: &Object) -> String {
    object.display.clone()
}

/// A table names its indexes without a schema.
fn replace_marks(object: &mut Object, old: &Object, new: &Object) {
    let is_index = matches!(old.kind, Kind::Index | Kind::Constraint);
    if !is_index || old.on.as_deref() != Some(&object.display) {
        return;
    }
    let (Some(was), Some(is)) = (&old.name, &new.name) else {
        return;
    };
    if object.text("clustered_on") == Some(was) {
        object.attributes.insert("clustered_on", is.as_str());
    }
    let identity = object
        .text("replica_identity")
        .and_then(|i| i.strip_prefix("index:"));
    if identity == Some(was) {
        object
            .attributes
            .insert("replica_identity", format!("index:{is}"));
    }
}

fn follow_schema(object: &mut Object, old: &Object, new: &Object) {
    let names = [old, new].map(|o| o.name.clone().unwrap_or_default());
    let [was, is] = [names[0].as_str(), names[1].as_str()];
    if object.schema.as_deref() == Some(was) {
        object.schema = Some(is.into());
    }
    let prefix = |text: &str| words::replaced_prefix(text, was, is);
    object.display = prefix(&object.display);
    object.on = object.on.as_deref().map(prefix);
    object.arguments = object.arguments.as_deref().map(prefix);
    for id in &mut object.depends {
        *id = prefix(id);
    }
    in_values(object, &prefix);
}

/// Replaces a name in all texts that the server follows.
fn replace_in(object: &mut Object, old: &[&str], new: &[&str]) {
    let replace = |text: &str| words::replaced(text, old, new);
    let shown = |text: &str| match words::replaced(text, old, new) {
        same if same == text => same,
        other => unkeyed(&other, new),
    };
    if object.kind != Kind::Schema && object.name.as_deref() != Some(new[1]) {
        object.display = shown(&object.display);
    }
    object.arguments = object.arguments.as_deref().map(replace);
    object.on = object.on.as_deref().map(shown);
    for id in &mut object.depends {
        *id = shown(id);
    }
    in_values(object, &replace);
}

/// A display quotes no keywords.
fn unkeyed(text: &str, names: &[&str]) -> String {
    let mut text = text.to_string();
    for n in names {
        text = text.replace(&quote::ident(n), &name::quoted(n));
    }
    text
}

fn in_values(object: &mut Object, replace: &impl Fn(&str) -> String) {
    let columns = object.columns.iter_mut().map(|c| &mut c.attributes);
    for attributes in std::iter::once(&mut object.attributes).chain(columns) {
        for (name, value) in attributes.iter_mut() {
            if !OPAQUE.contains(&name) {
                in_value(value, replace);
            }
        }
    }
}

fn in_value(value: &mut Value, replace: &impl Fn(&str) -> String) {
    match value {
        Value::String(text) => *text = replace(text),
        Value::Array(list) => list.iter_mut().for_each(|v| in_value(v, replace)),
        Value::Object(map) => map.values_mut().for_each(|v| in_value(v, replace)),
        _ => {}
    }
}

/// Gives a column another name, as far as no texts are concerned.
pub fn column(schema: &mut Schema, i: usize, old: &str, new: &str) {
    keep_not_null_names(schema, i, Some(old));
    let table = &mut schema.objects[i];
    let ids = [old, new].map(|c| format!("column {}", table.column_display(c)));
    let names = [old, new].map(|c| table.column_display(c));
    for column in table.columns.iter_mut().filter(|c| c.name == old) {
        column.name = new.into();
    }
    let [old_id, new_id] = ids;
    for object in &mut schema.objects {
        for id in object.depends.iter_mut().filter(|id| **id == old_id) {
            id.clone_from(&new_id);
        }
        let owned = object.text("owned_by").map(crate::render::display);
        if owned.as_ref() == Some(&names[0]) {
            object.attributes.insert("owned_by", names[1].as_str());
        }
    }
}

/// Gives a value of an enum another name. Constants of the type follow when texts are compared.
pub fn label(schema: &mut Schema, i: usize, old: &str, new: &str) {
    let labels = schema.objects[i]
        .attributes
        .entry("labels", || Value::Array(Vec::new()));
    for label in labels.as_array_mut().into_iter().flatten() {
        if label.as_str() == Some(old) {
            *label = new.into();
        }
    }
}
