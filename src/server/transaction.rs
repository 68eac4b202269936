//! What the caller's transaction allows.

use migrate_core::Report;
use pgrx::pg_sys;

/// Refuses a read-only transaction and a standby before any work is done.
pub fn refuse_read_only(verb: &str) -> Result<(), Report> {
    // SAFETY: both are plain look-ups of this session's state.
    let (standby, read_only) = unsafe { (pg_sys::RecoveryInProgress(), pg_sys::XactReadOnly) };
    if standby {
        return Err(
            Report::new("25006", format!("{verb} cannot run on a standby"))
                .hint("Connect to the primary."),
        );
    }
    if read_only {
        return Err(Report::new(
            "25006",
            format!("{verb} cannot run in a read-only transaction"),
        )
        .hint("SET TRANSACTION READ WRITE, or check default_transaction_read_only."));
    }
    Ok(())
}

/// Whether anything can be written at all.
pub fn may_write() -> bool {
    refuse_read_only("").is_ok()
}

/// Whether the transaction keeps the snapshot of its first statement: REPEATABLE READ and
/// SERIALIZABLE.
pub fn keeps_snapshot() -> bool {
    // SAFETY: a plain look-up of this session's state.
    unsafe { pg_sys::XactIsoLevel >= pg_sys::XACT_REPEATABLE_READ as i32 }
}
