//! The migration lock: the advisory lock that Prisma takes, so that this extension, its replicas
//! and Prisma's own CLI exclude each other.

use super::catalog::pinned;
use super::caught::catch;
use super::owner::as_server;
use super::raw;
use super::rows::{Cell, Row};
use super::session::Settings;
use super::settings;
use super::spi::Spi;
use super::subxact::Subxact;
use migrate_core::Report;
use pgrx::pg_sys;
use std::time::{Duration, Instant};

/// Prisma's key (`schema-engine`, `flavour/postgres`).
pub const KEY: u32 = 72_707_369;

/// How long to wait before looking whether the wait keeps others waiting.
const SLICE: Duration = Duration::from_millis(250);

/// A session-level lock: it outlives commits, and is released when the value is dropped.
pub struct SessionLock(());

impl Drop for SessionLock {
    fn drop(&mut self) {
        // SAFETY: the lock was acquired at session level by `for_session`.
        unsafe { pg_sys::LockRelease(&tag(), pg_sys::ExclusiveLock as i32, true) };
    }
}

/// Takes the lock until the end of the caller's transaction.
pub fn for_transaction(spi: &Spi) -> Result<(), Report> {
    acquire(spi, false)
}

/// Takes the lock for a procedure that commits.
pub fn for_session(spi: &Spi) -> Result<SessionLock, Report> {
    acquire(spi, true)?;
    Ok(SessionLock(()))
}

/// Whether some session holds the lock.
pub fn holder(spi: &Spi) -> Option<Row> {
    let key = [Cell::Long(i64::from(KEY))];
    as_server(|| spi.read(include_str!("../../sql/queries/lock_holder.sql"), &key))
        .into_iter()
        .next()
}

fn acquire(spi: &Spi, session: bool) -> Result<(), Report> {
    // SAFETY: the tag is complete; without waiting nothing is raised but "out of shared memory".
    let got = unsafe { pg_sys::LockAcquire(&tag(), pg_sys::ExclusiveLock as i32, session, true) };
    if got != pg_sys::LockAcquireResult::LOCKACQUIRE_NOT_AVAIL {
        return Ok(());
    }
    let patience = Duration::from_millis(settings::lock_timeout() as u64);
    let begun = Instant::now();
    loop {
        let left = match patience {
            Duration::ZERO => SLICE,
            limit => limit.saturating_sub(begun.elapsed()).min(SLICE),
        };
        if left.is_zero() {
            return Err(held(spi, &format!("waited {patience:?}, P1002")));
        }
        if wait(left, session)? {
            return Ok(());
        }
        if is_in_the_way(spi) {
            if session {
                // The snapshot of that very look was enough to be waited for.
                spi.commit();
                continue;
            }
            return Err(held(
                spi,
                "it builds an index CONCURRENTLY, which waits for this transaction to end",
            ));
        }
    }
}

/// Waits for a while; the answer is whether the lock is ours now.
fn wait(limit: Duration, session: bool) -> Result<bool, Report> {
    let subxact = Subxact::begin();
    let scope = Settings::open();
    scope.set("lock_timeout", &limit.as_millis().max(1).to_string());
    let tag = tag();
    // SAFETY: the closure only calls C.
    let waited =
        unsafe { catch(|| raw::LockAcquire(&tag, pg_sys::ExclusiveLock as i32, session, false)) };
    match waited {
        Ok(_) => {
            scope.close();
            subxact.commit();
            Ok(true)
        }
        Err(caught) => {
            subxact.rollback();
            match caught.report.sqlstate.as_str() {
                // It may have come in the very moment in which the wait was over. A transaction's
                // went with the rollback; a session's is kept.
                "55P03" => Ok(session && is_mine()),
                _ => Err(caught.report),
            }
        }
    }
}

/// Whether this session holds the lock.
fn is_mine() -> bool {
    // SAFETY: a look-up in this session's own table of locks.
    unsafe {
        #[cfg(any(feature = "pg17", feature = "pg18"))]
        return pg_sys::LockHeldByMe(&tag(), pg_sys::ExclusiveLock as i32, false);
        #[cfg(not(any(feature = "pg17", feature = "pg18")))]
        return pg_sys::LockHeldByMe(&tag(), pg_sys::ExclusiveLock as i32);
    }
}

/// Whether someone waits for this transaction to end, as CREATE INDEX CONCURRENTLY does for every
/// older snapshot. A function cannot give up its caller's snapshot, and the server does not see
/// that each would wait for the other.
fn is_in_the_way(spi: &Spi) -> bool {
    let waiting = pinned(|| spi.read(include_str!("../../sql/queries/waits_for_us.sql"), &[]));
    waiting.first().is_some_and(|row| row[0].is_true())
}

/// Releases an advisory lock as often as this session holds it at session level.
pub fn release_all(class: u32, object: u32, kind: u16, mode: u32) {
    let tag = advisory(class, object, kind);
    // SAFETY: the tag is complete; false is the answer when it is no longer held.
    while unsafe { pg_sys::LockRelease(&tag, mode as i32, true) } {}
}

/// As SET_LOCKTAG_ADVISORY does for a key of 64 bits: high half, low half, 1.
fn tag() -> pg_sys::LOCKTAG {
    advisory(0, KEY, 1)
}

fn advisory(class: u32, object: u32, kind: u16) -> pg_sys::LOCKTAG {
    // SAFETY: a plain look-up of this session's state.
    let database = unsafe { pg_sys::MyDatabaseId };
    pg_sys::LOCKTAG {
        locktag_field1: database.to_u32(),
        locktag_field2: class,
        locktag_field3: object,
        locktag_field4: kind,
        locktag_type: pg_sys::LockTagType::LOCKTAG_ADVISORY as u8,
        locktag_lockmethodid: pg_sys::USER_LOCKMETHOD as u8,
    }
}

fn held(spi: &Spi, why: &str) -> Report {
    let who = holder(spi).map_or("another session, which has just ended".into(), |row| {
        describe(&row)
    });
    Report::new("55P03", format!("another deployment holds the migration lock: {who} ({why})")).hint(
        "Try again when it is done; wait longer with SET migrate.lock_timeout = '60s'; pg_terminate_backend(pid) ends it.",
    )
}

/// The holder as a sentence: `pid 4711 (user app, application "web", since …)`.
pub fn describe(row: &Row) -> String {
    let text = |cell: &Cell| match cell {
        Cell::Text(text) if !text.is_empty() => Some(text.clone()),
        _ => None,
    };
    let facts: Vec<String> = [
        text(&row[1]).map(|user| format!("user {user}")),
        text(&row[2]).map(|application| format!("application \"{application}\"")),
        text(&row[3]).map(|since| format!("since {since}")),
    ]
    .into_iter()
    .flatten()
    .collect();
    format!("pid {} ({})", row[0].as_long(), facts.join(", "))
}
