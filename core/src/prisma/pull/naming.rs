//! The names that all things of a model have in the language.

use super::attributes::is_mapped;
use super::joins;
use super::names::{top_level, Name, Taken, EMPTY};
use super::previous::Previous;
use crate::prisma::model::{Enum, Model, Table};
use std::collections::HashSet;

/// The many-to-many tables and all names. The language takes the model that comes first by name for
/// the side A, so a table where that is another one is no such relation.
pub fn name_tables(
    model: &Model,
    previous: Option<&Previous>,
) -> (HashSet<usize>, Vec<Name>, Vec<Name>) {
    let mut joins = joins::all(model);
    loop {
        let (tables, enums) = top_level(model, &joins, previous);
        let name = |key: &crate::prisma::model::ForeignKey| {
            let target = &key.references;
            let mut all = model.tables.iter().zip(&tables);
            let found =
                all.find(|(t, _)| t.namespace == target.namespace && t.name == target.table);
            found.map(|(_, name)| name.name.clone())
        };
        let in_order = |at: &usize| {
            joins::of(&model.tables[*at], model).is_some_and(|j| name(j.a) <= name(j.b))
        };
        let fitting: HashSet<usize> = joins.iter().copied().filter(in_order).collect();
        if fitting.len() == joins.len() {
            return (joins, tables, enums);
        }
        joins = fitting;
    }
}

pub fn column_names(table: &Table, previous: Option<&Previous>) -> Vec<Name> {
    let before = previous.and_then(|p| p.model(&table.namespace, &table.name));
    let known = |column: &str| before.and_then(|m| m.field(column));
    let mut taken = Taken::default();
    for (_, field) in table.columns.iter().filter_map(|c| known(&c.name)) {
        taken.keep(&field.name.text);
    }
    let names = table
        .columns
        .iter()
        .map(|column| match known(&column.name) {
            Some((_, field)) => Name::previous(&column.name, &field.name.text, is_mapped(field)),
            None => taken.member(&column.name, "field"),
        });
    names.collect()
}

pub fn value_names(own: &Enum, previous: Option<&Previous>) -> Vec<Name> {
    let before = previous.and_then(|p| p.of_enum(&own.namespace, &own.name));
    let known = |value: &str| before.and_then(|n| n.value(value));
    let mut taken = Taken::default();
    for (_, name, _) in own.values.iter().filter_map(|v| known(v)) {
        taken.keep(name);
    }
    let names = own.values.iter().map(|value| match known(value) {
        Some((_, name, is_mapped)) => Name::previous(value, name, is_mapped),
        None if value.is_empty() => Name::previous(value, &taken.free(EMPTY.into()), true),
        None => taken.member(value, "value"),
    });
    names.collect()
}
