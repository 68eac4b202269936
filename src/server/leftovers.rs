//! What a migration leaves in the session: temporary objects, prepared statements, cursors,
//! session-level advisory locks. A file run by psql loses them with its session, so neither the
//! next migration nor the next client of a pooled connection may find them here.

use super::catalog::pinned;
use super::caught::{catch, Caught};
use super::encoding::to_server;
use super::lock;
use super::raw;
use super::rows::{Cell, Row};
use super::session::Settings;
use super::spi::Spi;
use migrate_core::plan::Script;
use migrate_core::sqltext::{tokens, Kind};
use pgrx::pg_sys;

/// What the session has before migrations are run. What they cannot bring is not looked for.
pub struct Before {
    temporary: Vec<Row>,
    named: Vec<(&'static Named, Vec<Row>)>,
    advisory: Option<Vec<Row>>,
    listens: Vec<String>,
}

/// A kind of object that the session knows by name.
struct Named {
    /// The command tag of the statement that makes one.
    tag: &'static str,
    all: &'static str,
    drop: &'static str,
}

const NAMED: [Named; 2] = [
    Named {
        tag: "PREPARE",
        all: "SELECT quote_ident(name) FROM pg_catalog.pg_prepared_statements WHERE from_sql",
        drop: "DEALLOCATE",
    },
    Named {
        tag: "DECLARE CURSOR",
        all:
            "SELECT quote_ident(name) FROM pg_catalog.pg_cursors WHERE statement ~* '^\\s*declare'",
        drop: "CLOSE",
    },
];

impl Before {
    pub fn look(spi: &Spi, scripts: &[Script<'_>]) -> Self {
        let statements = || scripts.iter().flat_map(|s| &s.statements);
        let makes = |named: &&Named| statements().any(|s| s.tag == named.tag);
        let locks = scripts.iter().any(|s| mentions_advisory_lock(s.text));
        Before {
            temporary: temporary(spi),
            named: NAMED
                .iter()
                .filter(makes)
                .map(|named| (named, pinned(|| spi.read(named.all, &[]))))
                .collect(),
            advisory: locks.then(|| advisory(spi)),
            listens: new_channels(spi, scripts),
        }
    }

    /// Puts the session back: after each migration, and after the rollback of one that failed.
    pub fn restore(&self, spi: &Spi) -> Result<(), Caught> {
        for object in temporary(spi) {
            if !self.temporary.contains(&object) {
                drop_temporary(&object)?;
            }
        }
        for (named, before) in &self.named {
            for row in pinned(|| spi.read(named.all, &[])) {
                if let (false, Cell::Text(name)) = (before.contains(&row), &row[0]) {
                    spi.statement(&to_server(&format!("{} {name}", named.drop)))?;
                }
            }
        }
        for channel in &self.listens {
            spi.statement(&to_server(&format!("UNLISTEN {channel}")))?;
        }
        if let Some(before) = &self.advisory {
            let new = advisory(spi)
                .into_iter()
                .filter(|row| !before.contains(row));
            release(&new.collect::<Vec<_>>());
        }
        Ok(())
    }
}

fn temporary(spi: &Spi) -> Vec<Row> {
    let (mut schema, mut toast) = (pg_sys::InvalidOid, pg_sys::InvalidOid);
    // SAFETY: writes the two session-local ids.
    unsafe { pg_sys::GetTempNamespaceState(&mut schema, &mut toast) };
    if schema == pg_sys::InvalidOid {
        return Vec::new();
    }
    pinned(|| spi.read(include_str!("../../sql/queries/temporary.sql"), &[]))
}

/// Drops a temporary object whoever owns it, as the end of the session would.
fn drop_temporary(object: &Row) -> Result<(), Caught> {
    let oid = |cell: &Cell| pg_sys::Oid::from(cell.as_long() as u32);
    let object = pg_sys::ObjectAddress {
        classId: oid(&object[0]),
        objectId: oid(&object[1]),
        objectSubId: 0,
    };
    // SAFETY: the closure only calls C; what went with another object is looked up first.
    unsafe {
        if !exists(&object) {
            return Ok(());
        }
        catch(|| {
            let flags = pg_sys::PERFORM_DELETION_INTERNAL | pg_sys::PERFORM_DELETION_QUIETLY;
            raw::performDeletion(&object, pg_sys::DropBehavior::DROP_CASCADE, flags as i32);
            raw::CommandCounterIncrement();
        })
    }
}

unsafe fn exists(object: &pg_sys::ObjectAddress) -> bool {
    use pg_sys::SysCacheIdentifier::{PROCOID, RELOID, TYPEOID};
    let cache = match object.classId {
        pg_sys::ProcedureRelationId => PROCOID,
        pg_sys::TypeRelationId => TYPEOID,
        _ => RELOID,
    };
    let none = pg_sys::Datum::null();
    pg_sys::SearchSysCacheExists(cache as i32, object.objectId.into(), none, none, none)
}

/// The server can list advisory locks only together with all others, which is not cheap.
fn mentions_advisory_lock(text: &str) -> bool {
    let text = text.to_ascii_lowercase();
    ["pg_advisory_lock", "pg_try_advisory_lock"]
        .iter()
        .any(|f| text.contains(f))
}

/// The advisory locks of this session, but for the migration lock.
fn advisory(spi: &Spi) -> Vec<Row> {
    let query = include_str!("../../sql/queries/advisory_locks.sql");
    pinned(|| spi.read(query, &[Cell::Long(i64::from(lock::KEY))]))
}

/// Releases locks that are held at session level. The server does not tell which are, and warns of
/// each that is not (or no longer) held so: that is no news for the client.
fn release(locks: &[Row]) {
    let scope = Settings::open();
    scope.set("client_min_messages", "error");
    for row in locks {
        let part = |i: usize| row[i].as_long() as u32;
        let mode = if row[3] == Cell::from("ShareLock") {
            pg_sys::ShareLock
        } else {
            pg_sys::ExclusiveLock
        };
        lock::release_all(part(0), part(1), part(2) as u16, mode);
    }
    scope.close();
}

/// The channels that the scripts listen to and the session does not yet. The server shows them
/// only after the commit, so they are taken from the statements.
fn new_channels(spi: &Spi, scripts: &[Script<'_>]) -> Vec<String> {
    let statements = scripts
        .iter()
        .flat_map(|s| s.statements.iter().map(move |st| (s, st)));
    let mut channels: Vec<String> = statements
        .filter(|(_, statement)| statement.tag == "LISTEN")
        .filter_map(
            |(script, statement)| match tokens(statement.text(script.text)).nth(1)?.kind {
                Kind::Word(name) => Some(name),
                _ => None,
            },
        )
        .collect();
    if !channels.is_empty() {
        let known = pinned(|| spi.read("SELECT pg_catalog.pg_listening_channels()", &[]));
        channels.retain(|name| !known.contains(&vec![Cell::from(name.as_str())]));
    }
    channels
        .into_iter()
        .map(|name| format!("\"{}\"", name.replace('"', "\"\"")))
        .collect()
}
