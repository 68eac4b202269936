//! What a migration leaves in the session: temporary relations and prepared statements. A file run
//! by psql loses them with its session, so the next migration must not find them here either.

use super::catalog::pinned;
use super::caught::{catch, Caught};
use super::encoding::to_server;
use super::raw;
use super::spi::Spi;
use migrate_core::plan::Script;
use pgrx::pg_sys;
use std::collections::HashSet;

/// What the session has before a migration.
pub struct Before {
    temporary: HashSet<i64>,
    /// None when the migration prepares nothing.
    prepared: Option<HashSet<String>>,
}

impl Before {
    pub fn look(spi: &Spi, script: &Script<'_>) -> Self {
        let prepares = script.statements.iter().any(|s| s.tag == "PREPARE");
        Before {
            temporary: temporary(spi).into_iter().collect(),
            prepared: prepares.then(|| prepared(spi).into_iter().collect()),
        }
    }

    /// Drops what has come since.
    pub fn restore(&self, spi: &Spi) -> Result<(), Caught> {
        for oid in temporary(spi) {
            if !self.temporary.contains(&oid) {
                drop_relation(oid)?;
            }
        }
        let Some(known) = &self.prepared else {
            return Ok(());
        };
        for name in prepared(spi) {
            if !known.contains(&name) {
                let name = name.replace('"', "\"\"");
                spi.statement(&to_server(&format!("DEALLOCATE \"{name}\"")))?;
            }
        }
        Ok(())
    }
}

fn temporary(spi: &Spi) -> Vec<i64> {
    let (mut schema, mut toast) = (pg_sys::InvalidOid, pg_sys::InvalidOid);
    // SAFETY: writes the two session-local ids.
    unsafe { pg_sys::GetTempNamespaceState(&mut schema, &mut toast) };
    if schema == pg_sys::InvalidOid {
        return Vec::new();
    }
    pinned(|| spi.read(include_str!("../../sql/queries/temp_relations.sql"), &[]))
        .into_iter()
        .map(|row| row[0].as_long())
        .collect()
}

fn prepared(spi: &Spi) -> Vec<String> {
    let query = "SELECT name FROM pg_catalog.pg_prepared_statements WHERE from_sql";
    pinned(|| spi.read(query, &[]))
        .into_iter()
        .filter_map(|mut row| row.swap_remove(0).into_text())
        .collect()
}

/// Drops a temporary relation whoever owns it, as the end of the session would.
fn drop_relation(oid: i64) -> Result<(), Caught> {
    let object = pg_sys::ObjectAddress {
        classId: pg_sys::RelationRelationId,
        objectId: pg_sys::Oid::from(oid as u32),
        objectSubId: 0,
    };
    // SAFETY: the closure only calls C; a relation that went with another is looked up first.
    unsafe {
        if pg_sys::get_rel_relkind(object.objectId) == 0 {
            return Ok(());
        }
        catch(|| {
            let flags = pg_sys::PERFORM_DELETION_INTERNAL | pg_sys::PERFORM_DELETION_QUIETLY;
            raw::performDeletion(&object, pg_sys::DropBehavior::DROP_CASCADE, flags as i32);
            raw::CommandCounterIncrement();
        })
    }
}
