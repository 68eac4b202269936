//! Which indexes of a table come, go, and change their names.

use super::classes;
use super::expression;
use super::step::Origin;
use super::tables::TablePair;
use crate::prisma::model::{Index, Sort, Table};

#[derive(Debug, Default)]
pub struct Indexes<'a> {
    pub dropped: Vec<&'a Index>,
    pub created: Vec<(&'a Index, Origin)>,
    pub renamed: Vec<(&'a Index, &'a Index)>,
}

impl<'a> Indexes<'a> {
    /// `is_in_the_way` says of an index that stays that it has to be dropped for other changes.
    pub fn of(pair: &TablePair<'a>, is_in_the_way: impl Fn(&Index) -> bool) -> Self {
        let mut indexes = Indexes::default();
        for old in &pair.from.indexes {
            let new = (pair.to.indexes.iter()).find(|new| same(pair, old, new));
            match new {
                None => indexes.dropped.push(old),
                Some(_) if is_in_the_way(old) => indexes.dropped.push(old),
                Some(_) if goes_with_a_column(pair, old) => {}
                Some(new) if old.name != new.name && is_only_one(pair, old) => {
                    indexes.renamed.push((old, new));
                }
                Some(_) => {}
            }
        }
        for new in &pair.to.indexes {
            let mut olds = (pair.from.indexes.iter()).filter(|old| same(pair, old, new));
            match olds.next() {
                None => indexes.created.push((new, Origin::NewIndex)),
                Some(old) if is_in_the_way(old) || goes_with_a_column(pair, old) => {
                    indexes.created.push((new, Origin::Again));
                }
                Some(_) => {}
            }
        }
        indexes
    }
}

/// Whether an index stays, under whatever name.
pub fn stays(pair: &TablePair<'_>, index: &Index) -> bool {
    pair.to.indexes.iter().any(|new| same(pair, index, new))
}

/// Prisma does not rename one of several indexes that differ in their names only.
fn is_only_one(pair: &TablePair<'_>, index: &Index) -> bool {
    let names = |i: &Index| i.columns.iter().map(|c| c.name.clone()).collect::<Vec<_>>();
    let alike = |other: &&Index| other.unique == index.unique && names(other) == names(index);
    pair.from.indexes.iter().filter(alike).count() == 1
}

/// Whether the server drops an index with a column that is dropped and added again.
fn goes_with_a_column(pair: &TablePair<'_>, index: &Index) -> bool {
    let recreated = pair.columns.iter().filter(|change| change.recreates());
    let predicate = index.predicate.as_deref();
    recreated.map(|change| &change.from.name).any(|name| {
        index.columns.iter().any(|column| column.name == *name)
            || predicate.is_some_and(|p| expression::mentions(p, name))
    })
}

/// Whether two indexes differ in their names only.
fn same(pair: &TablePair<'_>, old: &Index, new: &Index) -> bool {
    same_of_all_rows([pair.from, pair.to], old, new)
        && match (&old.predicate, &new.predicate) {
            (Some(a), Some(b)) => expression::same(a, b),
            (a, b) => a == b,
        }
}

/// The same, whatever the rows are that they have.
pub fn same_of_all_rows(tables: [&Table; 2], old: &Index, new: &Index) -> bool {
    let order = |sort: Option<Sort>| sort.unwrap_or(Sort::Asc);
    old.unique == new.unique
        && old.method == new.method
        && old.columns.len() == new.columns.len()
        && old.columns.iter().zip(&new.columns).all(|(a, b)| {
            a.name == b.name
                && order(a.sort) == order(b.sort)
                && classes::same(tables, old.method, a, b)
        })
}
