//! What goes away by itself with something else that is dropped.

use super::fate::Fates;
use crate::schema::{Kind, Object};
use std::collections::HashSet;

/// For each object that is there and dropped the one whose statement drops it; a column's owner drops
/// what belongs to the column.
pub fn carriers(fates: &Fates) -> Vec<Option<usize>> {
    let count = fates.dropped.len();
    let mut list: Vec<Option<usize>> = (0..count)
        .map(|i| fates.dropped[i].then(|| carrier(fates, i)).flatten())
        .collect();
    for key in circular_keys(fates, &list) {
        list[key] = None;
    }
    list
}

fn carrier(fates: &Fates, i: usize) -> Option<usize> {
    let object = fates.source(i);
    if let Some(on) = fates.from.carrier(object) {
        // A table that goes late does not keep what has to go before.
        let waits = fates.saved_by(on).is_some() && needs_others(fates, i);
        return (fates.dropped[on] && !waits).then_some(on);
    }
    if let Some((table, column)) = fates.from.owner_column(object) {
        let goes = fates.dropped[table] || loses(fates, table, column);
        return goes.then_some(table);
    }
    let mut types = fates.from.types(i).iter().copied();
    types.find(|t| fates.dropped[*t])
}

/// Whether an object needs a function that goes, or another table that does.
fn needs_others(fates: &Fates, i: usize) -> bool {
    let needed = fates.from.needs(i).iter().map(|need| need.object);
    let mut gone = needed.filter(|n| fates.dropped[*n]);
    gone.any(|n| {
        let object = fates.source(n);
        let table = fates.from.carrier(object).unwrap_or(n);
        let is_other = fates.source(table).kind == Kind::Table && fates.saved_by(table).is_none();
        object.kind == Kind::Function || is_other
    })
}

fn loses(fates: &Fates, table: usize, column: &str) -> bool {
    let to = fates.target(table);
    to.is_some_and(|to| to.column(column).is_none())
        || fates.current(table).column(column).is_none()
}

/// The foreign keys by which tables that are dropped refer to each other: none of these could go
/// first.
fn circular_keys(fates: &Fates, carriers: &[Option<usize>]) -> Vec<usize> {
    let keys: Vec<(usize, usize, usize)> = (0..carriers.len())
        .filter(|i| is_foreign_key(fates.source(*i)))
        .filter_map(|i| {
            let table = carriers[i]?;
            let other = referenced(fates, i)?;
            (other != table && fates.dropped[other]).then_some((i, table, other))
        })
        .collect();
    let reaches = |start: usize, goal: usize| {
        let (mut known, mut rest) = (HashSet::from([start]), vec![start]);
        while let Some(next) = rest.pop() {
            let more = keys.iter().filter(|k| k.1 == next).map(|k| k.2);
            rest.extend(more.filter(|m| known.insert(*m)));
        }
        known.contains(&goal)
    };
    let circular = keys
        .iter()
        .filter(|(_, table, other)| reaches(*other, *table));
    circular.map(|(i, ..)| *i).collect()
}

fn is_foreign_key(object: &Object) -> bool {
    object.kind == Kind::Constraint && object.text("type") == Some("foreign key")
}

/// The table of the key that a foreign key refers to.
pub fn referenced(fates: &Fates, key: usize) -> Option<usize> {
    if !is_foreign_key(fates.source(key)) {
        return None;
    }
    let needs = fates.from.needs(key).iter();
    let keys = needs.filter(|need| {
        let kind = fates.source(need.object).kind;
        matches!(kind, Kind::Constraint | Kind::Index)
    });
    let tables = keys.filter_map(|need| fates.from.carrier(fates.source(need.object)));
    tables.last()
}

/// Whether a statement has to drop an object.
pub fn is_explicit(fates: &Fates, carriers: &[Option<usize>], i: usize) -> bool {
    let object = fates.source(i);
    let becomes_whole = object.kind == Kind::ShellType
        && [Kind::BaseType, Kind::RangeType]
            .iter()
            .any(|kind| fates.context.find(*kind, &object.display).is_some());
    fates.dropped[i] && carriers[i].is_none() && !becomes_whole
}
