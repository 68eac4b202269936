//! Runs a migration's statements in the current transaction.

use super::caught::Caught;
use super::constraints;
use super::encoding::{in_characters, to_server};
use super::leftovers::Before;
use super::running::Running;
use super::session::Settings;
use super::spi::Spi;
use super::timeout::StatementTimeout;
use migrate_core::failure::{Cause, Failure};
use migrate_core::plan::Script;
use migrate_core::statement::Nature;

/// Runs a script to its end, as the caller; settings, role and what else the session has are then as
/// `before`. After an `Err` the subtransaction around the call must be rolled back, and `before`
/// restored.
pub fn run<'a>(spi: &Spi, script: &'a Script<'a>, before: &Before) -> Result<(), Failure<'a>> {
    let _running = Running::begin();
    let scope = Settings::open();
    // The scanner of `core` reads strings by the standard rules, as every file since 9.1 means them.
    scope.set("standard_conforming_strings", "on");
    let mut pending_checks = false;
    let timeout = StatementTimeout::of_caller();
    for i in script.body() {
        let statement = &script.statements[i];
        let text = statement.text(script.text);
        spi.statement(&to_server(text))
            .map_err(|caught| Failure::new(script, i, cause(caught, text)))?;
        timeout.rearm_if_changed();
        pending_checks |= !matches!(statement.nature, Nature::Plain);
    }
    if pending_checks {
        constraints::settle(spi)
            .map_err(|caught| Failure::at_end(script, cause(caught, constraints::CHECK)))?;
    }
    scope.close();
    timeout.restore();
    before
        .restore(spi)
        .map_err(|caught| Failure::at_end(script, cause(caught, "")))
}

/// The error in terms of the statement's text: SPI reports the place in "its" query.
pub fn cause(caught: Caught, statement: &str) -> Cause {
    let position = match &caught.internal {
        Some((position, query)) if query == statement => Some(*position),
        None if caught.position > 0 => Some(caught.position),
        _ => None,
    };
    let mut report = caught.report;
    report.context = report.context.and_then(|c| without_own_line(&c, statement));
    if let (Some((_, query)), None) = (caught.internal, position) {
        report = report.context(format!("in the query: {query}"));
    }
    Cause {
        report,
        position: position
            .filter(|p| *p > 0)
            .map(|p| in_characters(statement, p)),
    }
}

/// SPI ends the context with the whole statement, which the error shows better by itself.
fn without_own_line(context: &str, statement: &str) -> Option<String> {
    let own = format!("SQL statement \"{statement}\"");
    let rest = context.strip_suffix(&own).unwrap_or(context).trim_end();
    (!rest.is_empty()).then(|| rest.to_string())
}
