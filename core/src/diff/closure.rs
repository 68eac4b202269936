//! What cannot be without something: with each object those that need it, hang on it or belong to it.

use super::needs::Needs;
use crate::schema::Schema;

/// These objects, by their places, and all that cannot be without them.
pub fn dependents(schema: &Schema, objects: &[usize]) -> Vec<bool> {
    let needs = Needs::of(schema);
    let mut followers: Vec<Vec<usize>> = vec![Vec::new(); schema.objects.len()];
    for (i, object) in schema.objects.iter().enumerate() {
        let needed = needs.needs(i).iter().map(|need| need.object);
        let owner = needs.owner_column(object).map(|(table, _)| table);
        let parents = object.inherited();
        let parents = parents.iter().filter_map(|p| needs.table(p));
        for leader in needed.chain(owner).chain(parents) {
            followers[leader].push(i);
        }
        for function in needs.types(i) {
            followers[i].push(*function);
        }
    }
    let mut gone = vec![false; schema.objects.len()];
    let mut open = objects.to_vec();
    while let Some(i) = open.pop() {
        if !std::mem::replace(&mut gone[i], true) {
            open.extend(&followers[i]);
        }
    }
    gone
}

/// The schema without the objects for which the list says so.
pub fn without(schema: &Schema, gone: &[bool]) -> Schema {
    let objects = schema.objects.iter().zip(gone);
    Schema {
        server: schema.server,
        objects: objects
            .filter(|(_, gone)| !**gone)
            .map(|(object, _)| object.clone())
            .collect(),
    }
}
