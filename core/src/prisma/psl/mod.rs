//! The Prisma schema language, for PostgreSQL: text to syntax tree to the model of the database
//! that it asks for. Faults are told with Prisma's words, all that there are at once.

mod arguments;
pub mod ast;
mod check;
mod error;
mod lower;
pub mod names;
mod parse;
mod relations;
mod resolve;
mod scan;
#[cfg(test)]
mod tests;

pub use ast::Ast;
pub use error::{Error, Errors};
pub use resolve::native::written as native_type;

use super::model::Model;
use error::Faults;
use resolve::Schema as Resolved;

/// A schema that has been read: what stands in it, and what it means.
#[derive(Debug, Clone, PartialEq)]
pub struct Schema {
    pub ast: Ast,
    pub model: Model,
}

/// The syntax tree of a schema in one or more files, each with its name.
pub fn parse(files: &[(String, String)]) -> Result<Ast, Errors> {
    let mut faults = Faults::default();
    let ast = parse::parse(files, &mut faults);
    match faults.into_errors(&ast.files) {
        Some(errors) => Err(errors),
        None => Ok(ast),
    }
}

/// A schema that is sound, with its model. A model or an enum without `@@schema` is in
/// `default_namespace`.
pub fn read(files: &[(String, String)], default_namespace: &str) -> Result<Schema, Errors> {
    let mut faults = Faults::default();
    let ast = parse::parse(files, &mut faults);
    let model = understand(&ast, default_namespace, &mut faults);
    match (faults.into_errors(&ast.files), model) {
        (None, Some(model)) => Ok(Schema { ast, model }),
        (errors, _) => Err(errors.unwrap_or(Errors(Vec::new()))),
    }
}

/// None if there are faults.
fn understand(ast: &Ast, default_namespace: &str, faults: &mut Faults) -> Option<Model> {
    let schema = Resolved::resolve(ast, faults);
    let sound = faults.is_empty();
    check::alone(&schema, faults);
    // The other checks take it for granted that each part is sound.
    if sound {
        check::all(ast, &schema, faults);
    }
    faults
        .is_empty()
        .then(|| lower::model(&schema, default_namespace))
}
