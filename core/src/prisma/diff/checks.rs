//! What a plan would lose, and what it cannot do with rows in the tables: Prisma's warnings and
//! unexecutable steps, in its words.

use super::shown;
use super::step::{Cast, Change, ColumnChange, Origin, Part, Step};
use crate::prisma::model::{Arity, Column, Table};

/// A warning, or a reason why a step cannot be executed.
#[derive(Debug, Clone)]
pub struct Check<'a> {
    /// The number of the step, from 0.
    pub step: usize,
    pub danger: Danger<'a>,
}

#[derive(Debug, Clone)]
pub enum Danger<'a> {
    TableDrop(&'a Table),
    ColumnDrop(&'a Table, &'a Column),
    RiskyCast(&'a Table, ColumnChange<'a>),
    ColumnRecreated(&'a Table, ColumnChange<'a>),
    PrimaryKeyChange(&'a Table),
    UniqueAdded(&'a Table, Vec<&'a str>),
    ValuesRemoved(&'a str, Vec<&'a str>),
    RequiredColumn {
        table: &'a Table,
        column: &'a Column,
        /// Prisma's client would give the values.
        by_client: bool,
    },
    MadeRequired(&'a Table, &'a Column),
    MadeList(&'a Table, &'a Column),
    RequiredRecreated(&'a Table, &'a Column),
}

/// What a server has to count to say more.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Needs<'a> {
    pub table: &'a Table,
    /// The rows of the table.
    pub rows: bool,
    /// The values of this column that are not null.
    pub values: Option<&'a Column>,
}

/// What a server has counted; nothing where nobody asked.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    pub rows: Option<u64>,
    pub values: Option<u64>,
}

#[derive(Debug, Default)]
pub struct Checks<'a> {
    pub warnings: Vec<Check<'a>>,
    pub unexecutable: Vec<Check<'a>>,
}

pub fn of<'a>(steps: &[Step<'a>]) -> Checks<'a> {
    let mut checks = Checks::default();
    for (number, step) in steps.iter().enumerate() {
        for danger in dangers(&step.change) {
            let list = match danger.is_unexecutable() {
                true => &mut checks.unexecutable,
                false => &mut checks.warnings,
            };
            list.push(Check {
                step: number,
                danger,
            });
        }
    }
    checks
}

fn dangers<'a>(change: &Change<'a>) -> Vec<Danger<'a>> {
    match change {
        Change::DropTable(table) => vec![Danger::TableDrop(table)],
        Change::AlterTable(change) => {
            let parts = change.parts.iter();
            parts.flat_map(|part| of_part(change.from, part)).collect()
        }
        Change::CreateIndex {
            table,
            index,
            origin: Origin::NewIndex,
        } if index.unique => {
            let columns = index.columns.iter().map(|c| c.name.as_str());
            vec![Danger::UniqueAdded(table, columns.collect())]
        }
        Change::AlterEnum(change) if !change.removed.is_empty() => {
            vec![Danger::ValuesRemoved(
                &change.to.name,
                change.removed.clone(),
            )]
        }
        _ => Vec::new(),
    }
}

fn of_part<'a>(table: &'a Table, part: &Part<'a>) -> Vec<Danger<'a>> {
    match part {
        Part::DropPrimaryKey(_) => vec![Danger::PrimaryKeyChange(table)],
        Part::DropColumn(column) => vec![Danger::ColumnDrop(table, column)],
        Part::AddColumn(column) if lacks_value(column) => {
            vec![Danger::RequiredColumn {
                table,
                column,
                by_client: column.client_default,
            }]
        }
        Part::AlterColumn(change) => of_alter(table, change),
        Part::RecreateColumn(change) => vec![of_recreate(table, change)],
        Part::AddColumn(_) | Part::RenamePrimaryKey { .. } | Part::AddPrimaryKey(_) => Vec::new(),
    }
}

fn lacks_value(column: &Column) -> bool {
    column.arity == Arity::Required && column.default.is_none()
}

fn of_alter<'a>(table: &'a Table, change: &ColumnChange<'a>) -> Vec<Danger<'a>> {
    let mut dangers = Vec::new();
    match (change.from.arity, change.to.arity) {
        (Arity::Optional, Arity::Required) => {
            dangers.push(Danger::MadeRequired(table, change.from));
        }
        (Arity::Optional | Arity::Required, Arity::List) => {
            dangers.push(Danger::MadeList(table, change.from));
        }
        _ => {}
    }
    if change.cast == Some(Cast::Risky) {
        dangers.push(Danger::RiskyCast(table, *change));
    }
    dangers
}

fn of_recreate<'a>(table: &'a Table, change: &ColumnChange<'a>) -> Danger<'a> {
    match (lacks_value(change.to), change.from.arity) {
        (true, Arity::Optional) => Danger::RequiredColumn {
            table,
            column: change.from,
            by_client: false,
        },
        (true, _) => Danger::RequiredRecreated(table, change.from),
        (false, _) => Danger::ColumnRecreated(table, *change),
    }
}

impl Danger<'_> {
    fn is_unexecutable(&self) -> bool {
        matches!(
            self,
            Danger::RequiredColumn { .. }
                | Danger::MadeRequired(..)
                | Danger::MadeList(..)
                | Danger::RequiredRecreated(..)
        )
    }
}

impl<'a> Check<'a> {
    pub fn needs(&self) -> Option<Needs<'a>> {
        let (table, rows, values) = match &self.danger {
            Danger::TableDrop(table)
            | Danger::PrimaryKeyChange(table)
            | Danger::RequiredColumn { table, .. }
            | Danger::RequiredRecreated(table, _) => (*table, true, None),
            Danger::ColumnDrop(table, column) => (*table, false, Some(*column)),
            Danger::RiskyCast(table, change) => (*table, false, Some(change.from)),
            Danger::ColumnRecreated(table, change) => (*table, true, Some(change.from)),
            Danger::MadeRequired(table, column) | Danger::MadeList(table, column) => {
                (*table, true, Some(*column))
            }
            Danger::UniqueAdded(..) | Danger::ValuesRemoved(..) => return None,
        };
        Some(Needs {
            table,
            rows,
            values,
        })
    }

    /// The message; nothing if the counts show that there is nothing to say.
    pub fn text(&self, counts: Counts) -> Option<String> {
        if let Danger::UniqueAdded(table, columns) = &self.danger {
            return Some(unique_added(&table.name, columns));
        }
        if let Danger::ValuesRemoved(name, values) = &self.danger {
            return Some(values_removed(name, values));
        }
        if counts.rows == Some(0) {
            return None;
        }
        match &self.danger {
            Danger::TableDrop(table) => Some(table_drop(&table.name, counts.rows)),
            Danger::PrimaryKeyChange(table) => Some(format!(
                "The primary key for the `{}` table will be changed. If it partially fails, the \
                 table could be left without primary key constraint.",
                table.name
            )),
            Danger::RequiredColumn {
                table,
                column,
                by_client,
            } => Some(required_column(
                &table.name,
                &column.name,
                *by_client,
                counts.rows,
            )),
            Danger::RequiredRecreated(table, column) => {
                Some(required_recreated(&table.name, &column.name, counts.rows))
            }
            Danger::MadeRequired(table, column) => made_required(&table.name, &column.name, counts),
            _ if counts.values == Some(0) => None,
            Danger::ColumnDrop(table, column) => {
                Some(column_drop(&table.name, &column.name, counts.values))
            }
            Danger::RiskyCast(table, change) => {
                Some(risky_cast(&table.name, change, counts.values))
            }
            Danger::ColumnRecreated(table, change) => {
                Some(recreated(&table.name, &change.from.name, counts.values))
            }
            Danger::MadeList(table, column) => {
                Some(made_list(&table.name, &column.name, counts.values))
            }
            Danger::UniqueAdded(..) | Danger::ValuesRemoved(..) => None,
        }
    }
}

fn unique_added(table: &str, columns: &[&str]) -> String {
    let columns = columns.join(",");
    format!(
        "A unique constraint covering the columns `[{columns}]` on the table `{table}` will be \
         added. If there are existing duplicate values, this will fail."
    )
}

fn values_removed(name: &str, values: &[&str]) -> String {
    let values = values.join(",");
    format!(
        "The values [{values}] on the enum `{name}` will be removed. If these variants are still \
         used in the database, this will fail."
    )
}

fn table_drop(table: &str, rows: Option<u64>) -> String {
    match rows {
        Some(rows) => {
            format!("You are about to drop the `{table}` table, which is not empty ({rows} rows).")
        }
        None => format!(
            "You are about to drop the `{table}` table. If the table is not empty, all the data \
             it contains will be lost."
        ),
    }
}

fn column_drop(table: &str, column: &str, values: Option<u64>) -> String {
    let rest = match values {
        Some(values) => format!(", which still contains {values} non-null values."),
        None => ". All the data in the column will be lost.".into(),
    };
    format!("You are about to drop the column `{column}` on the `{table}` table{rest}")
}

fn risky_cast(table: &str, change: &ColumnChange<'_>, values: Option<u64>) -> String {
    let column = &change.from.name;
    let rest = match values {
        Some(values) => format!(", which contains {values} non-null values."),
        None => ". The data in that column could be lost.".into(),
    };
    let [from, to] = [change.from, change.to].map(shown::kind);
    format!(
        "You are about to alter the column `{column}` on the `{table}` table{rest} The data in \
         that column will be cast from `{from}` to `{to}`."
    )
}

fn recreated(table: &str, column: &str, values: Option<u64>) -> String {
    let rest = match values {
        Some(_) => ".",
        None => " if there is data in the column.",
    };
    format!(
        "The `{column}` column on the `{table}` table would be dropped and recreated. This will \
         lead to data loss{rest}"
    )
}

fn required_column(table: &str, name: &str, by_client: bool, rows: Option<u64>) -> String {
    let rest = match rows {
        Some(rows) => {
            format!("There are {rows} rows in this table, it is not possible to execute this step.")
        }
        None => "This is not possible if the table is not empty.".into(),
    };
    match by_client {
        true => format!(
            "The required column `{name}` was added to the `{table}` table with a prisma-level \
             default value. {rest} Please add this column as optional, then populate it before \
             making it required."
        ),
        false => format!(
            "Added the required column `{name}` to the `{table}` table without a default value. \
             {rest}"
        ),
    }
}

fn required_recreated(table: &str, column: &str, rows: Option<u64>) -> String {
    let rest = match rows {
        Some(_) => "since the column is required and there is data in the table.",
        None => "if there is data, since the column is required.",
    };
    format!(
        "Changed the type of `{column}` on the `{table}` table. No cast exists, the column would \
         be dropped and recreated, which cannot be done {rest}"
    )
}

fn made_required(table: &str, column: &str, counts: Counts) -> Option<String> {
    let rest = match (counts.rows, counts.values) {
        (Some(rows), Some(values)) if rows <= values => return None,
        (Some(rows), Some(values)) => {
            let nulls = rows - values;
            format!(", but there are {nulls} existing NULL values.")
        }
        _ => ". This step will fail if there are existing NULL values in that column.".into(),
    };
    Some(format!(
        "Made the column `{column}` on table `{table}` required{rest}"
    ))
}

fn made_list(table: &str, column: &str, values: Option<u64>) -> String {
    let rest = match values {
        Some(values) => format!(
            "There are {values} existing non-null values in that column, this step cannot be \
             executed."
        ),
        None => "If there are non-null values in that column, this step will fail.".into(),
    };
    format!("Changed the column `{column}` on the `{table}` table from a scalar field to a list field. {rest}")
}
