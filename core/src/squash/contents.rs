//! The rows of a database, and how far its sequences are.

use crate::render::quote::{ident, qualified};
use serde::Deserialize;

/// What a database holds besides its schema.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
pub struct Contents {
    pub holders: Vec<Holder>,
}

/// Something that holds data.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Holder {
    Table(Table),
    /// One that was used, with the value and whether it was given out.
    Sequence {
        schema: String,
        name: String,
        value: String,
        called: bool,
    },
    /// A materialized view that was never filled, or emptied.
    Unfilled {
        schema: String,
        name: String,
    },
    /// A filled materialized view, with a checksum of its rows.
    Filled {
        schema: String,
        name: String,
        value: String,
    },
    /// Rows in a table of an extension's.
    OfExtension {
        schema: String,
        name: String,
    },
    LargeObjects,
}

/// The rows of a table, as SQL literals.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Table {
    pub schema: String,
    pub name: String,
    pub columns: Vec<Column>,
    pub rows: Vec<Vec<String>>,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Column {
    pub name: String,
    pub has_default: bool,
    pub is_identity: bool,
}

/// How many rows one statement writes.
const ROWS: usize = 100;

impl Contents {
    pub fn tables(&self) -> impl Iterator<Item = &Table> {
        self.holders.iter().filter_map(|holder| match holder {
            Holder::Table(table) => Some(table),
            _ => None,
        })
    }

    pub fn has_rows(&self) -> bool {
        self.tables().next().is_some()
    }

    /// The tables and the rest that are not the same there. What was left to defaults may be anything.
    pub fn missing_in(&self, other: &Contents) -> Vec<String> {
        let same = |holder: &Holder| match holder {
            Holder::Table(table) => other.tables().any(|twin| table.is_like(twin)),
            Holder::OfExtension { .. } | Holder::Filled { .. } => true,
            holder => other.holders.contains(holder),
        };
        let missing = self.holders.iter().filter(|holder| !same(holder));
        let surplus = other.tables().filter(|table| {
            let mut own = self.tables();
            !own.any(|twin| twin.display() == table.display())
        });
        let surplus = surplus.map(Table::display);
        missing.map(Holder::display).chain(surplus).collect()
    }

    /// The materialized views that hold other rows there.
    pub fn stale_views(&self, other: &Contents) -> Vec<String> {
        let views = self.holders.iter();
        let views = views.filter(|holder| matches!(holder, Holder::Filled { .. }));
        views
            .filter(|view| !other.holders.contains(view))
            .map(Holder::display)
            .collect()
    }

    /// The statements that write the rows.
    pub fn rows_script(&self) -> String {
        let statements: String = self.tables().map(Table::script).collect();
        match statements.is_empty() {
            true => statements,
            false => format!("\n-- Rows\n{statements}"),
        }
    }

    /// The statements for the rest, when the schema is complete.
    pub fn rest_script(&self) -> String {
        let mut text = String::new();
        for holder in &self.holders {
            match holder {
                Holder::Sequence {
                    schema,
                    name,
                    value,
                    called,
                } => {
                    let sequence = qualified(Some(schema), name).replace('\'', "''");
                    text +=
                        &format!("SELECT pg_catalog.setval('{sequence}', {value}, {called});\n");
                }
                Holder::Unfilled { schema, name } => {
                    let view = qualified(Some(schema), name);
                    text += &format!("REFRESH MATERIALIZED VIEW {view} WITH NO DATA;\n");
                }
                _ => {}
            }
        }
        match text.is_empty() {
            true => text,
            false => format!("\n-- Sequences and what else is no row\n{text}"),
        }
    }
}

impl Holder {
    fn display(&self) -> String {
        match self {
            Holder::Table(table) => table.display(),
            Holder::Sequence { schema, name, .. }
            | Holder::Unfilled { schema, name }
            | Holder::Filled { schema, name, .. }
            | Holder::OfExtension { schema, name } => qualified(Some(schema), name),
            Holder::LargeObjects => "large objects".into(),
        }
    }
}

impl Table {
    fn is_like(&self, other: &Table) -> bool {
        let same = |a: &String, b: &String| a == b || a == "DEFAULT";
        let pairs = self.rows.iter().zip(&other.rows);
        self.display() == other.display()
            && self.rows.len() == other.rows.len()
            && pairs
                .into_iter()
                .all(|(a, b)| a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b)))
    }

    pub fn display(&self) -> String {
        qualified(Some(&self.schema), &self.name)
    }

    fn script(&self) -> String {
        if self.columns.is_empty() {
            let one = format!("INSERT INTO {} DEFAULT VALUES;\n", self.display());
            return one.repeat(self.rows.len());
        }
        let names: Vec<String> = self.columns.iter().map(|c| ident(&c.name)).collect();
        let overriding = match self.columns.iter().any(|c| c.is_identity) {
            true => " OVERRIDING SYSTEM VALUE",
            false => "",
        };
        let head = format!(
            "INSERT INTO {} ({}){overriding} VALUES",
            self.display(),
            names.join(", ")
        );
        let line = |row: &Vec<String>| format!("  ({})", row.join(", "));
        let statement = |rows: &[Vec<String>]| {
            let lines: Vec<String> = rows.iter().map(line).collect();
            format!("{head}\n{};\n", lines.join(",\n"))
        };
        self.rows.chunks(ROWS).map(statement).collect()
    }
}

/// The contents with DEFAULT for what comes out differently each time, and of which the column's default
/// makes the value. Where some of it has no default, all stays as it was the first time: rows may refer
/// to each other. The second part names the columns, and tables, that are now fixed.
pub fn settled(first: &Contents, second: &Contents) -> (Contents, Vec<(String, String)>) {
    let mut settled = first.clone();
    let mut fixed = Vec::new();
    for holder in &mut settled.holders {
        let Holder::Table(table) = holder else {
            continue;
        };
        let twin = second.tables().find(|t| t.display() == table.display());
        match twin {
            Some(twin) if twin.rows.len() == table.rows.len() => {
                fixed.extend(differing(table, twin).map(|c| (table.display(), c)));
                leave_to_defaults(table, twin);
            }
            _ => fixed.push((table.display(), String::new())),
        }
    }
    match fixed.is_empty() {
        true => (settled, fixed),
        false => (first.clone(), fixed),
    }
}

/// The columns without a default whose values differ.
fn differing<'a>(table: &'a Table, twin: &'a Table) -> impl Iterator<Item = String> + 'a {
    let columns = table.columns.iter().enumerate();
    let differs = |i: usize| {
        let mut pairs = table.rows.iter().zip(&twin.rows);
        pairs.any(|(a, b)| a.get(i) != b.get(i))
    };
    columns
        .filter(move |(i, column)| !column.has_default && differs(*i))
        .map(|(_, column)| column.name.clone())
}

fn leave_to_defaults(table: &mut Table, twin: &Table) {
    for (row, other) in table.rows.iter_mut().zip(&twin.rows) {
        for (value, other) in row.iter_mut().zip(other) {
            if value != other {
                *value = "DEFAULT".into();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(rows: &[[&str; 2]]) -> Contents {
        let column = |name: &str, has_default| Column {
            name: name.into(),
            has_default,
            is_identity: false,
        };
        let row = |row: &[&str; 2]| row.iter().map(|v| v.to_string()).collect();
        Contents {
            holders: vec![Holder::Table(Table {
                schema: "public".into(),
                name: "T".into(),
                columns: vec![column("a", false), column("at", true)],
                rows: rows.iter().map(row).collect(),
            })],
        }
    }

    #[test]
    fn rows_are_written_as_they_are() {
        let contents = table(&[["'1'", "NULL"], ["'2'", "'x'"]]);
        assert_eq!(
            contents.rows_script(),
            "\n-- Rows\nINSERT INTO public.\"T\" (a, at) VALUES\n  ('1', NULL),\n  ('2', 'x');\n"
        );
        let many = vec![["'1'", "NULL"]; 250];
        assert_eq!(table(&many).rows_script().matches("INSERT").count(), 3);
    }

    #[test]
    fn what_differs_each_time_is_left_to_the_default() {
        let (first, second) = (table(&[["'1'", "'noon'"]]), table(&[["'1'", "'night'"]]));
        let (got, fixed) = settled(&first, &second);
        assert_eq!((got, fixed.len()), (table(&[["'1'", "DEFAULT"]]), 0));
        let second = table(&[["'2'", "'night'"]]);
        let (got, fixed) = settled(&first, &second);
        assert_eq!(got, first);
        assert_eq!(fixed, [("public.\"T\"".to_string(), "a".to_string())]);
        let (_, fixed) = settled(&first, &Contents::default());
        assert_eq!(fixed, [("public.\"T\"".to_string(), String::new())]);
    }
}
