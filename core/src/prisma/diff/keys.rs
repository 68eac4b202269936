//! Which foreign keys come, go, and change their names.

use super::indexes;
use super::tables::{TablePair, Tables};
use crate::prisma::model::{ForeignKey, Index, Table};
use std::collections::HashSet;

#[derive(Debug, Default)]
pub struct ForeignKeys<'a> {
    pub dropped: Vec<(&'a Table, &'a ForeignKey)>,
    pub added: Vec<(&'a Table, &'a ForeignKey)>,
    pub renamed: Vec<(&'a Table, &'a ForeignKey, &'a ForeignKey)>,
}

impl<'a> ForeignKeys<'a> {
    /// `is_in_the_way` says of a key that stays that it has to be dropped for other changes.
    pub fn of(
        tables: &Tables<'a>,
        is_in_the_way: impl Fn(&TablePair<'a>, &ForeignKey) -> bool,
    ) -> Self {
        let mut keys = ForeignKeys::default();
        let mut again: HashSet<*const ForeignKey> = HashSet::new();
        for &(table, number) in &tables.old {
            let Some(pair) = number.and_then(|n| tables.pairs.get(n)) else {
                keys.dropped
                    .extend(table.foreign_keys.iter().map(|key| (table, key)));
                continue;
            };
            let mut taken: Vec<&ForeignKey> = Vec::new();
            for old in &table.foreign_keys {
                let mut like = (pair.to.foreign_keys.iter()).filter(|new| same(pair, old, new));
                let first = like.clone().next();
                let free = like.find(|new| !taken.iter().any(|t| std::ptr::eq(*t, *new)));
                taken.extend(free);
                let lost = || loses_support(tables, old) || is_in_the_way(pair, old);
                match (first, free) {
                    (None, _) => keys.dropped.push((table, old)),
                    (Some(_), Some(new)) if lost() => {
                        keys.dropped.push((table, old));
                        again.insert(new);
                    }
                    (_, Some(new)) if old.name != new.name && !is_of_relation_table(pair) => {
                        keys.renamed.push((table, old, new));
                    }
                    _ => {}
                }
            }
        }
        for &(table, number) in &tables.new {
            let pair = number.and_then(|n| tables.pairs.get(n));
            for new in &table.foreign_keys {
                let is_new = |pair: &TablePair<'a>| {
                    !pair
                        .from
                        .foreign_keys
                        .iter()
                        .any(|old| same(pair, old, new))
                };
                let again = again.contains(&(new as *const _));
                if again || pair.is_none_or(is_new) {
                    keys.added.push((table, new));
                }
            }
        }
        keys
    }
}

/// Whether two foreign keys differ in their names only.
fn same(pair: &TablePair<'_>, old: &ForeignKey, new: &ForeignKey) -> bool {
    let stays = |name: &String| pair.column(name).is_some_and(|c| c.cast.is_none());
    old.columns == new.columns
        && old.references == new.references
        && old.on_delete == new.on_delete
        && old.on_update == new.on_update
        && old.columns.iter().all(stays)
}

/// The tables of implicit many-to-many relations had other names for their keys once, which
/// Prisma lets be.
fn is_of_relation_table(pair: &TablePair<'_>) -> bool {
    let is = |table: &Table| {
        let mut names: Vec<&str> = table.columns.iter().map(|c| c.name.as_str()).collect();
        names.sort_unstable();
        names == ["A", "B"]
    };
    is(pair.from) && is(pair.to)
}

/// Whether the key or the column that a foreign key refers to goes, even if only to come again.
/// Prisma does not look at this, and the server refuses to drop them.
fn loses_support(tables: &Tables<'_>, key: &ForeignKey) -> bool {
    let Some(table) = tables.pair(&key.references.namespace, &key.references.table) else {
        return false;
    };
    let set = |names: &[String]| names.iter().cloned().collect::<HashSet<_>>();
    let columns = set(&key.references.columns);
    let recreates = |name: &String| table.column(name).is_some_and(|c| c.recreates());
    if key.references.columns.iter().any(recreates) {
        return true;
    }
    let primary = table.from.primary_key.as_ref();
    if primary.is_some_and(|primary| set(&primary.columns) == columns) {
        return table.drops_primary_key();
    }
    let supports = |index: &&Index| {
        let names: Vec<String> = index.columns.iter().map(|c| c.name.clone()).collect();
        index.unique && index.predicate.is_none() && set(&names) == columns
    };
    let mut supporting = table.from.indexes.iter().filter(supports);
    supporting.any(|index| !indexes::stays(table, index))
}
