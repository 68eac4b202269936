//! Deferred constraints. Each migration is to stand by itself, as if it had its own transaction:
//! what it left to be checked at commit is checked at its end, and named as its error.

use super::catalog::pinned;
use super::caught::Caught;
use super::encoding::to_server;
use super::rows::Cell;
use super::spi::Spi;

/// The statement that finds a violation.
pub const CHECK: &str = "SET CONSTRAINTS ALL IMMEDIATE";

/// Checks what is pending, and puts the constraints back to how they were declared.
///
/// All become deferred, and those that start out immediate are named back. What cannot be named (a
/// constraint that the next migration creates, one in a schema that the caller cannot use) may so
/// be checked later than declared, but never too early.
pub fn settle(spi: &Spi) -> Result<(), Caught> {
    let found = pinned(|| spi.read(include_str!("../../sql/queries/deferrable.sql"), &[]));
    let Some(row) = found.into_iter().next() else {
        return Ok(());
    };
    spi.statement(&to_server(CHECK))?;
    spi.statement(c"SET CONSTRAINTS ALL DEFERRED")?;
    if let Some(Cell::Text(immediate)) = row.into_iter().next() {
        spi.statement(&to_server(&format!(
            "SET CONSTRAINTS {immediate} IMMEDIATE"
        )))?;
    }
    Ok(())
}
