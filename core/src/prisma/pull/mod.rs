//! `prisma db pull`: the schema file of a database, and what it cannot say. What a file that was
//! there before says beyond the database is kept as Prisma keeps it.

mod attributes;
mod class;
mod config;
mod enums;
mod facts;
mod fields;
mod indexes;
mod joins;
mod models;
mod names;
mod naming;
mod previous;
mod relations;
mod table;
#[cfg(test)]
mod tests;
mod text;
mod write;

use super::model::Model;
use super::psl::Ast;
use crate::schema::Schema;

/// A schema in one or more files, each with its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pulled {
    pub files: Vec<(String, String)>,
    pub warnings: Vec<Warning>,
}

/// Things of one kind that the schema cannot say, or that are not as one might think.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Warning {
    pub text: String,
    pub about: Vec<String>,
}

/// The schema file of a database, whose document and its model these are, and of the files that
/// there were before.
pub fn pull(schema: &Schema, model: &Model, previous: Option<&Ast>) -> Pulled {
    write::Writer::write(schema, model, previous)
}
