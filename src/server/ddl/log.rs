//! Writing the log, with the rights of the history's owner. Whatever goes wrong then is no reason to
//! stop the DDL: a WARNING says so.

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
use serde_json::Value;
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

/// Logs a command, if it touched anything.
pub fn write(
    spi: &Spi,
    switches: &Switches,
    command: &Command,
    glass: Option<String>,
    touched: impl FnOnce() -> Vec<Object>,
) {
    let mut written = false;
    quietly(|| {
        let objects = touched();
        if objects.is_empty() {
            return Ok(());
        }
        let statement = Statement::of(command);
        let objects: Value = objects.iter().map(Object::to_json).collect();
        written = true;
        insert(
            spi,
            [
                command.tag.into(),
                statement.text.into(),
                statement.context.into(),
                Cell::Json(objects.to_string()),
                current_user().into(),
                running::verb().into(),
                glass.into(),
            ],
        )
    });
    // Once in a session what is too old is removed.
    if written && !PRUNED.replace(true) {
        prune(spi, &switches.keep);
    }
}

/// Logs that the glass was broken. Without that record it is not.
pub fn write_break_glass(spi: &Spi, reason: &str) -> Result<(), Report> {
    insert(
        spi,
        [
            "BREAK GLASS".into(),
            Cell::Null,
            Cell::Null,
            Cell::Json("[]".into()),
            current_user().into(),
            Cell::Null,
            reason.into(),
        ],
    )
}

fn insert(spi: &Spi, values: [Cell; 7]) -> Result<(), Report> {
    as_owner(|| {
        spi.write(include_str!("../../../sql/queries/ddl_event.sql"), &values);
        Ok(())
    })
}

/// Removes what is older than an interval. A transaction that keeps its snapshot cannot skip what
/// others remove; the next session will do.
pub fn prune(spi: &Spi, keep: &str) {
    if transaction::keeps_snapshot() {
        return;
    }
    quietly(|| {
        as_owner(|| {
            let query = include_str!("../../../sql/queries/prune_ddl_events.sql");
            spi.write(query, &[keep.into()]);
            Ok(())
        })
    });
}

/// Does something for the log. An error becomes a WARNING; but a cancel is meant for the whole
/// statement.
pub fn quietly(work: impl FnOnce() -> Result<(), Report>) {
    let subxact = Subxact::begin();
    WRITING.set(true);
    let result = pgrx::PgTryBuilder::new(AssertUnwindSafe(work))
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
            warning(format!(
                "the log of DDL is not complete: {}",
                report.message
            ));
        }
    }
}
