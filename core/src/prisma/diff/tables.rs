//! The tables of both sides, matched by schema and name.

use super::columns;
use super::step::{ColumnChange, Part, TableChange};
use super::Style;
use crate::prisma::model::{Column, Model, Table};
use std::collections::{BTreeMap, HashMap};

/// Tables of extensions and of Prisma itself, which no migration is about.
const IGNORED: [&str; 5] = [
    "spatial_ref_sys",
    "geometry_columns",
    "geography_columns",
    "raster_columns",
    "raster_overviews",
];

#[derive(Debug)]
pub struct Tables<'a> {
    /// In the order of what was.
    pub pairs: Vec<TablePair<'a>>,
    /// The tables of what was, each with the number of its pair if it stays.
    pub old: Vec<(&'a Table, Option<usize>)>,
    /// The tables of what will be, each with the number of its pair if it was there.
    pub new: Vec<(&'a Table, Option<usize>)>,
    by_name: HashMap<(&'a str, &'a str), usize>,
}

/// A table that stays.
#[derive(Debug)]
pub struct TablePair<'a> {
    pub from: &'a Table,
    pub to: &'a Table,
    /// The columns that stay, by name.
    pub columns: Vec<ColumnChange<'a>>,
    pub dropped: Vec<&'a Column>,
    pub added: Vec<&'a Column>,
}

impl<'a> Tables<'a> {
    pub fn of(from: &'a Model, to: &'a Model, style: Style) -> Self {
        let key = |table: &'a Table| (table.namespace.as_str(), table.name.as_str());
        let next: HashMap<_, _> = to.tables.iter().map(|table| (key(table), table)).collect();
        let mut tables = Tables {
            pairs: Vec::new(),
            old: Vec::new(),
            new: Vec::new(),
            by_name: HashMap::new(),
        };
        for old in from.tables.iter().filter(|table| !is_ignored(table)) {
            let pair = next.get(&key(old)).map(|new| {
                tables.pairs.push(TablePair::of(old, new, style));
                tables.pairs.len() - 1
            });
            tables.by_name.extend(pair.map(|number| (key(old), number)));
            tables.old.push((old, pair));
        }
        for new in to.tables.iter().filter(|table| !is_ignored(table)) {
            let pair = tables.by_name.get(&key(new)).copied();
            tables.new.push((new, pair));
        }
        tables
    }

    pub fn pair(&self, namespace: &str, name: &str) -> Option<&TablePair<'a>> {
        let number = self.by_name.get(&(namespace, name))?;
        self.pairs.get(*number)
    }

    pub fn dropped(&self) -> impl Iterator<Item = &'a Table> + '_ {
        let gone = self.old.iter().filter(|(_, pair)| pair.is_none());
        gone.map(|(table, _)| *table)
    }

    pub fn created(&self) -> impl Iterator<Item = &'a Table> + '_ {
        let new = self.new.iter().filter(|(_, pair)| pair.is_none());
        new.map(|(table, _)| *table)
    }
}

fn is_ignored(table: &Table) -> bool {
    let is = |name: &&str| table.name.eq_ignore_ascii_case(name);
    table.name == "_prisma_migrations" || IGNORED.iter().any(is)
}

impl<'a> TablePair<'a> {
    fn of(from: &'a Table, to: &'a Table, style: Style) -> Self {
        let mut by_name: BTreeMap<&str, (Option<&Column>, Option<&Column>)> = BTreeMap::new();
        for column in &from.columns {
            by_name.entry(&column.name).or_default().0 = Some(column);
        }
        for column in &to.columns {
            by_name.entry(&column.name).or_default().1 = Some(column);
        }
        let mut pair = TablePair {
            from,
            to,
            columns: Vec::new(),
            dropped: Vec::new(),
            added: Vec::new(),
        };
        for sides in by_name.into_values() {
            match sides {
                (Some(old), Some(new)) => pair.columns.push(columns::change(old, new, style)),
                (Some(old), None) => pair.dropped.push(old),
                (None, Some(new)) => pair.added.push(new),
                (None, None) => {}
            }
        }
        pair
    }

    pub fn column(&self, name: &str) -> Option<&ColumnChange<'a>> {
        self.columns.iter().find(|change| change.from.name == name)
    }

    /// Whether another primary key takes the place of the old one; with a column's type, it
    /// changes too.
    fn changes_primary_key(&self) -> bool {
        let (Some(old), Some(new)) = (&self.from.primary_key, &self.to.primary_key) else {
            return false;
        };
        let cast = |name: &String| self.column(name).is_some_and(|c| c.cast.is_some());
        old.columns != new.columns || old.columns.iter().any(cast)
    }

    pub fn drops_primary_key(&self) -> bool {
        let goes = self.from.primary_key.is_some() && self.to.primary_key.is_none();
        goes || self.changes_primary_key()
    }

    /// The changes by ALTER TABLE; nothing if there are none.
    pub fn change(&self) -> Option<TableChange<'a>> {
        let mut parts = Vec::new();
        let (old, new) = (&self.from.primary_key, &self.to.primary_key);
        let replaced = self.changes_primary_key();
        match (old, new) {
            (Some(old), None) => parts.push(Part::DropPrimaryKey(old)),
            (Some(old), Some(_)) if replaced => parts.push(Part::DropPrimaryKey(old)),
            (Some(from), Some(to)) if from.name != to.name => {
                parts.push(Part::RenamePrimaryKey { from, to });
            }
            _ => {}
        }
        parts.extend(self.dropped.iter().map(|column| Part::DropColumn(column)));
        parts.extend(self.added.iter().map(|column| Part::AddColumn(column)));
        parts.extend(self.altered());
        match (old, new) {
            (None, Some(new)) => parts.push(Part::AddPrimaryKey(new)),
            (_, Some(new)) if replaced => parts.push(Part::AddPrimaryKey(new)),
            _ => {}
        }
        let (from, to) = (self.from, self.to);
        (!parts.is_empty()).then_some(TableChange { from, to, parts })
    }

    /// In the order of the columns in the old table.
    fn altered(&self) -> impl Iterator<Item = Part<'a>> + '_ {
        let columns = self.from.columns.iter();
        let changes = columns.filter_map(|column| {
            let at = self
                .columns
                .binary_search_by(|c| c.from.name.cmp(&column.name));
            self.columns.get(at.ok()?)
        });
        (changes.filter(|change| change.is_any())).map(|change| match change.recreates() {
            true => Part::RecreateColumn(*change),
            false => Part::AlterColumn(*change),
        })
    }
}
