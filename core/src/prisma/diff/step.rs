//! What a plan consists of.

use crate::prisma::model::{Column, Enum, Extension, ForeignKey, Index, PrimaryKey, Table};

/// One step of a migration, with the SQL that takes it.
#[derive(Debug, Clone)]
pub struct Step<'a> {
    pub change: Change<'a>,
    pub statements: Vec<String>,
}

#[derive(Debug, Clone)]
pub enum Change<'a> {
    CreateSchema(&'a str),
    DropExtension(&'a Extension),
    CreateExtension(&'a Extension),
    AlterExtension {
        from: &'a Extension,
        to: &'a Extension,
    },
    CreateEnum(&'a Enum),
    AlterEnum(EnumChange<'a>),
    /// Of an enum whose type was replaced, what is left of the old one.
    DropEnum(&'a Enum),
    DropForeignKey(&'a Table, &'a ForeignKey),
    DropIndex(&'a Table, &'a Index),
    AlterTable(TableChange<'a>),
    DropTable(&'a Table),
    CreateTable(&'a Table),
    CreateIndex {
        table: &'a Table,
        index: &'a Index,
        origin: Origin,
    },
    RenameForeignKey {
        table: &'a Table,
        from: &'a ForeignKey,
        to: &'a ForeignKey,
    },
    AddForeignKey(&'a Table, &'a ForeignKey),
    RenameIndex {
        table: &'a Table,
        from: &'a Index,
        to: &'a Index,
        way: Way,
    },
}

/// How an index gets its new name: where indexes exchange theirs, one steps aside meanwhile.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    Direct,
    Aside,
    Back,
}

/// Why an index is created.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    NewTable,
    NewIndex,
    /// It was there, but another step took it away.
    Again,
}

#[derive(Debug, Clone)]
pub struct EnumChange<'a> {
    pub from: &'a Enum,
    pub to: &'a Enum,
    pub added: Vec<&'a str>,
    pub removed: Vec<&'a str>,
    /// A new type takes the place of the old one.
    pub replaced: bool,
}

#[derive(Debug, Clone)]
pub struct TableChange<'a> {
    pub from: &'a Table,
    pub to: &'a Table,
    /// In the order of the SQL.
    pub parts: Vec<Part<'a>>,
}

#[derive(Debug, Clone)]
pub enum Part<'a> {
    DropPrimaryKey(&'a PrimaryKey),
    RenamePrimaryKey {
        from: &'a PrimaryKey,
        to: &'a PrimaryKey,
    },
    DropColumn(&'a Column),
    AddColumn(&'a Column),
    AlterColumn(ColumnChange<'a>),
    /// Dropped and added again, as no cast exists.
    RecreateColumn(ColumnChange<'a>),
    AddPrimaryKey(&'a PrimaryKey),
}

#[derive(Debug, Clone, Copy)]
pub struct ColumnChange<'a> {
    pub from: &'a Column,
    pub to: &'a Column,
    pub arity: bool,
    pub default: bool,
    pub cast: Option<Cast>,
    pub autoincrement: bool,
}

/// What a change of type does to the values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cast {
    /// Each value has its like in the new type.
    Safe,
    /// Values may be changed or refused.
    Risky,
    /// There is none.
    Impossible,
}

impl ColumnChange<'_> {
    pub fn is_any(&self) -> bool {
        self.arity || self.default || self.cast.is_some() || self.autoincrement
    }

    pub fn recreates(&self) -> bool {
        self.cast == Some(Cast::Impossible)
    }
}

impl Step<'_> {
    /// The heading of the step in a script.
    pub fn title(&self) -> &'static str {
        match &self.change {
            Change::CreateSchema(_) => "CreateSchema",
            Change::DropExtension(_) => "DropExtension",
            Change::CreateExtension(_) => "CreateExtension",
            Change::AlterExtension { .. } => "AlterExtension",
            Change::CreateEnum(_) => "CreateEnum",
            Change::AlterEnum(_) => "AlterEnum",
            Change::DropEnum(_) => "DropEnum",
            Change::DropForeignKey(..) => "DropForeignKey",
            Change::DropIndex(..) => "DropIndex",
            Change::AlterTable(_) => "AlterTable",
            Change::DropTable(_) => "DropTable",
            Change::CreateTable(_) => "CreateTable",
            Change::CreateIndex { .. } => "CreateIndex",
            Change::RenameForeignKey { .. } => "RenameForeignKey",
            Change::AddForeignKey(..) => "AddForeignKey",
            Change::RenameIndex { .. } => "RenameIndex",
        }
    }
}
