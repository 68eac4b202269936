//! A plan in the words of Prisma's drift summary.
//!
//! Two slips of Prisma's are not repeated: the `)` on a line of its own after an added primary key,
//! and removed extensions without their names.

use super::shown;
use super::step::{Change, ColumnChange, Part, Step, TableChange};
use crate::prisma::model::{Arity, Column};
use std::collections::BTreeMap;

/// The sections, in their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Section {
    ChangedExtension,
    RemovedExtensions,
    AddedExtensions,
    AddedSchemas,
    AddedEnums,
    AddedTables,
    RemovedEnums,
    RemovedTables,
    ChangedEnum,
    ChangedTable,
}

/// The text; it ends with a line end, but where there is no difference.
pub fn of(steps: &[Step<'_>]) -> String {
    if steps.is_empty() {
        return "No difference detected.".into();
    }
    let mut sections: BTreeMap<(Section, &str), Vec<String>> = BTreeMap::new();
    for step in steps {
        let section = sections.entry(place(&step.change)).or_default();
        section.extend(lines(&step.change));
    }
    let mut text = String::new();
    for ((section, name), lines) in sections {
        text.push_str(&format!("\n{}\n", head(section, name)));
        for line in lines {
            text.push_str(&format!("  {line}\n"));
        }
    }
    text
}

fn head(section: Section, name: &str) -> String {
    match section {
        Section::ChangedExtension => format!("[*] Changed the `{name}` extension"),
        Section::RemovedExtensions => "[-] Removed extensions".into(),
        Section::AddedExtensions => "[+] Added extensions".into(),
        Section::AddedSchemas => "[+] Added Schemas".into(),
        Section::AddedEnums => "[+] Added enums".into(),
        Section::AddedTables => "[+] Added tables".into(),
        Section::RemovedEnums => "[-] Removed enums".into(),
        Section::RemovedTables => "[-] Removed tables".into(),
        Section::ChangedEnum => format!("[*] Changed the `{name}` enum"),
        Section::ChangedTable => format!("[*] Changed the `{name}` table"),
    }
}

/// The section of a change, and the name that parts it from others of its kind. Each extension has
/// a section of its own.
fn place<'a>(change: &Change<'a>) -> (Section, &'a str) {
    match change {
        Change::DropExtension(e) => (Section::RemovedExtensions, e.name.as_str()),
        Change::CreateExtension(e) => (Section::AddedExtensions, e.name.as_str()),
        Change::AlterExtension { from, .. } => (Section::ChangedExtension, from.name.as_str()),
        Change::CreateSchema(_) => (Section::AddedSchemas, ""),
        Change::CreateEnum(_) => (Section::AddedEnums, ""),
        Change::DropEnum(_) => (Section::RemovedEnums, ""),
        Change::CreateTable(_) => (Section::AddedTables, ""),
        Change::DropTable(_) => (Section::RemovedTables, ""),
        Change::AlterEnum(change) => (Section::ChangedEnum, change.from.name.as_str()),
        Change::AlterTable(change) => (Section::ChangedTable, change.from.name.as_str()),
        Change::DropForeignKey(table, _)
        | Change::DropIndex(table, _)
        | Change::CreateIndex { table, .. }
        | Change::RenameForeignKey { table, .. }
        | Change::AddForeignKey(table, _)
        | Change::RenameIndex { table, .. } => (Section::ChangedTable, table.name.as_str()),
    }
}

fn lines(change: &Change<'_>) -> Vec<String> {
    let unique = |unique: bool| if unique { "unique " } else { "" };
    let columns = |index: &crate::prisma::model::Index| {
        let names: Vec<&str> = index.columns.iter().map(|c| c.name.as_str()).collect();
        names.join(", ")
    };
    let line = match change {
        Change::CreateSchema(name) => format!("- {name}"),
        Change::DropExtension(e) | Change::CreateExtension(e) => format!("- {}", e.name),
        Change::AlterExtension { .. } => return Vec::new(),
        Change::CreateEnum(e) | Change::DropEnum(e) => format!("- {}", e.name),
        Change::CreateTable(table) | Change::DropTable(table) => format!("- {}", table.name),
        Change::AlterEnum(change) => {
            let added = change.added.iter();
            let removed = change.removed.iter();
            return (added.map(|value| format!("[+] Added variant `{value}`")))
                .chain(removed.map(|value| format!("[-] Removed variant `{value}`")))
                .collect();
        }
        Change::AlterTable(change) => return parts(change),
        Change::DropForeignKey(_, key) => {
            format!(
                "[-] Removed foreign key on columns ({})",
                key.columns.join(", ")
            )
        }
        Change::AddForeignKey(_, key) => {
            format!(
                "[+] Added foreign key on columns ({})",
                key.columns.join(", ")
            )
        }
        Change::DropIndex(_, index) => format!(
            "[-] Removed {}index on columns ({})",
            unique(index.unique),
            columns(index)
        ),
        Change::CreateIndex { index, .. } => format!(
            "[+] Added {}index on columns ({})",
            unique(index.unique),
            columns(index)
        ),
        Change::RenameForeignKey { from, to, .. } => {
            format!(
                "[*] Renamed the foreign key \"{}\" to \"{}\"",
                from.name, to.name
            )
        }
        Change::RenameIndex { from, to, .. } => {
            format!("[*] Renamed index `{}` to `{}`", from.name, to.name)
        }
    };
    vec![line]
}

fn parts(change: &TableChange<'_>) -> Vec<String> {
    let line = |part: &Part<'_>| match part {
        Part::DropPrimaryKey(key) => format!(
            "[-] Dropped the primary key on columns ({})",
            key.columns.join(", ")
        ),
        Part::RenamePrimaryKey { from, .. } => format!(
            "[*] Renamed the primary key on columns ({})",
            from.columns.join(", ")
        ),
        Part::DropColumn(column) => format!("[-] Removed column `{}`", column.name),
        Part::AddColumn(column) => format!("[+] Added column `{}`", column.name),
        Part::AlterColumn(change) => format!(
            "[*] Altered column `{}` ({})",
            change.to.name,
            changes(change)
        ),
        Part::RecreateColumn(change) => format!(
            "[*] Column `{}` would be dropped and recreated ({})",
            change.to.name,
            changes(change)
        ),
        Part::AddPrimaryKey(key) => {
            format!(
                "[+] Added primary key on columns ({})",
                key.columns.join(", ")
            )
        }
    };
    change.parts.iter().map(line).collect()
}

fn changes(change: &ColumnChange<'_>) -> String {
    let mut parts = Vec::new();
    if change.arity {
        let [from, to] = [change.from, change.to].map(arity);
        parts.push(format!("changed from {from} to {to}"));
    }
    if change.default {
        let [from, to] = [change.from, change.to].map(shown::default);
        parts.push(format!("default changed from `{from}` to `{to}`"));
    }
    if change.cast.is_some() {
        parts.push("type changed".into());
    }
    if change.autoincrement {
        let counts = matches!(
            change.to.default,
            Some(crate::prisma::model::ColumnDefault::Autoincrement(_))
        );
        parts.push(match counts {
            true => "column became autoincrementing".into(),
            false => "column is no longer autoincrementing".into(),
        });
    }
    parts.join(", ")
}

fn arity(column: &Column) -> &'static str {
    match column.arity {
        Arity::Required => "Required",
        Arity::Optional => "Nullable",
        Arity::List => "List",
    }
}
