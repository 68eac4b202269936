//! Runs migrations in a shadow database: each as psql runs a file, in a session as it was at the
//! beginning.

use super::contents;
use super::inside::transaction;
use super::job::Step;
use super::toplevel;
use crate::server::caught::Caught;
use crate::server::encoding::to_server;
use crate::server::identity::current_user;
use crate::server::schema;
use crate::server::spi::Spi;
use migrate_core::schema::json;
use migrate_core::Report;
use pgrx::pg_sys;
use std::ffi::CString;

const DUPLICATE_OBJECT: &str = "42710";

/// Runs the texts; `starts` hears the number of each statement, counted through all texts.
///
/// # Safety
/// Called in a worker that is connected, with no transaction running.
pub unsafe fn run(
    texts: &[Vec<Step>],
    become_caller: &dyn Fn() -> Result<(), Caught>,
    starts: &dyn Fn(usize),
) -> Result<(), Caught> {
    let mut count = 0;
    for (i, text) in texts.iter().enumerate() {
        if i > 0 {
            toplevel::execute(c"DISCARD ALL")?;
            become_caller()?;
        }
        // The database is deleted afterwards: nothing of it need be safe on disk.
        toplevel::execute(c"SET synchronous_commit = off")?;
        for step in text {
            starts(count);
            count += 1;
            statement(step)?;
        }
        if pg_sys::IsTransactionBlock() {
            return Err(
                Report::new("2D000", "the text ends inside a transaction that it began")
                    .hint("Its BEGIN has no COMMIT.")
                    .into(),
            );
        }
    }
    // Not the last one's settings: the schema is read as the caller.
    toplevel::execute(c"DISCARD ALL")?;
    become_caller()
}

unsafe fn statement(step: &Step) -> Result<(), Caught> {
    let text = converted(&step.sql);
    match toplevel::execute(&text) {
        Err(caught) if step.may_exist && caught.report.sqlstate == DUPLICATE_OBJECT => Ok(()),
        other => other,
    }
}

/// In the database's encoding, for which a transaction is needed.
unsafe fn converted(sql: &str) -> CString {
    let outside = !pg_sys::IsTransactionState();
    if outside {
        pg_sys::StartTransactionCommand();
    }
    let text = to_server(sql);
    if outside {
        pg_sys::CommitTransactionCommand();
    }
    text
}

/// The schema of this database in writing. What belongs to the caller has no owner: it belongs to
/// whoever runs the statements.
///
/// # Safety
/// As for `run`.
pub unsafe fn document() -> Result<String, Caught> {
    transaction(|spi| Ok::<_, Caught>(written(spi)))
}

/// The same, with what the database holds: `{"document": …, "contents": …}`.
///
/// # Safety
/// As for `run`.
pub unsafe fn document_with_rows() -> Result<String, Caught> {
    transaction(|spi| {
        let answer =
            serde_json::json!({"document": written(spi), "contents": contents::read(spi)?});
        Ok::<_, Caught>(answer.to_string())
    })
}

fn written(spi: &Spi) -> String {
    let mut schema = schema::of_database(spi);
    let me = current_user();
    for object in &mut schema.objects {
        if object.text("owner") == Some(me.as_str()) {
            object.attributes.remove("owner");
        }
    }
    json::write(&schema).text
}
