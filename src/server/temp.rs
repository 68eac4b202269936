//! Temporary objects of a migration: a file run by psql loses them with its session, so the next
//! migration must not find them here either.

use super::catalog::pinned;
use super::caught::Caught;
use super::encoding::to_server;
use super::rows::Cell;
use super::spi::Spi;
use std::collections::HashSet;

/// The temporary relations of the session as they are before a migration.
pub struct Before(HashSet<i64>);

impl Before {
    pub fn look(spi: &Spi) -> Self {
        Before(relations(spi).into_iter().map(|(oid, _)| oid).collect())
    }

    /// Drops those that have come since.
    pub fn restore(&self, spi: &Spi) -> Result<(), Caught> {
        for (oid, drop) in relations(spi) {
            if !self.0.contains(&oid) {
                spi.statement(&to_server(&drop))?;
            }
        }
        Ok(())
    }
}

fn relations(spi: &Spi) -> Vec<(i64, String)> {
    if !has_temp_schema() {
        return Vec::new();
    }
    pinned(|| spi.read(include_str!("../../sql/queries/temp_relations.sql"), &[]))
        .into_iter()
        .filter_map(|row| match row.as_slice() {
            [Cell::Long(oid), Cell::Text(drop)] => Some((*oid, drop.clone())),
            _ => None,
        })
        .collect()
}

fn has_temp_schema() -> bool {
    let (mut temp, mut toast) = (pgrx::pg_sys::InvalidOid, pgrx::pg_sys::InvalidOid);
    // SAFETY: writes the two session-local ids.
    unsafe { pgrx::pg_sys::GetTempNamespaceState(&mut temp, &mut toast) };
    temp != pgrx::pg_sys::InvalidOid
}
