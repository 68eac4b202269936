//! Tables that are but implicit many-to-many relations.

use crate::prisma::model::{ForeignKey, Model, Table};
use std::collections::HashSet;

/// A table `_name` of two columns A and B, each with a foreign key to a model's id.
pub struct Join<'a> {
    pub a: &'a ForeignKey,
    pub b: &'a ForeignKey,
}

/// The places of all such tables.
pub fn all(model: &Model) -> HashSet<usize> {
    let tables = model.tables.iter().enumerate();
    let joins = tables.filter(|(_, table)| of(table, model).is_some());
    joins.map(|(at, _)| at).collect()
}

/// Prisma also takes a table with more columns, or whose keys lead to something else than an id,
/// for such a relation, and loses it.
pub fn of<'a>(table: &'a Table, model: &Model) -> Option<Join<'a>> {
    let [first, second] = &table.foreign_keys[..] else {
        return None;
    };
    let (a, b) = if is(first, "a") {
        (first, second)
    } else {
        (second, first)
    };
    let fits = table.name.starts_with('_')
        && table.columns.len() == 2
        && is(a, "a")
        && is(b, "b")
        && a.references.table <= b.references.table
        && has_keys(table)
        && [a, b].iter().all(|key| leads_to_id(key, model));
    fits.then_some(Join { a, b })
}

fn is(key: &ForeignKey, column: &str) -> bool {
    matches!(&key.columns[..], [own] if own.eq_ignore_ascii_case(column))
}

/// A key over both columns and an index of the second one.
fn has_keys(table: &Table) -> bool {
    let both = |mut columns: Vec<String>| {
        columns.iter_mut().for_each(|c| c.make_ascii_lowercase());
        columns == ["a", "b"]
    };
    let columns = |index: &crate::prisma::model::Index| {
        let columns = index.columns.iter();
        columns.map(|c| c.name.clone()).collect::<Vec<_>>()
    };
    let key = table.primary_key.as_ref().map(|k| k.columns.clone());
    let unique = table.indexes.iter().filter(|i| i.unique).map(columns);
    let second = table
        .indexes
        .iter()
        .any(|i| !i.unique && matches!(&columns(i)[..], [only] if only.eq_ignore_ascii_case("b")));
    second && key.into_iter().chain(unique).any(both)
}

fn leads_to_id(key: &ForeignKey, model: &Model) -> bool {
    let target = &key.references;
    let mut tables = model.tables.iter();
    let table = tables.find(|t| t.name == target.table && t.namespace == target.namespace);
    let id = table.and_then(|t| t.primary_key.as_ref());
    id.is_some_and(|id| id.columns.len() == 1 && id.columns == target.columns)
}
