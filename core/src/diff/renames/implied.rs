//! Renames that are certain without anybody saying so: nothing but a name differs, and nothing is lost
//! if it was meant otherwise.

use super::explain::is_same;
use super::Renaming;
use crate::schema::{Attributes, Kind, Object, Schema};
use std::collections::HashMap;

pub fn apply(renaming: &mut Renaming, to: &Schema) {
    // A constraint of a partition names its parent's, which may have got another name just now.
    while one_round(renaming, to) {}
    attached(renaming, to);
}

/// A partition's own index that is there when it is attached becomes the parent's, and another one is
/// its own then.
fn attached(renaming: &mut Renaming, to: &Schema) {
    let there = &renaming.schema;
    let parent = |schema: &Schema, index: &Object| {
        let table = schema.find(Kind::Table, index.on.as_deref()?)?;
        table.text("partition_of").map(String::from)
    };
    let own = |o: &Object| o.text("attached_to").is_none();
    let mut pairs = Vec::new();
    for new in to.objects.iter().filter(|o| o.kind == Kind::Index) {
        let moves = parent(there, new) != parent(to, new);
        if own(new) || !moves || there.find(new.kind, &new.display).is_some() {
            continue;
        }
        let taken = |old: &Object| {
            let stays = to.find(old.kind, &old.display).is_some_and(own);
            let same = old.on == new.on && unattached(old) == unattached(new);
            old.kind == new.kind && own(old) && stays && same
        };
        let found = there.objects.iter().position(taken);
        let known = |i: &usize| pairs.iter().any(|(known, _)| known == i);
        if let Some(i) = found.filter(|i| !known(i)) {
            pairs.push((i, new));
        }
    }
    for (i, new) in pairs {
        let name = new.name.as_deref().unwrap_or_default();
        renaming.object(i, new.schema.as_deref(), name);
    }
    renaming.sort();
}

fn one_round(renaming: &mut Renaming, to: &Schema) -> bool {
    let gone = |schema: &Schema, o: &Object| schema.find(o.kind, &o.display).is_none();
    let mut new: HashMap<String, Vec<&Object>> = HashMap::new();
    for object in to.objects.iter().filter(|o| gone(&renaming.schema, o)) {
        if let Some(key) = key(object) {
            new.entry(key).or_default().push(object);
        }
    }
    let mut pairs = Vec::new();
    for (i, object) in renaming.schema.objects.iter().enumerate() {
        if new.is_empty() {
            break;
        }
        let Some(key) = key(object).filter(|_| gone(to, object)) else {
            continue;
        };
        let found = new.get_mut(&key).and_then(|list| list.pop());
        if let Some(target) = found.or_else(|| explained(object, &mut new, &renaming.names)) {
            pairs.push((i, target));
        }
    }
    let mut renamed = false;
    for (i, target) in pairs {
        let name = target.name.as_deref().unwrap_or_default();
        renamed |= renaming.object(i, target.schema.as_deref(), name);
    }
    if renamed {
        renaming.settle(to);
    }
    renamed
}

/// The one that an object is but for renames before.
fn explained<'a>(
    object: &Object,
    new: &mut HashMap<String, Vec<&'a Object>>,
    names: &HashMap<String, Vec<String>>,
) -> Option<&'a Object> {
    if names.is_empty() || object.kind == Kind::Sequence {
        return None;
    }
    new.values_mut().find_map(|list| {
        let place = list.iter().position(|o| is_same(object, o, names));
        place.map(|i| list.remove(i))
    })
}

/// What two objects have in common that are the same under different names. A column says which
/// sequence is its own, whatever that is called.
fn key(object: &Object) -> Option<String> {
    let what = match object.kind {
        Kind::Sequence => crate::render::display(object.text("owned_by")?),
        Kind::Constraint | Kind::DomainConstraint | Kind::Index | Kind::Policy => {
            described(&object.attributes)
        }
        _ => return None,
    };
    let on = object.on.as_deref().unwrap_or_default();
    Some(format!("{} {on} {what}", object.kind))
}

fn unattached(index: &Object) -> String {
    let mut attributes = index.attributes.clone();
    attributes.remove("attached_to");
    described(&attributes)
}

fn described(attributes: &Attributes) -> String {
    let said = ["comment", "index_comment", "depends_on_extensions"];
    let list = attributes.iter().filter(|(name, _)| !said.contains(name));
    list.map(|(name, value)| format!("{name}={value};"))
        .collect()
}
