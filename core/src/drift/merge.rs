//! What is expected after a migration ran on a schema that had drifted: the migration's own changes
//! are, the drift still is not.

use crate::schema::assemble::sort;
use crate::schema::{Attributes, Column, Kind, Object, Schema};
use std::collections::HashMap;

/// What is expected when `after` is what there is: the same, but for what had drifted. `expected`
/// and `before` hold the objects that differed between the two schemas.
pub fn merge(expected: &Schema, before: &Schema, after: &Schema) -> Schema {
    let (ours, old, new) = (by_id(expected), by_id(before), by_id(after));
    // What the migration made of objects that had not drifted, and of those that nobody expected.
    let mut objects: Vec<Object> = (after.objects.iter())
        .filter(|o| {
            let key = (o.kind, o.display.as_str());
            !ours.contains_key(&key) && old.get(&key).copied() != Some(*o)
        })
        .cloned()
        .collect();
    for object in &expected.objects {
        let key = (object.kind, object.display.as_str());
        match (old.get(&key), new.get(&key)) {
            // It was missing, and still is; or the migration dropped it.
            (None, None) => objects.push(object.clone()),
            (Some(_), None) => {}
            // The migration made it anew.
            (None, Some(after)) => objects.push((*after).clone()),
            (Some(before), Some(after)) => objects.push(merge_object(object, before, after)),
        }
    }
    sort(&mut objects);
    Schema {
        server: after.server,
        objects,
    }
}

type Objects<'a> = HashMap<(Kind, &'a str), &'a Object>;

fn by_id(schema: &Schema) -> Objects<'_> {
    (schema.objects.iter())
        .map(|o| ((o.kind, o.display.as_str()), o))
        .collect()
}

fn merge_object(expected: &Object, before: &Object, after: &Object) -> Object {
    if before == after {
        return expected.clone();
    }
    if expected == before {
        return after.clone();
    }
    Object {
        attributes: merge_attributes(&expected.attributes, &before.attributes, &after.attributes),
        columns: merge_columns(&expected.columns, &before.columns, &after.columns),
        ..after.clone()
    }
}

fn merge_attributes(expected: &Attributes, before: &Attributes, after: &Attributes) -> Attributes {
    let mut merged = expected.clone();
    for (name, value) in after.iter() {
        if before.get(name) != Some(value) {
            merged.insert(name, value.clone());
        }
    }
    for (name, _) in before.iter() {
        if after.get(name).is_none() {
            merged.remove(name);
        }
    }
    merged
}

/// In the order of the table as it is; columns that were dropped by hand stand last.
fn merge_columns(expected: &[Column], before: &[Column], after: &[Column]) -> Vec<Column> {
    let find = |list: &[Column], name: &str| list.iter().find(|c| c.name == name).cloned();
    let mut merged: Vec<Column> = Vec::with_capacity(after.len());
    for column in after {
        match (find(expected, &column.name), find(before, &column.name)) {
            (Some(expected), Some(before)) => merged.push(Column {
                name: column.name.clone(),
                attributes: merge_attributes(
                    &expected.attributes,
                    &before.attributes,
                    &column.attributes,
                ),
            }),
            (None, Some(before)) if before == *column => {}
            _ => merged.push(column.clone()),
        }
    }
    for column in expected {
        let gone = find(before, &column.name).is_none() && find(after, &column.name).is_none();
        if gone {
            merged.push(column.clone());
        }
    }
    merged
}
