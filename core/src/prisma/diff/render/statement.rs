//! The statements of a step.

use super::names::{quote, Names};
use super::{alter_enum, alter_table, column, index};
use crate::prisma::diff::enums::same_name;
use crate::prisma::diff::step::{Change, Way};
use crate::prisma::diff::Style;
use crate::prisma::model::{Extension, Model, Table};

/// What the SQL of a step depends on besides the step.
#[derive(Debug, Clone, Copy)]
pub struct Surroundings<'a> {
    pub from: &'a Model,
    pub to: &'a Model,
    pub names: Names<'a>,
    pub style: Style,
}

pub fn statements(around: &Surroundings<'_>, change: &Change<'_>) -> Vec<String> {
    let names = around.names;
    let one = match change {
        Change::AlterEnum(change) => return alter_enum::alter(around, change),
        Change::AlterTable(change) => return alter_table::alter(around, change),
        Change::AlterExtension { from, to } => return alter_extension(from, to),
        Change::CreateSchema(name) => format!("CREATE SCHEMA IF NOT EXISTS {}", quote(name)),
        Change::DropExtension(extension) => format!("DROP EXTENSION {}", quote(&extension.name)),
        Change::CreateExtension(extension) => create_extension(extension),
        Change::CreateEnum(e) => {
            alter_enum::create(&names.qualified(&e.namespace, &e.name), &e.values)
        }
        Change::DropEnum(e) => {
            let stays = around.to.enums.iter().any(|other| same_name(other, e));
            match stays {
                true => format!("DROP TYPE {}", alter_enum::old(around, e)),
                false => format!("DROP TYPE {}", names.qualified(&e.namespace, &e.name)),
            }
        }
        Change::DropForeignKey(table, key) => index::drop_constraint(names, table, &key.name),
        Change::DropIndex(table, dropped) => index::drop(names, table, dropped),
        Change::DropTable(table) => {
            format!(
                "DROP TABLE {}",
                names.qualified(&table.namespace, &table.name)
            )
        }
        Change::CreateTable(table) => create_table(names, table),
        Change::CreateIndex { table, index, .. } => index::create(names, table, index),
        Change::RenameForeignKey { table, from, to } => format!(
            "ALTER TABLE {} RENAME CONSTRAINT {} TO {}",
            names.qualified(&table.namespace, &table.name),
            quote(&from.name),
            quote(&to.name)
        ),
        Change::AddForeignKey(table, key) => index::add_foreign_key(names, table, key),
        Change::RenameIndex {
            table,
            from,
            to,
            way,
        } => {
            let (from, to) = match way {
                Way::Direct => (from.name.as_str(), to.name.as_str()),
                Way::Aside => (from.name.as_str(), ASIDE),
                Way::Back => (ASIDE, to.name.as_str()),
            };
            let from = names.qualified(&table.namespace, from);
            format!("ALTER INDEX {from} RENAME TO {}", quote(to))
        }
    };
    vec![one]
}

/// The name of an index that has stepped aside.
const ASIDE: &str = "_migrate_renaming";

fn create_table(names: Names<'_>, table: &Table) -> String {
    let columns: Vec<String> = (table.columns.iter())
        .map(|column| column::definition(names, column))
        .collect();
    let key = table.primary_key.as_ref().map_or_else(String::new, |key| {
        let columns = super::names::quote_all(&key.columns, ",");
        format!(
            ",\n\n    CONSTRAINT {} PRIMARY KEY ({columns})",
            quote(&key.name)
        )
    });
    let name = names.qualified(&table.namespace, &table.name);
    format!("CREATE TABLE {name} (\n{}{key}\n)", columns.join(",\n"))
}

fn create_extension(extension: &Extension) -> String {
    let mut text = format!("CREATE EXTENSION IF NOT EXISTS {}", quote(&extension.name));
    if extension.schema.is_some() || extension.version.is_some() {
        text.push_str(" WITH");
    }
    if let Some(schema) = &extension.schema {
        text.push_str(&format!(" SCHEMA {}", quote(schema)));
    }
    if let Some(version) = &extension.version {
        text.push_str(&format!(" VERSION {}", quote(version)));
    }
    text
}

fn alter_extension(from: &Extension, to: &Extension) -> Vec<String> {
    let alter = |action: String| format!("ALTER EXTENSION {} {action}", quote(&from.name));
    let version = to
        .version
        .as_ref()
        .filter(|v| from.version.as_ref() != Some(*v));
    let schema = to
        .schema
        .as_ref()
        .filter(|s| from.schema.as_ref() != Some(*s));
    let version = version.filter(|_| from.version.is_some());
    let schema = schema.filter(|_| from.schema.is_some());
    (version
        .map(|v| alter(format!("UPDATE TO {}", quote(v))))
        .into_iter())
    .chain(schema.map(|s| alter(format!("SET SCHEMA {}", quote(s)))))
    .collect()
}
