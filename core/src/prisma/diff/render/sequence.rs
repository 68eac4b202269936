//! The sequences behind autoincrement().

use super::column::is_autoincrement;
use super::names::{quote, text, Names};
use super::statement::Surroundings;
use crate::prisma::model::{Autoincrement, Column, ColumnDefault, Table};

/// The name of a new sequence in SQL. Prisma writes it in lower case and without quotes, which is
/// right for plain names only, and if no two tables differ in their letters' case only; the others
/// are written as a SERIAL column would name it.
pub fn new(around: &Surroundings<'_>, table: &Table, column: &str) -> String {
    let plain = in_lower_case(table, column);
    let base = match is_plain(&plain) && !is_contested(around, table, &plain) {
        true => plain,
        false => of_serial(&table.name, column),
    };
    let mut name = base.clone();
    let mut number = 0;
    while is_taken(around, &table.namespace, &name) {
        number += 1;
        name = format!("{base}{number}");
    }
    let own = if is_plain(&name) { name } else { quote(&name) };
    match table.namespace == around.names.default_namespace {
        true => own,
        false => format!("{}.{own}", quote(&table.namespace)),
    }
}

fn in_lower_case(table: &Table, column: &str) -> String {
    format!("{}_{column}_seq", table.name).to_lowercase()
}

/// Whether another column that counts might have a sequence of this name.
fn is_contested(around: &Surroundings<'_>, table: &Table, name: &str) -> bool {
    let of_another =
        |other: &&Table| other.namespace == table.namespace && other.name != table.name;
    let would_have = |other: &Table| {
        let mut counting = other.columns.iter().filter(|c| is_autoincrement(c));
        counting.any(|column| in_lower_case(other, &column.name) == name)
    };
    let mut others = around.to.tables.iter().filter(of_another);
    others.any(would_have)
}

fn is_plain(name: &str) -> bool {
    let letter = |c: char| c.is_ascii_lowercase() || c == '_';
    let rest = |c: char| letter(c) || c.is_ascii_digit();
    name.starts_with(letter) && name.chars().all(rest) && name.len() <= 63
}

fn is_taken(around: &Surroundings<'_>, namespace: &str, name: &str) -> bool {
    let columns = around.from.tables.iter().flat_map(|t| &t.columns);
    columns.into_iter().any(|column| {
        sequence(column).is_some_and(|(schema, own)| schema == namespace && own == name)
    })
}

fn sequence(column: &Column) -> Option<(&str, &str)> {
    match &column.default {
        Some(ColumnDefault::Autoincrement(Autoincrement::Sequence(schema, name))) => {
            Some((schema, name))
        }
        _ => None,
    }
}

pub fn is_identity(column: &Column) -> bool {
    let identity = ColumnDefault::Autoincrement(Autoincrement::Identity);
    column.default == Some(identity)
}

/// The sequence that a column takes its numbers from, in SQL; of a column in a schema file, the
/// one that SERIAL makes.
pub fn existing(names: Names<'_>, table: &Table, column: &Column) -> Option<String> {
    match sequence(column) {
        Some((schema, name)) => Some(names.qualified(schema, name)),
        None if is_identity(column) => None,
        None => Some(names.qualified(&table.namespace, &of_serial(&table.name, &column.name))),
    }
}

/// Whether anything else takes numbers from the sequence of a column.
pub fn is_shared(around: &Surroundings<'_>, table: &Table, column: &Column) -> bool {
    let Some((schema, name)) = sequence(column) else {
        return false;
    };
    let is_other = |t: &Table, c: &Column| {
        (&t.namespace, &t.name, &c.name) != (&table.namespace, &table.name, &column.name)
    };
    let calls = |c: &Column| match &c.default {
        Some(ColumnDefault::Expression(expression)) => expression.contains(name),
        _ => false,
    };
    let tables = around.from.tables.iter();
    let by_another = tables
        .flat_map(|t| t.columns.iter().map(move |c| (t, c)))
        .any(|(t, c)| is_other(t, c) && (sequence(c) == Some((schema, name)) || calls(c)));
    by_another || around.to.tables.iter().flat_map(|t| &t.columns).any(calls)
}

/// The name that the server gives to the sequence of a SERIAL column.
fn of_serial(table: &str, column: &str) -> String {
    const ROOM: usize = 63 - "__seq".len();
    let (mut table_end, mut column_end) = (table.len(), column.len());
    while table_end + column_end > ROOM {
        match table_end > column_end {
            true => table_end -= 1,
            false => column_end -= 1,
        }
    }
    let [table, column] = [(table, table_end), (column, column_end)].map(|(name, mut end)| {
        while !name.is_char_boundary(end) {
            end -= 1;
        }
        &name[..end]
    });
    format!("{table}_{column}_seq")
}

/// The call that takes the next number, for a default.
pub fn next(sequence: &str) -> String {
    format!("nextval({})", text(sequence))
}

/// The call that sets the sequence behind the highest number of a column, if there is one.
pub fn set_behind(sequence: &str, column: &str) -> String {
    format!("setval({}, max({column}))", text(sequence))
}
