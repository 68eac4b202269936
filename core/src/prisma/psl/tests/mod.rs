//! The language from text to model.

mod faults;
mod files;
mod meaning;
mod relations;
mod robust;
mod syntax;

use super::{read, Errors, Schema};
use crate::prisma::model::{Model, Table};

const SOURCE: &str = "datasource db {\n  provider = \"postgresql\"\n}\n";

fn try_read(text: &str) -> Result<Schema, Errors> {
    read(&[("schema.prisma".into(), text.into())], "public")
}

/// The model of a schema with a datasource `db`.
fn model(text: &str) -> Model {
    match try_read(&format!("{SOURCE}{text}")) {
        Ok(schema) => schema.model,
        Err(errors) => panic!("{errors}"),
    }
}

/// The only table.
fn table(text: &str) -> Table {
    let [table] = <[Table; 1]>::try_from(model(text).tables).unwrap();
    table
}

/// The faults of a schema with a datasource `db`, each with the line behind the datasource.
fn faults(text: &str) -> Vec<(usize, String)> {
    faults_of(&format!("{SOURCE}{text}"))
        .into_iter()
        .map(|(line, message)| (line - 3, message))
        .collect()
}

fn faults_of(text: &str) -> Vec<(usize, String)> {
    match try_read(text) {
        Ok(_) => Vec::new(),
        Err(errors) => errors
            .0
            .into_iter()
            .map(|error| (error.line, error.message))
            .collect(),
    }
}

/// That a schema has one fault with these words.
#[track_caller]
fn refused(text: &str, words: &str) {
    let faults = faults(text);
    assert!(
        matches!(&faults[..], [(_, message)] if message.contains(words)),
        "{faults:?}"
    );
}
