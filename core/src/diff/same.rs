//! When two states of an object are the same.

use crate::schema::{Column, Kind, Object};

/// Whether nothing has to be done. The order of a table's columns cannot be changed, and nothing but
/// statements that name no columns depends on it.
pub fn is_same(from: &Object, to: &Object) -> bool {
    (&from.attributes, &from.arguments, &from.on) == (&to.attributes, &to.arguments, &to.on)
        && same_columns(from, to)
}

fn same_columns(from: &Object, to: &Object) -> bool {
    if !matches!(from.kind, Kind::Table | Kind::ForeignTable) {
        return from.columns == to.columns;
    }
    let is_there = |column: &Column| to.column(&column.name) == Some(column);
    from.columns.len() == to.columns.len() && from.columns.iter().all(is_there)
}
