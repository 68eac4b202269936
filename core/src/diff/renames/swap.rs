//! Types that cannot be altered and that columns of tables have: the old one gets another name, so that
//! the new one can be created beside it and the columns can be converted.

use super::Renaming;
use crate::diff::{labels, same};
use crate::render::{self, quote, Context};
use crate::schema::{Column, Kind, Object, Schema};
use std::collections::HashSet;

const TYPES: [Kind; 5] = [
    Kind::Enum,
    Kind::Domain,
    Kind::CompositeType,
    Kind::RangeType,
    Kind::Collation,
];

pub fn apply(renaming: &mut Renaming, to: &Schema) {
    for id in swapped(&renaming.schema, to) {
        let all = &renaming.schema.objects;
        let Some(i) = all.iter().position(|o| o.id() == id) else {
            continue;
        };
        let (schema, name) = free_name(&renaming.schema, to, i);
        renaming.object(i, schema.as_deref(), &name);
    }
    renaming.sort();
}

/// A name for what is on its way out, with its schema.
pub fn free_name(from: &Schema, to: &Schema, i: usize) -> (Option<String>, String) {
    let object = &from.objects[i];
    let schema = object.schema.clone();
    let own = object.name.as_deref().unwrap_or_default();
    let short: String = own.chars().take(40).collect();
    let numbered = (2..).map(|n| format!("{short}_old{n}"));
    let mut names = std::iter::once(format!("{short}_old")).chain(numbered);
    let display = |n: &str| crate::schema::name::display(schema.as_deref(), n, None, None);
    let is_free = |n: &String| {
        let display = display(n);
        let mut all = from.objects.iter().chain(&to.objects);
        all.all(|o| o.display != display)
    };
    let free = names.find(is_free).expect("numbers do not end");
    (schema, free)
}

/// The ids of the types to be swapped: what consists of one is one of them.
fn swapped(from: &Schema, to: &Schema) -> Vec<String> {
    let context = Context::between(from, to);
    let types = || from.objects.iter().filter(|o| TYPES.contains(&o.kind));
    let mut used = used_by_tables(from, to);
    // A domain's column has the values of its type.
    let mut size = 0;
    while size != used.len() {
        size = used.len();
        for object in types()
            .filter(|o| used.contains(&o.id()))
            .collect::<Vec<_>>()
        {
            used.extend(object.depends.iter().cloned());
        }
    }
    let contained = contained(from, to);
    let stays = |o: &Object| {
        let checked = contained.contains(&o.id()) && gets_checks(o, from, to);
        can_stay(o, to, &context) && !checked
    };
    let mut swapped: HashSet<String> = types()
        .filter(|o| used.contains(&o.id()) && !stays(o))
        .map(Object::id)
        .collect();
    loop {
        let more: Vec<String> = types()
            .filter(|o| used.contains(&o.id()) && !swapped.contains(&o.id()))
            .filter(|o| o.depends.iter().any(|d| swapped.contains(d)) && is_wanted(o, to))
            .filter(|o| o.kind != Kind::Collation)
            .map(Object::id)
            .collect();
        if more.is_empty() {
            break;
        }
        swapped.extend(more);
    }
    types()
        .map(Object::id)
        .filter(|id| swapped.contains(id))
        .collect()
}

fn is_wanted(object: &Object, to: &Schema) -> bool {
    to.objects
        .iter()
        .any(|o| o.display == object.display && is_type(o.kind))
}

fn is_type(kind: Kind) -> bool {
    TYPES.contains(&kind) || kind == Kind::BaseType
}

/// Whether a type is altered, or goes without another one taking its name.
fn can_stay(object: &Object, to: &Schema, context: &Context) -> bool {
    match to.find(object.kind, &object.display) {
        None => !is_wanted(object, to),
        Some(new) => {
            same::is_same(object, new)
                || render::is_in_place(object, new, context)
                    && keeps_types(object, new)
                    && labels::can_stay(object, new, to)
        }
    }
}

/// The server does not change the type of an attribute while a table has a column of the type.
fn keeps_types(from: &Object, to: &Object) -> bool {
    from.kind != Kind::CompositeType
        || from.columns.iter().all(|old| {
            let new = to.column(&old.name);
            new.is_none_or(|new| {
                ["type", "collation"]
                    .iter()
                    .all(|n| old.attributes.get(n) == new.attributes.get(n))
            })
        })
}

/// The ids of what the columns need of tables that stay. A column may go, but later than a type that is
/// created again.
fn used_by_tables(from: &Schema, to: &Schema) -> HashSet<String> {
    let mut used = HashSet::new();
    for column in columns(from, to) {
        for name in ["type", "collation"] {
            let text = column.attributes.get(name).and_then(|t| t.as_str());
            used.extend(text.into_iter().flat_map(ids));
        }
    }
    used
}

/// The columns of tables that stay.
fn columns<'a>(from: &'a Schema, to: &'a Schema) -> impl Iterator<Item = &'a Column> {
    let is_table = |o: &&Object| matches!(o.kind, Kind::Table | Kind::ForeignTable);
    let tables = from.objects.iter().filter(is_table);
    let kept = tables.filter(|table| to.find(table.kind, &table.display).is_some());
    kept.flat_map(|table| &table.columns)
}

/// The ids of the types whose values are inside of others' in such columns.
fn contained(from: &Schema, to: &Schema) -> HashSet<String> {
    let mut contained = HashSet::new();
    let mut whole = HashSet::new();
    for column in columns(from, to) {
        let text = column.attributes.get("type").and_then(|t| t.as_str());
        let text = text.unwrap_or_default();
        match text.ends_with("[]") {
            true => contained.extend(ids(text)),
            false => whole.extend(ids(text)),
        }
    }
    let holds = |o: &&Object, contained: &HashSet<String>| {
        let id = o.id();
        let is_row = matches!(o.kind, Kind::CompositeType | Kind::RangeType);
        contained.contains(&id) || is_row && whole.contains(&id)
    };
    let mut size = usize::MAX;
    while size != contained.len() {
        size = contained.len();
        let types = from.objects.iter().filter(|o| TYPES.contains(&o.kind));
        let inside = types
            .filter(|o| holds(o, &contained))
            .flat_map(|o| &o.depends);
        let inside: Vec<String> = inside.cloned().collect();
        contained.extend(inside);
    }
    contained
}

/// Whether a domain gets what the server would check all values for, which it does not do inside of
/// others.
fn gets_checks(domain: &Object, from: &Schema, to: &Schema) -> bool {
    let Some(new) = to.find(Kind::Domain, &domain.display) else {
        return false;
    };
    let on = |o: &&Object| o.kind == Kind::DomainConstraint && o.on.as_ref() == Some(&new.display);
    let same = |o: &Object| {
        let old = from.find(o.kind, &o.display);
        old.is_some_and(|old| same::is_same(old, o))
    };
    let not_null = |o: &Object| o.attributes.get("not_null").cloned();
    let mut constraints = to.objects.iter().filter(on);
    domain.kind == Kind::Domain
        && (constraints.any(|o| !same(o))
            || not_null(new).is_some() && not_null(new) != not_null(domain))
}

/// The ids that a type's or collation's name can mean.
fn ids(text: &str) -> Vec<String> {
    let element = text.trim_end_matches("[]");
    match quote::parts(element) {
        Some(parts) if parts.len() == 2 => {
            let display = render::display(element);
            TYPES
                .iter()
                .map(|kind| format!("{kind} {display}"))
                .collect()
        }
        _ => Vec::new(),
    }
}
