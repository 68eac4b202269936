//! Tells a session when the history may have changed since it last looked, without reading it.
//!
//! A trigger on the history's table sends the server's own cache invalidation, in the name of the
//! view `migrate.history`, which no query of ours uses. Every session hears it when the change is
//! committed, and forgets what it remembered. The trigger is on the table so that changes by hand
//! count too.

use super::args::Args;
use super::entry::{Answer, Outcome};
use super::prisma_table;
use crate::sql_function;
use migrate_core::Report;
use pgrx::pg_sys;
use std::cell::Cell as Shared;
use std::ffi::CStr;

sql_function!(migrate_history_changed => history_changed);

/// Which state of the history something was read from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mark {
    changes: u64,
    view: pg_sys::Oid,
    prisma: u64,
}

thread_local! {
    static CHANGES: Shared<u64> = const { Shared::new(0) };
    static VIEW: Shared<pg_sys::Oid> = const { Shared::new(pg_sys::InvalidOid) };
}

/// The state of the history that is committed now. To be taken before reading.
pub fn mark() -> Mark {
    let view = relation(c"history");
    VIEW.set(view);
    // SAFETY: reads the messages that other sessions sent on committing.
    unsafe { pg_sys::AcceptInvalidationMessages() };
    let prisma = prisma_table::fingerprint();
    if view == pg_sys::InvalidOid || !is_watched() || prisma.is_err() {
        // Nobody would tell of a change: no mark is like another.
        CHANGES.set(CHANGES.get() + 1);
    }
    Mark {
        changes: CHANGES.get(),
        view,
        prisma: prisma.unwrap_or_default(),
    }
}

/// Whether the history's table still has the trigger, and it fires in every session.
fn is_watched() -> bool {
    let table = relation(c"migrations");
    if table == pg_sys::InvalidOid {
        return false;
    }
    // SAFETY: the relation is open and locked while its triggers are looked at.
    unsafe {
        let table = pg_sys::relation_open(table, pg_sys::AccessShareLock as i32);
        let triggers = (*table).trigdesc;
        let watched = !triggers.is_null()
            && std::slice::from_raw_parts((*triggers).triggers, (*triggers).numtriggers as usize)
                .iter()
                .any(|t| {
                    CStr::from_ptr(t.tgname) == c"history_changed"
                        && t.tgenabled as u8 == pg_sys::TRIGGER_FIRES_ALWAYS
                });
        pg_sys::relation_close(table, pg_sys::AccessShareLock as i32);
        watched
    }
}

/// Listens from now on; called once, when the library is loaded.
pub fn listen() {
    // SAFETY: the callback stays valid as long as the process.
    unsafe { pg_sys::CacheRegisterRelcacheCallback(Some(invalidated), pg_sys::Datum::from(0)) };
}

/// May be called at any time, so it touches nothing of the server. No relation means all of them.
unsafe extern "C-unwind" fn invalidated(_arg: pg_sys::Datum, relation: pg_sys::Oid) {
    if relation == pg_sys::InvalidOid || relation == VIEW.get() {
        CHANGES.set(CHANGES.get() + 1);
    }
}

/// The trigger.
fn history_changed(args: &Args) -> Outcome {
    if args
        .context::<pg_sys::TriggerData>(pg_sys::NodeTag::T_TriggerData)
        .is_none()
    {
        return Err(Report::new("39P01", "migrate.history_changed is a trigger"));
    }
    let view = relation(c"history");
    if view != pg_sys::InvalidOid {
        // SAFETY: the relation exists; the message goes out when the transaction commits.
        unsafe { pg_sys::CacheInvalidateRelcacheByRelid(view) };
    }
    Ok(Answer::Void)
}

fn relation(name: &CStr) -> pg_sys::Oid {
    // SAFETY: look-ups in the server's caches.
    unsafe {
        let schema = pg_sys::get_namespace_oid(c"migrate".as_ptr(), true);
        pg_sys::get_relname_relid(name.as_ptr(), schema)
    }
}
