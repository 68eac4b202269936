//! What surrounds the objects that differ: statements need to know tables, what they inherit from
//! and what hangs on them, but not the whole schema.

use crate::schema::assemble::sort;
use crate::schema::part::Part;
use crate::schema::{Kind, Object, Schema};
use std::collections::HashSet;

/// The differing objects of both sides, each among its neighbours.
pub struct Around {
    pub expected: Schema,
    pub live: Schema,
    /// The role that is to run the statements: what it creates is its own.
    role: String,
}

impl Around {
    pub fn new(expected: &Part, live: &Part, whole: &Schema, role: &str) -> Self {
        let ids = |part: &Part| -> HashSet<(Kind, String)> {
            part.schema
                .objects
                .iter()
                .map(|o| (o.kind, o.display.clone()))
                .collect()
        };
        let (ours, theirs) = (ids(expected), ids(live));
        let tables = tables(expected, live, whole);
        let near = |o: &&Object| {
            tables.contains(&o.display)
                || o.on.as_ref().is_some_and(|on| tables.contains(on))
                || o.kind == Kind::DefaultPrivileges
        };
        let neighbours: Vec<&Object> = (whole.objects.iter())
            .filter(near)
            .filter(|o| {
                let id = (o.kind, o.display.clone());
                !theirs.contains(&id) && !ours.contains(&id)
            })
            .collect();
        let side = |part: &Part| {
            let own = part.schema.objects.iter();
            let mut objects: Vec<Object> = own.chain(neighbours.iter().copied()).cloned().collect();
            sort(&mut objects);
            Schema {
                server: whole.server,
                objects,
            }
        };
        Around {
            expected: side(expected),
            live: side(live),
            role: role.into(),
        }
    }

    /// An object as it is to be created: without the owner that it has anyway.
    pub fn to_create(&self, object: &Object) -> Object {
        let mut object = object.clone();
        if object.text("owner") == Some(&self.role) {
            object.attributes.remove("owner");
        }
        object
    }
}

/// The tables that the objects are, hang on, inherit from, and are inherited by.
fn tables(expected: &Part, live: &Part, whole: &Schema) -> HashSet<String> {
    let mut tables: HashSet<String> = HashSet::new();
    for object in expected.schema.objects.iter().chain(&live.schema.objects) {
        tables.insert(object.on.as_ref().unwrap_or(&object.display).clone());
    }
    let families: Vec<(&str, Vec<String>)> = (whole.objects.iter())
        .map(|o| (o.display.as_str(), o.inherited()))
        .filter(|(_, parents)| !parents.is_empty())
        .collect();
    let mut size = 0;
    while size != tables.len() {
        size = tables.len();
        for (table, parents) in &families {
            if tables.contains(*table) || parents.iter().any(|p| tables.contains(p)) {
                tables.insert((*table).into());
                tables.extend(parents.iter().cloned());
            }
        }
    }
    tables
}
