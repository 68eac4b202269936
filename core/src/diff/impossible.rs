//! Differences that no statements remove without losing what is there.

use super::fate::Fates;
use super::loosen;
use super::plan::Impossible;
use crate::schema::{Column, Kind};

/// Tables that stay have columns of types that cannot.
pub fn of(fates: &Fates) -> Vec<Impossible> {
    let tables = (0..fates.dropped.len()).filter(|i| {
        let kind = fates.source(*i).kind;
        matches!(kind, Kind::Table | Kind::ForeignTable) && !fates.dropped[*i]
    });
    let mut list: Vec<Impossible> = Vec::new();
    for i in tables {
        list.extend(retyped(fates, i));
        for need in fates.from.needs(i) {
            let needed = fates.source(need.object);
            let again = fates.dropped[need.object] && fates.forth[need.object].is_some();
            if again && loosen::is_type(needed.kind) {
                list.push(Impossible {
                    kind: needed.kind,
                    object: needed.display.clone(),
                    reason: format!(
                        "it cannot be altered, and {} {} has columns of it",
                        fates.source(i).kind,
                        fates.source(i).display
                    ),
                });
            }
        }
    }
    list
}

/// Columns that cannot get another type: those that a table has from several parents, and those of
/// rows that are in columns of others.
fn retyped(fates: &Fates, i: usize) -> Vec<Impossible> {
    let (from, to) = (fates.source(i), fates.target(i));
    let kind = |c: &Column| c.attributes.get("type").cloned();
    let changes = |c: &&Column| {
        let new = to.and_then(|to| to.column(&c.name));
        new.is_some_and(|new| kind(new) != kind(c))
    };
    let parents = fates.context.parents(from);
    let mut list = Vec::new();
    for column in from.columns.iter().filter(changes) {
        let of_parents = parents.iter().filter(|p| p.column(&column.name).is_some());
        let reason = if of_parents.count() > 1 {
            "PostgreSQL changes no type of a column that is inherited from several tables"
        } else if fates.context.is_column_type(from) {
            "PostgreSQL changes no type while columns of other tables have rows of this one"
        } else {
            continue;
        };
        list.push(Impossible {
            kind: from.kind,
            object: from.column_display(&column.name),
            reason: reason.into(),
        });
    }
    list
}
