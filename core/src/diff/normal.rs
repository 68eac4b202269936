//! What is no difference although it differs: an owner that one side leaves open, and what one side's
//! version of PostgreSQL does not know.

use crate::schema::{Attributes, Kind, Object, Schema};

/// Attributes of objects and columns that only newer versions know, and since which.
const NEWER: [(&str, u32); 15] = [
    ("compression", 14),
    ("multirange", 14),
    ("sql_body", 14),
    ("subscript", 14),
    ("nulls_not_distinct", 15),
    ("schemas", 15),
    ("unlogged", 15),
    ("rules", 16),
    ("not_enforced", 18),
    ("not_null_inherited", 18),
    ("not_null_name", 17),
    ("not_null_no_inherit", 18),
    ("not_null_not_valid", 18),
    ("publish_generated_columns", 18),
    ("failover", 17),
];

/// Makes the schema to be one that can be compared to the one that is there.
pub fn align(from: &mut Schema, to: &mut Schema) {
    let (there, wanted) = (from.server, to.server);
    let other_major = there != wanted && there != 0 && wanted != 0;
    let mut places = Vec::new();
    for object in &mut to.objects {
        let place = from.position(object.kind, &object.display);
        places.push(place);
        if other_major {
            let old = place.map(|i| &from.objects[i]);
            align_versions(object, old, there, wanted);
        }
    }
    for (object, place) in to.objects.iter_mut().zip(places) {
        if let Some(place) = place {
            align_owner(&mut from.objects[place], object);
            align_order(&from.objects[place], object);
        }
    }
}

fn align_owner(from: &mut Object, to: &mut Object) {
    let owners = [&*from, &*to].map(|o| o.attributes.get("owner").cloned());
    match owners {
        [Some(owner), None] => to.attributes.insert("owner", owner),
        [None, Some(owner)] => from.attributes.insert("owner", owner),
        _ => {}
    }
}

/// Statistics list columns in the order in which their table has them.
fn align_order(from: &Object, to: &mut Object) {
    let (Some(old), Some(new)) = (from.text("definition"), to.text("definition")) else {
        return;
    };
    let words = |text: &str| {
        let mut words: Vec<String> = text.split([' ', ',']).map(String::from).collect();
        words.sort_unstable();
        words
    };
    if to.kind == Kind::Statistics && words(old) == words(new) {
        let old = old.to_string();
        to.attributes.insert("definition", old);
    }
}

fn align_versions(to: &mut Object, from: Option<&Object>, there: u32, wanted: u32) {
    let unknown = |since: u32| since > there.min(wanted) && since <= there.max(wanted);
    let applies = |name: &str, kind: Kind| name != "unlogged" || kind == Kind::Sequence;
    for (name, _) in NEWER
        .iter()
        .filter(|(n, since)| unknown(*since) && applies(n, to.kind))
    {
        settle(
            &mut to.attributes,
            from.map(|o| &o.attributes),
            name,
            there > wanted,
        );
        for column in &mut to.columns {
            let old = from
                .and_then(|o| o.column(&column.name))
                .map(|c| &c.attributes);
            settle(&mut column.attributes, old, name, there > wanted);
        }
    }
    if unknown(17) && to.text("partition_of").is_some() {
        align_identities(to, from, there > wanted);
    }
    if let Some(from) = from.filter(|_| unknown(16)) {
        take_over_texts(from, to);
    }
}

/// Since PostgreSQL 17 a partition's columns are identity columns as its parent's are.
fn align_identities(to: &mut Object, from: Option<&Object>, keeps: bool) {
    for column in &mut to.columns {
        let old = from.and_then(|o| o.column(&column.name));
        settle(
            &mut column.attributes,
            old.map(|c| &c.attributes),
            "identity",
            keeps,
        );
    }
}

/// What the server to be has no word for stays as it is; what the one that is there does not know is
/// not to be had.
fn settle(to: &mut Attributes, from: Option<&Attributes>, name: &str, keeps: bool) {
    match from.and_then(|from| from.get(name)).filter(|_| keeps) {
        Some(value) => to.insert(name, value.clone()),
        None if !keeps => {
            to.remove(name);
        }
        None => {}
    }
}

/// Since PostgreSQL 16 the columns of a view's only table are shown without its name.
fn take_over_texts(from: &Object, to: &mut Object) {
    if !matches!(to.kind, Kind::View | Kind::MaterializedView | Kind::Rule) {
        return;
    }
    let (Some(old), Some(new)) = (from.text("definition"), to.text("definition")) else {
        return;
    };
    if unqualified(old) == unqualified(new) {
        let old = old.to_string();
        to.attributes.insert("definition", old);
    }
}

/// The text without the names before dots.
fn unqualified(text: &str) -> String {
    let is_name = |c: char| c.is_alphanumeric() || "_$\"".contains(c);
    let mut result = String::new();
    for part in text.split_inclusive('.') {
        match part.strip_suffix('.') {
            Some(rest) => result.push_str(rest.trim_end_matches(is_name)),
            None => result.push_str(part),
        }
    }
    result
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_before_dots() {
        assert_eq!(
            unqualified("SELECT t.a FROM public.t"),
            unqualified("SELECT a FROM public.t")
        );
        assert_ne!(unqualified("SELECT t.a"), unqualified("SELECT t.b"));
    }
}
