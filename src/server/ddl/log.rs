//! Writing the log. It is written with the rights of the history's owner; if that fails, because he
//! has changed his table, the DDL goes on, and a WARNING says so.

use super::command::Command;
use super::object::Object;
use super::statement::Statement;
use super::switches::Switches;
use crate::server::identity::current_user;
use crate::server::notice::warning;
use crate::server::owner::as_owner;
use crate::server::rows::Cell;
use crate::server::spi::Spi;
use crate::server::subxact::Subxact;
use crate::server::{running, transaction};
use migrate_core::Report;
use pgrx::pg_sys::panic::CaughtError;
use pgrx::PgSqlErrorCode::ERRCODE_QUERY_CANCELED;
use std::cell::Cell as Shared;
use std::panic::AssertUnwindSafe;

thread_local! {
    static PRUNED: Shared<bool> = const { Shared::new(false) };
    static WRITING: Shared<bool> = const { Shared::new(false) };
}

/// Whether it is being written: DDL in a trigger that the owner has put on his table would log itself
/// without end.
pub fn is_writing() -> bool {
    WRITING.get()
}

/// Logs a command and what it touched.
pub fn write(spi: &Spi, command: &Command, objects: &[Object], glass: Option<String>) {
    let statement = Statement::of(command);
    let objects: serde_json::Value = objects.iter().map(Object::to_json).collect();
    let values = [
        command.tag.into(),
        statement.text.into(),
        statement.context.into(),
        Cell::Json(objects.to_string()),
        current_user().into(),
        running::verb().into(),
        glass.into(),
    ];
    quietly("the log of DDL could not be written", || {
        insert(spi, &values)
    });
}

/// Logs that the glass was broken. Without that record it is not broken.
pub fn write_break_glass(spi: &Spi, reason: &str) -> Result<(), Report> {
    let values = [
        "BREAK GLASS".into(),
        Cell::Null,
        Cell::Null,
        Cell::Json("[]".into()),
        current_user().into(),
        Cell::Null,
        reason.into(),
    ];
    insert(spi, &values)
}

fn insert(spi: &Spi, values: &[Cell]) -> Result<(), Report> {
    as_owner(|| {
        spi.write(include_str!("../../../sql/queries/ddl_event.sql"), values);
        Ok(())
    })
}

/// Removes what is too old: once in a session, when it first logs.
pub fn prune_once(spi: &Spi, switches: &Switches) {
    if !PRUNED.replace(true) {
        prune(spi, &switches.keep);
    }
}

/// Removes what is older than an interval. A transaction that keeps its snapshot cannot skip what
/// others remove; the next session will do.
pub fn prune(spi: &Spi, keep: &str) {
    if transaction::keeps_snapshot() {
        return;
    }
    quietly("old rows of the log of DDL could not be removed", || {
        as_owner(|| {
            let query = include_str!("../../../sql/queries/prune_ddl_events.sql");
            spi.write(query, &[keep.into()]);
            Ok(())
        })
    });
}

/// An error becomes a WARNING; but a cancel is meant for the whole statement.
fn quietly(what: &str, write: impl FnOnce() -> Result<(), Report>) {
    let subxact = Subxact::begin();
    WRITING.set(true);
    let result = pgrx::PgTryBuilder::new(AssertUnwindSafe(write))
        .catch_others(|error| match error {
            CaughtError::PostgresError(ref e) if e.sql_error_code() == ERRCODE_QUERY_CANCELED => {
                error.rethrow()
            }
            CaughtError::PostgresError(e)
            | CaughtError::ErrorReport(e)
            | CaughtError::RustPanic { ereport: e, .. } => Err(Report::new("01000", e.message())),
        })
        .finally(|| WRITING.set(false))
        .execute();
    match result {
        Ok(()) => subxact.commit(),
        Err(report) => {
            subxact.rollback();
            warning(format!("{what}: {}", report.message));
        }
    }
}
