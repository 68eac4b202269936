//! Changes of an enum's values.

use super::column::kind;
use super::default::default;
use super::names::{quote, text, Names};
use super::statement::Surroundings;
use crate::prisma::diff::enums::{used, Use};
use crate::prisma::diff::step::EnumChange;
use crate::prisma::diff::Style;
use crate::prisma::model::{Arity, Column, Enum};

const SEVERAL: &str = "-- This migration adds more than one value to an enum.
-- With PostgreSQL versions 11 and earlier, this is not possible
-- in a single migration. This can be worked around by creating
-- multiple migrations, each migration adding only one value to
-- the enum.


";

pub fn create(name: &str, values: &[String]) -> String {
    let values: Vec<String> = values.iter().map(|value| text(value)).collect();
    format!("CREATE TYPE {name} AS ENUM ({})", values.join(", "))
}

pub fn alter(around: &Surroundings<'_>, change: &EnumChange<'_>) -> Vec<String> {
    match change.replaced {
        true => replace(around, change),
        false => add(around, change),
    }
}

fn add(around: &Surroundings<'_>, change: &EnumChange<'_>) -> Vec<String> {
    let name = around
        .names
        .qualified(&change.from.namespace, &change.from.name);
    let add = |value: &&str| format!("ALTER TYPE {name} ADD VALUE {}", text(value));
    let mut statements: Vec<String> = change.added.iter().map(add).collect();
    if statements.len() > 1 {
        statements[0].insert_str(0, SEVERAL);
    }
    statements
}

/// The name of the type that is on its way out.
pub fn old(around: &Surroundings<'_>, from: &Enum) -> String {
    let name = beside(&from.name, "_old");
    around.names.qualified(&from.namespace, &name)
}

/// A name with something behind it, in the length that a name can have.
fn beside(name: &str, suffix: &str) -> String {
    let mut end = name.len().min(63 - suffix.len());
    while !name.is_char_boundary(end) {
        end -= 1;
    }
    format!("{}{suffix}", &name[..end])
}

/// A new type takes the old one's place.
fn replace(around: &Surroundings<'_>, change: &EnumChange<'_>) -> Vec<String> {
    let names = around.names;
    let (from, to) = (change.from, change.to);
    let new = names.qualified(&to.namespace, &beside(&to.name, "_new"));
    let (users, left) = used(around.from, around.to, from);
    let mut with_default: Vec<_> = users.iter().filter(|u| u.from.default.is_some()).collect();
    with_default.sort_by_key(|u| (u.place, &u.from.name));

    let mut statements = vec![create(&new, &to.values)];
    statements.extend(
        with_default
            .iter()
            .map(|u| alter_column(names, u, "DROP DEFAULT")),
    );
    statements.extend(users.iter().map(|u| set_type(names, u, &new)));
    statements.push(format!(
        "ALTER TYPE {} RENAME TO {}",
        names.qualified(&from.namespace, &from.name),
        quote(&beside(&from.name, "_old"))
    ));
    statements.push(format!("ALTER TYPE {new} RENAME TO {}", quote(&to.name)));
    if left.is_empty() {
        statements.push(format!("DROP TYPE {}", old(around, from)));
    }
    statements.extend(with_default.iter().filter_map(|u| set_default(names, u)));
    match around.style {
        Style::Prisma => in_a_transaction(statements),
        // All of it is run in one.
        Style::Safe => statements,
    }
}

fn in_a_transaction(mut statements: Vec<String>) -> Vec<String> {
    statements.insert(0, "BEGIN".into());
    statements.push("COMMIT".into());
    statements
}

fn alter_column(names: Names<'_>, u: &Use<'_>, action: &str) -> String {
    let table = names.qualified(&u.table.namespace, &u.table.name);
    let column = quote(&u.from.name);
    format!("ALTER TABLE {table} ALTER COLUMN {column} {action}")
}

fn is_list(column: &Column) -> bool {
    column.arity == Arity::List
}

fn set_type(names: Names<'_>, u: &Use<'_>, new: &str) -> String {
    let list = if is_list(u.from) { "[]" } else { "" };
    let column = quote(&u.from.name);
    let action = format!("TYPE {new}{list} USING ({column}::text::{new}{list})");
    alter_column(names, u, &action)
}

/// A list that becomes one value, or the reverse, gets its default with its type, in another step.
fn set_default(names: Names<'_>, u: &Use<'_>) -> Option<String> {
    let wanted = u.to.default.as_ref();
    let wanted = wanted.filter(|_| is_list(u.from) == is_list(u.to))?;
    let value = default(wanted, &kind(names, u.to))?;
    Some(alter_column(names, u, &format!("SET DEFAULT {value}")))
}
