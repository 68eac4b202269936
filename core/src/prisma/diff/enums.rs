//! Changes of enums.

use super::expression;
use super::step::EnumChange;
use crate::prisma::model::{Column, ColumnDefault, ColumnKind, Enum, Literal, Model, Table};
use std::collections::HashMap;

fn is_of(column: &Column, e: &Enum) -> bool {
    matches!(&column.kind, ColumnKind::Enum { namespace, name }
        if *namespace == e.namespace && *name == e.name)
}

pub fn same_name(a: &Enum, b: &Enum) -> bool {
    a.namespace == b.namespace && a.name == b.name
}

/// The enums that change, in their old order.
pub fn changes<'a>(from: &'a Model, to: &'a Model) -> Vec<EnumChange<'a>> {
    let pairs = from.enums.iter().filter_map(|old| {
        let new = to.enums.iter().find(|new| same_name(old, new))?;
        Some((old, new))
    });
    let changes = pairs.map(|(from, new)| {
        let lacks = |e: &Enum, value: &String| !e.values.contains(value);
        let added = new.values.iter().filter(|v| lacks(from, v));
        let removed = from.values.iter().filter(|v| lacks(new, v));
        let added: Vec<&str> = added.map(String::as_str).collect();
        let removed: Vec<&str> = removed.map(String::as_str).collect();
        EnumChange {
            from,
            to: new,
            replaced: !removed.is_empty() || added.iter().any(|v| needs(to, new, v)),
            added,
            removed,
        }
    });
    changes
        .filter(|c| !c.added.is_empty() || !c.removed.is_empty())
        .collect()
}

/// Whether the new schema needs a value for anything but rows. PostgreSQL refuses that in the
/// transaction that adds the value to an existing type.
fn needs(to: &Model, e: &Enum, value: &str) -> bool {
    let is =
        |literal: &Literal| matches!(literal, Literal::Enum(v) | Literal::Text(v) if v == value);
    let in_default = |column: &Column| match &column.default {
        Some(ColumnDefault::Value(literal)) => is(literal),
        Some(ColumnDefault::List(literals)) => literals.iter().any(is),
        Some(ColumnDefault::Expression(text)) => expression::mentions(text, value),
        _ => false,
    };
    to.tables.iter().any(|table| {
        let mut users = table.columns.iter().filter(|c| is_of(c, e)).peekable();
        let in_index = |table: &Table| {
            let mut predicates = table.indexes.iter().filter_map(|i| i.predicate.as_ref());
            predicates.any(|p| expression::mentions(p, value))
        };
        users.peek().is_some() && (users.any(in_default) || in_index(table))
    })
}

/// A column that is of an enum before and after.
#[derive(Debug, Clone)]
pub struct Use<'a> {
    /// The place of its table among the old ones.
    pub place: usize,
    pub table: &'a Table,
    pub from: &'a Column,
    pub to: &'a Column,
}

/// The columns that stay of an enum, in their new order, and those that are of it no longer.
pub fn used<'a>(from: &'a Model, to: &'a Model, e: &Enum) -> (Vec<Use<'a>>, Vec<&'a Column>) {
    let key = |table: &'a Table| (table.namespace.as_str(), table.name.as_str());
    let old: HashMap<_, _> = (from.tables.iter().enumerate())
        .filter(|(_, table)| table.columns.iter().any(|c| is_of(c, e)))
        .map(|(place, table)| (key(table), (place, table)))
        .collect();
    let mut stay = Vec::new();
    for new in &to.tables {
        let Some((place, table)) = old.get(&key(new)) else {
            continue;
        };
        for column in new.columns.iter().filter(|c| is_of(c, e)) {
            let mut before = table.columns.iter().filter(|c| is_of(c, e));
            stay.extend(before.find(|c| c.name == column.name).map(|before| Use {
                place: *place,
                table,
                from: before,
                to: column,
            }));
        }
    }
    let columns = from.tables.iter().flat_map(|table| &table.columns);
    let left = (columns.filter(|c| is_of(c, e)))
        .filter(|c| !stay.iter().any(|u| std::ptr::eq(u.from, *c)))
        .collect();
    (stay, left)
}
