//! ALTER TABLE.

use super::alter_column::{AlterColumn, Clauses};
use super::column::definition;
use super::names::{quote, quote_all};
use super::statement::Surroundings;
use crate::prisma::diff::step::{Part, TableChange};

pub fn alter(around: &Surroundings<'_>, change: &TableChange<'_>) -> Vec<String> {
    let mut out = Clauses::default();
    let mut renaming = None;
    let table = around
        .names
        .qualified(&change.from.namespace, &change.from.name);
    for part in &change.parts {
        match part {
            Part::DropPrimaryKey(key) => {
                out.clauses
                    .push(format!("DROP CONSTRAINT {}", quote(&key.name)));
            }
            // PostgreSQL takes a renaming in a statement of its own only.
            Part::RenamePrimaryKey { from, to } => {
                renaming = Some(format!(
                    "ALTER TABLE {table} RENAME CONSTRAINT {} TO {}",
                    quote(&from.name),
                    quote(&to.name)
                ));
            }
            Part::DropColumn(column) => {
                out.clauses
                    .push(format!("DROP COLUMN {}", quote(&column.name)));
            }
            Part::AddColumn(column) => {
                let definition = definition(around.names, column);
                out.clauses.push(format!("ADD COLUMN {definition}"));
            }
            Part::AlterColumn(column) => AlterColumn {
                around,
                table: change,
                change: *column,
                out: &mut out,
            }
            .write(),
            Part::RecreateColumn(column) => {
                let name = quote(&column.from.name);
                out.clauses.push(format!("DROP COLUMN {name}"));
                let definition = definition(around.names, column.to);
                out.clauses.push(format!("ADD COLUMN {definition}"));
            }
            Part::AddPrimaryKey(key) => out.clauses.push(format!(
                "ADD CONSTRAINT {} PRIMARY KEY ({})",
                quote(&key.name),
                quote_all(&key.columns, ", ")
            )),
        }
    }
    let mut statements = out.before;
    if !out.clauses.is_empty() {
        let clauses = out.clauses.join(",\n");
        statements.push(format!("ALTER TABLE {table} {clauses}"));
    }
    statements.extend(renaming);
    statements.extend(out.after);
    statements
}
