//! Puts objects into an order in which each comes after those that it needs.

use crate::schema::Object;
use std::collections::{BTreeSet, HashMap};

/// Places in the list, needed ones first; otherwise in the list's own order. Objects that need each
/// other keep it too.
pub fn by_need(objects: &[&Object]) -> Vec<usize> {
    let places = places(objects);
    let mut waits: Vec<usize> = vec![0; objects.len()];
    let mut needed_by: Vec<Vec<usize>> = vec![Vec::new(); objects.len()];
    for (i, object) in objects.iter().enumerate() {
        let needs: BTreeSet<usize> = (object.depends.iter())
            .chain(&on(object))
            .filter_map(|id| places.get(id.as_str()).copied())
            .filter(|needed| *needed != i)
            .collect();
        waits[i] = needs.len();
        for needed in needs {
            needed_by[needed].push(i);
        }
    }
    let mut ready: BTreeSet<usize> = (0..objects.len()).filter(|i| waits[*i] == 0).collect();
    let mut left: BTreeSet<usize> = (0..objects.len()).collect();
    let mut order = Vec::with_capacity(objects.len());
    // In a circle the first one goes ahead.
    while let Some(next) = ready.pop_first().or_else(|| left.first().copied()) {
        if !left.remove(&next) {
            continue;
        }
        order.push(next);
        for follower in &needed_by[next] {
            waits[*follower] = waits[*follower].saturating_sub(1);
            if waits[*follower] == 0 {
                ready.insert(*follower);
            }
        }
    }
    order
}

/// The ids of objects and their columns.
fn places(objects: &[&Object]) -> HashMap<String, usize> {
    let mut places = HashMap::new();
    for (i, object) in objects.iter().enumerate() {
        places.insert(object.id(), i);
        for column in &object.columns {
            places.insert(format!("column {}", object.column_display(&column.name)), i);
        }
    }
    places
}

/// The ids that the table or domain it hangs on can have.
fn on(object: &Object) -> Vec<String> {
    let kinds = [
        "table",
        "foreign table",
        "view",
        "materialized view",
        "domain",
    ];
    match &object.on {
        Some(on) => kinds.iter().map(|kind| format!("{kind} {on}")).collect(),
        None => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::json;
    use serde_json::json;

    fn names(objects: serde_json::Value) -> Vec<String> {
        let text = json!({"version": 1, "server": 15, "objects": objects}).to_string();
        let schema = json::read(&text).unwrap();
        let list: Vec<&Object> = schema.objects.iter().collect();
        by_need(&list)
            .into_iter()
            .map(|i| list[i].display.clone())
            .collect()
    }

    #[test]
    fn needed_ones_come_first() {
        let view = |name: &str, needs: &[&str]| json!({"id": format!("view {name}"), "kind": "view", "name": name, "depends": needs});
        assert_eq!(
            names(
                json!([view("a", &["view b"]), view("b", &["column t.x"]), view("c", &[]),
                {"id": "table t", "kind": "table", "name": "t", "columns": [{"name": "x"}]}])
            ),
            ["t", "b", "a", "c"]
        );
        assert_eq!(
            names(json!([view("a", &["view b"]), view("b", &["view a"])])),
            ["a", "b"]
        );
    }
}
