//! The product as it grows, and the files that made it so.

use super::dice::Dice;
use super::model::{Column, Enum, Kind, Table};
use super::Style;

pub struct Growth {
    style: Style,
    pub dice: Dice,
    pub tables: Vec<Table>,
    pub enums: Vec<Enum>,
    /// Areas of the product that are open.
    pub areas: usize,
    /// Months that have a partition of events.
    pub months: usize,
    files: Vec<(String, String)>,
    minutes: usize,
    serial: usize,
}

impl Growth {
    pub fn new(style: Style) -> Growth {
        Growth {
            style,
            dice: Dice::new(20_240_102),
            tables: Vec::new(),
            enums: Vec::new(),
            areas: 0,
            months: 0,
            files: Vec::new(),
            minutes: 0,
            serial: 0,
        }
    }

    pub fn as_written(&self) -> bool {
        self.style == Style::AsWritten
    }

    /// Takes a migration. Its name begins with a time one to three days after the one before.
    pub fn file(&mut self, title: &str, sql: impl Into<String>) {
        self.minutes += 24 * 60 + self.dice.below(2 * 24 * 60);
        let name = format!("{}_{title}", stamp(self.minutes));
        self.files.push((name, sql.into()));
    }

    pub fn len(&self) -> usize {
        self.files.len()
    }

    pub fn into_files(self) -> Vec<(String, String)> {
        self.files
    }

    /// The table of this name.
    pub fn named(&self, name: &str) -> &Table {
        let mut tables = self.tables.iter();
        tables.find(|table| table.name == name).unwrap()
    }

    /// How SQL names a table: one of ours, or one of the foundation.
    pub fn relation(&self, name: &'static str) -> String {
        match name {
            "organizations" | "users" => name.to_owned(),
            name => self.named(name).sql(),
        }
    }

    /// A number not used before, for names.
    pub fn next(&mut self) -> usize {
        self.serial += 1;
        self.serial
    }

    /// Any table, by its number.
    pub fn any_table(&mut self) -> usize {
        self.dice.below(self.tables.len())
    }

    /// A table of which something holds, if there is one.
    pub fn table_where(&mut self, holds: impl Fn(&Table) -> bool) -> Option<usize> {
        let fit: Vec<_> = (0..self.tables.len())
            .filter(|&t| holds(&self.tables[t]))
            .collect();
        (!fit.is_empty()).then(|| *self.dice.pick(&fit))
    }

    /// A table and one of its columns that may change, of certain kinds.
    pub fn column_where(&mut self, fits: impl Fn(Kind) -> bool) -> Option<(usize, usize)> {
        let fit = |c: &Column| !c.pinned && fits(c.kind);
        let all: Vec<_> = (0..self.tables.len())
            .flat_map(|t| (0..self.tables[t].columns.len()).map(move |c| (t, c)))
            .filter(|&(t, c)| fit(&self.tables[t].columns[c]))
            .collect();
        (!all.is_empty()).then(|| *self.dice.pick(&all))
    }

    /// Statements in a transaction of their own, where the style has such.
    pub fn own_transaction(&self, sql: &str) -> String {
        if self.as_written() {
            format!("BEGIN;\n{sql}COMMIT;\n")
        } else {
            sql.to_owned()
        }
    }

    /// A word that only the style as written has: CONCURRENTLY, COMMIT and the like.
    pub fn written(&self, word: &'static str) -> &'static str {
        if self.as_written() {
            word
        } else {
            ""
        }
    }
}

/// Minutes since the product's first day as YYYYMMDDHHMMSS, in months of 28 days: close enough for a name.
fn stamp(minutes: usize) -> String {
    let (days, minute) = (minutes / (24 * 60), minutes % (24 * 60));
    let (months, day) = (days / 28, days % 28);
    format!(
        "{:04}{:02}{:02}{:02}{:02}00",
        2024 + months / 12,
        months % 12 + 1,
        day + 1,
        minute / 60,
        minute % 60
    )
}
