//! The steps in Prisma's order: by kind, then as the objects are written. It is left only where
//! the server could not take the steps so.

use super::enums::{self, used};
use super::expression;
use super::extensions;
use super::indexes::Indexes;
use super::keys::ForeignKeys;
use super::renames;
use super::step::{Change, EnumChange, Origin, Part};
use super::tables::{TablePair, Tables};
use super::Style;
use crate::prisma::model::{ColumnKind, ForeignKey, Index, Model, Table};
use std::collections::BTreeSet;

pub fn changes<'a>(from: &'a Model, to: &'a Model, style: Style) -> Vec<Change<'a>> {
    let tables = Tables::of(from, to, style);
    let enums = enums::changes(from, to);
    let blocked = Blocked(&enums);
    let keys = ForeignKeys::of(&tables, |pair, key| blocked.key(&tables, pair, key));
    let indexes: Vec<Indexes<'a>> = (tables.pairs.iter())
        .map(|pair| Indexes::of(pair, |index| blocked.index(pair.from, index)))
        .collect();
    let all = Differences {
        from,
        to,
        tables: &tables,
        enums: &enums,
        keys,
        indexes,
        style,
    };
    let mut list = all.list();
    drop_behind_primary_keys(&mut list);
    list
}

/// Objects that stand in the way when a new type takes the place of an enum: PostgreSQL does not
/// compare values of the two.
struct Blocked<'b, 'a>(&'b [EnumChange<'a>]);

impl Blocked<'_, '_> {
    fn column(&self, table: &Table, name: &str) -> bool {
        let column = table.columns.iter().find(|column| column.name == name);
        matches!(column.map(|c| &c.kind), Some(ColumnKind::Enum { namespace, name })
        if self.0.iter().any(|change| {
            change.replaced
                && change.from.namespace == *namespace
                && change.from.name == *name
        }))
    }

    fn index(&self, table: &Table, index: &Index) -> bool {
        let Some(predicate) = &index.predicate else {
            return false;
        };
        let mentioned =
            (table.columns.iter()).filter(|column| expression::mentions(predicate, &column.name));
        mentioned.into_iter().any(|c| self.column(table, &c.name))
    }

    fn key(&self, tables: &Tables<'_>, pair: &TablePair<'_>, key: &ForeignKey) -> bool {
        let own = |name: &String| self.column(pair.from, name);
        let other = tables.pair(&key.references.namespace, &key.references.table);
        let others = |name: &String| other.is_some_and(|o| self.column(o.from, name));
        key.columns.iter().any(own) || key.references.columns.iter().any(others)
    }
}

struct Differences<'a, 'b> {
    from: &'a Model,
    to: &'a Model,
    tables: &'b Tables<'a>,
    enums: &'b [EnumChange<'a>],
    keys: ForeignKeys<'a>,
    indexes: Vec<Indexes<'a>>,
    style: Style,
}

impl<'a> Differences<'a, '_> {
    fn list(&self) -> Vec<Change<'a>> {
        let extensions = extensions::changes(self.from, self.to);
        let mut list = self.schemas(&extensions);
        list.extend(extensions);

        let blocked = Blocked(self.enums);
        let clash = self.tables.dropped().any(|table| self.clashes(table));
        let is_first = |change: &Change<'a>| match change {
            Change::DropForeignKey(table, key) => {
                clash || key.columns.iter().any(|c| blocked.column(table, c))
            }
            Change::DropIndex(table, index) => blocked.index(table, index),
            Change::DropTable(table) => self.clashes(table),
            _ => false,
        };
        let (first, rest): (Vec<_>, Vec<_>) = self.drops().into_iter().partition(is_first);
        let (tables, rest): (Vec<_>, Vec<_>) = rest
            .into_iter()
            .partition(|c| matches!(c, Change::DropTable(_)));
        list.extend(first);
        list.extend(self.created_enums().map(Change::CreateEnum));
        list.extend(self.enums.iter().cloned().map(Change::AlterEnum));
        list.extend(rest);
        let altered = self.tables.pairs.iter().filter_map(TablePair::change);
        list.extend(altered.map(Change::AlterTable));
        list.extend(tables);
        list.extend(self.dropped_enums());

        let (early, late) = self.renames();
        list.extend(early);
        list.extend(self.tables.created().map(Change::CreateTable));
        list.extend(self.created_indexes());
        let renamed = self.keys.renamed.iter();
        list.extend(renamed.map(|&(table, from, to)| Change::RenameForeignKey { table, from, to }));
        let added = self.keys.added.iter();
        list.extend(added.map(|&(table, key)| Change::AddForeignKey(table, key)));
        list.extend(late);
        list
    }

    /// Schemas are created when something is put into them.
    fn schemas(&self, extensions: &[Change<'a>]) -> Vec<Change<'a>> {
        let exists = |name: &str| self.from.namespaces.iter().any(|n| n == name);
        let tables = self
            .tables
            .new
            .iter()
            .map(|(table, _)| table.namespace.as_str());
        let enums = self.created_enums().map(|e| e.namespace.as_str());
        let needed: BTreeSet<&str> = tables.chain(enums).collect();
        let of_extensions: BTreeSet<&str> = extensions::schemas(extensions, self.style)
            .into_iter()
            .filter(|name| !matches!(*name, "public" | "pg_catalog"))
            .collect();
        (needed.union(&of_extensions))
            .filter(|name| !exists(name))
            .map(|name| Change::CreateSchema(name))
            .collect()
    }

    /// Whether a table has to go before an enum of its name can come.
    fn clashes(&self, table: &Table) -> bool {
        self.created_enums()
            .any(|e| e.namespace == table.namespace && e.name == table.name)
    }

    fn created_enums(&self) -> impl Iterator<Item = &'a crate::prisma::model::Enum> + '_ {
        let from = self.from;
        let is_new = move |new: &&crate::prisma::model::Enum| {
            !from.enums.iter().any(|old| enums::same_name(old, new))
        };
        self.to.enums.iter().filter(is_new)
    }

    /// Enums that are gone, and old types that columns still had when a new one took their place.
    fn dropped_enums(&self) -> Vec<Change<'a>> {
        let is_gone = |old: &&crate::prisma::model::Enum| {
            let replaced = self.enums.iter().any(|change| {
                change.replaced
                    && std::ptr::eq(change.from, *old)
                    && !used(self.from, self.to, old).1.is_empty()
            });
            replaced || !self.to.enums.iter().any(|new| enums::same_name(old, new))
        };
        let gone = self.from.enums.iter().filter(is_gone);
        gone.map(Change::DropEnum).collect()
    }

    fn drops(&self) -> Vec<Change<'a>> {
        let keys = self.keys.dropped.iter();
        let mut list: Vec<_> = keys
            .map(|&(table, key)| Change::DropForeignKey(table, key))
            .collect();
        for (pair, indexes) in self.tables.pairs.iter().zip(&self.indexes) {
            let dropped = indexes.dropped.iter();
            list.extend(dropped.map(|index| Change::DropIndex(pair.from, index)));
        }
        list.extend(self.tables.dropped().map(Change::DropTable));
        list
    }

    /// Those of new tables first, the others in the order of the old tables.
    fn created_indexes(&self) -> Vec<Change<'a>> {
        let of_new = self.tables.created().flat_map(|table| {
            let indexes = table.indexes.iter();
            indexes.map(move |index| (table, index, Origin::NewTable))
        });
        let of_old = (self.tables.pairs.iter().zip(&self.indexes)).flat_map(|(pair, indexes)| {
            let created = indexes.created.iter();
            created.map(|&(index, origin)| (pair.to, index, origin))
        });
        (of_new.chain(of_old))
            .map(|(table, index, origin)| Change::CreateIndex {
                table,
                index,
                origin,
            })
            .collect()
    }

    /// The renamings of indexes; first those whose old names are needed for something new.
    fn renames(&self) -> (Vec<Change<'a>>, Vec<Change<'a>>) {
        let mut list = Vec::new();
        for (pair, indexes) in self.tables.pairs.iter().zip(&self.indexes) {
            let table = pair.from;
            let renamed = indexes.renamed.iter();
            list.extend(renamed.map(|&(from, to)| (table, from, to)));
        }
        let mut taken: BTreeSet<(&str, &str)> = BTreeSet::new();
        for change in self.created_indexes() {
            if let Change::CreateIndex { table, index, .. } = change {
                taken.insert((&table.namespace, &index.name));
            }
        }
        for table in self.tables.created() {
            taken.insert((&table.namespace, &table.name));
            let key = table.primary_key.iter();
            taken.extend(key.map(|key| (table.namespace.as_str(), key.name.as_str())));
        }
        let is_needed = |(table, from, _): &(&Table, &Index, &Index)| {
            taken.contains(&(table.namespace.as_str(), from.name.as_str()))
        };
        let early = list.iter().any(is_needed);
        let list = renames::changes(list);
        match early {
            true => (list, Vec::new()),
            false => (Vec::new(), list),
        }
    }
}

/// A unique index goes after the primary key of its columns has come, so that the columns are
/// never without either.
fn drop_behind_primary_keys(list: &mut [Change<'_>]) {
    let mut at = 0;
    while at < list.len() {
        let behind = match &list[at] {
            Change::DropIndex(table, index) if index.unique && table.primary_key.is_none() => {
                let later = list[at..].iter().position(|c| adds_key_of(c, table, index));
                later.map(|offset| at + offset)
            }
            _ => None,
        };
        match behind {
            Some(behind) => list[at..=behind].rotate_left(1),
            None => at += 1,
        }
    }
}

fn adds_key_of(change: &Change<'_>, table: &Table, index: &Index) -> bool {
    let Change::AlterTable(change) = change else {
        return false;
    };
    let names: Vec<&String> = index.columns.iter().map(|c| &c.name).collect();
    std::ptr::eq(change.from, table)
        && change.parts.iter().any(|part| match part {
            Part::AddPrimaryKey(key) => key.columns.iter().collect::<Vec<_>>() == names,
            _ => false,
        })
        && change.parts.iter().all(|part| match part {
            Part::DropColumn(column) => !names.contains(&&column.name),
            Part::RecreateColumn(change) => !names.contains(&&change.from.name),
            _ => true,
        })
}
