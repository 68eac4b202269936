//! Changes of an enum's values.

use super::column::kind;
use super::default::default;
use super::names::{quote, text};
use super::statement::Surroundings;
use crate::prisma::diff::enums::{used, Use};
use crate::prisma::diff::step::EnumChange;
use crate::prisma::model::{Arity, Enum};

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
    let name = format!("{}_old", from.name);
    around.names.qualified(&from.namespace, &name)
}

/// A new type takes the old one's place.
fn replace(around: &Surroundings<'_>, change: &EnumChange<'_>) -> Vec<String> {
    let names = around.names;
    let temporary = format!("{}_new", change.to.name);
    let new = names.qualified(&change.to.namespace, &temporary);
    let (users, left) = used(around.from, around.to, change.from);
    let mut statements = vec!["BEGIN".into(), create(&new, &change.to.values)];
    let alter = |u: &Use<'_>, action: String| {
        let table = names.qualified(&u.table.namespace, &u.table.name);
        let column = quote(&u.from.name);
        format!("ALTER TABLE {table} ALTER COLUMN {column} {action}")
    };
    let mut by_name = users.clone();
    by_name.sort_by_key(|u| (u.place, &u.from.name));
    let with_default = by_name.iter().filter(|u| u.from.default.is_some());
    statements.extend(with_default.map(|u| alter(u, "DROP DEFAULT".into())));
    statements.extend(users.iter().map(|u| {
        let kind = match u.from.arity {
            Arity::List => format!("{new}[]"),
            Arity::Required | Arity::Optional => new.clone(),
        };
        let column = quote(&u.from.name);
        alter(u, format!("TYPE {kind} USING ({column}::text::{kind})"))
    }));
    let name = names.qualified(&change.from.namespace, &change.from.name);
    let old_name = quote(&format!("{}_old", change.from.name));
    statements.push(format!("ALTER TYPE {name} RENAME TO {old_name}"));
    statements.push(format!(
        "ALTER TYPE {new} RENAME TO {}",
        quote(&change.to.name)
    ));
    if left.is_empty() {
        statements.push(format!("DROP TYPE {}", old(around, change.from)));
    }
    let with_default = by_name.iter().filter(|u| u.from.default.is_some());
    statements.extend(with_default.filter_map(|u| {
        // A list that is one value in the end gets its default with its new type.
        let same =
            u.from.arity == u.to.arity || u.from.arity != Arity::List && u.to.arity != Arity::List;
        let value = default(u.to.default.as_ref().filter(|_| same)?, &kind(names, u.to))?;
        Some(alter(u, format!("SET DEFAULT {value}")))
    }));
    statements.push("COMMIT".into());
    statements
}
