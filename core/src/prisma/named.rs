//! The steps of a plan as rows of `diff`: kind of object, its name, what happens to it.

use super::diff::step::{Change, Step};
use super::model::Table;
use crate::schema::name;

/// What a step is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    pub kind: &'static str,
    /// As documents display it.
    pub object: String,
    pub change: &'static str,
}

pub fn named(step: &Step) -> Named {
    let within = |namespace: &str, own: &str| name::display(Some(namespace), own, None, None);
    let table = |t: &Table| within(&t.namespace, &t.name);
    let on = |t: &Table, own: &str| name::display(None, own, None, Some(&table(t)));
    let (kind, object, change) = match &step.change {
        Change::CreateSchema(own) => ("schema", name::quoted(own), "create"),
        Change::CreateExtension(own) => ("extension", name::quoted(&own.name), "create"),
        Change::DropExtension(own) => ("extension", name::quoted(&own.name), "drop"),
        Change::AlterExtension { to, .. } => ("extension", name::quoted(&to.name), "alter"),
        Change::CreateEnum(own) => ("enum", within(&own.namespace, &own.name), "create"),
        Change::DropEnum(own) => ("enum", within(&own.namespace, &own.name), "drop"),
        Change::AlterEnum(own) => ("enum", within(&own.from.namespace, &own.from.name), "alter"),
        Change::CreateTable(own) => ("table", table(own), "create"),
        Change::DropTable(own) => ("table", table(own), "drop"),
        Change::AlterTable(own) => ("table", table(own.from), "alter"),
        Change::CreateIndex {
            table: t, index, ..
        } => ("index", within(&t.namespace, &index.name), "create"),
        Change::DropIndex(t, index) => ("index", within(&t.namespace, &index.name), "drop"),
        Change::RenameIndex { table: t, from, .. } => {
            ("index", within(&t.namespace, &from.name), "rename")
        }
        Change::AddForeignKey(t, key) => ("constraint", on(t, &key.name), "create"),
        Change::DropForeignKey(t, key) => ("constraint", on(t, &key.name), "drop"),
        Change::RenameForeignKey { table: t, from, .. } => {
            ("constraint", on(t, &from.name), "rename")
        }
    };
    Named {
        kind,
        object,
        change,
    }
}
