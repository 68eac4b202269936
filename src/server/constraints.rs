//! Deferred constraints. Each migration is to stand by itself, as if it had its own transaction:
//! what it left to be checked at commit is checked at its end, and named as its error.

use super::catalog::pinned;
use super::caught::Caught;
use super::encoding::to_server;
use super::rows::Cell;
use super::spi::Spi;

/// Checks what is pending, and puts the constraints back to how they were declared: by their
/// names, because ALL would also hold for constraints that later migrations create.
pub fn settle(spi: &Spi) -> Result<(), Caught> {
    let found = pinned(|| spi.read(include_str!("../../sql/queries/deferrable.sql"), &[]));
    let Some([all, deferred]) = found
        .into_iter()
        .next()
        .and_then(|row| <[Cell; 2]>::try_from(row).ok())
    else {
        return Ok(());
    };
    if let Some(names) = all.into_text() {
        spi.statement(&to_server(&format!("SET CONSTRAINTS {names} IMMEDIATE")))?;
    }
    if let Some(names) = deferred.into_text() {
        spi.statement(&to_server(&format!("SET CONSTRAINTS {names} DEFERRED")))?;
    }
    Ok(())
}
