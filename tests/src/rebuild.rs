//! Leads a database to a schema by the script of `migrate_core::diff`.

use crate::{differences, Session};
use migrate_core::diff::{self, Renames};
use migrate_core::schema::{json, Schema};

/// A document as a schema.
#[track_caller]
pub fn schema(document: &str) -> Schema {
    json::read(document).unwrap_or_else(|error| panic!("the document: {error}"))
}

/// Runs the statements that lead from what the database has to a document, and looks whether they did; also returns them.
pub fn lead(session: &mut Session, document: &str) -> Result<Vec<String>, String> {
    let (from, to) = (schema(&session.live()), schema(document));
    let plan = diff::plan(&from, &to, &Renames::none());
    let statements: Vec<String> = plan.statements().map(String::from).collect();
    session.run("set check_function_bodies = off");
    let by = |error: String| format!("{error}\nby:\n{};", statements.join(";\n"));
    run(session, &statements).map_err(by)?;
    match differences(document, &session.live()) {
        none if none.is_empty() => Ok(statements),
        some => Err(by(some)),
    }
}

/// Runs each statement by itself, as a person would.
pub fn run(session: &mut Session, statements: &[impl AsRef<str>]) -> Result<(), String> {
    for statement in statements.iter().map(AsRef::as_ref) {
        let result = session.try_run(statement);
        result.map_err(|error| format!("{error}\nin: {statement}"))?;
    }
    Ok(())
}
