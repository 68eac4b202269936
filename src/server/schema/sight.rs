//! What a transaction sees of others and of itself, to tell later whether that is still all.

use pgrx::pg_sys;

/// Other transactions by the snapshot, its own work by its commands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sight {
    first_running: pg_sys::TransactionId,
    /// One more than the last that has ended.
    next: pg_sys::TransactionId,
    /// How many in between still run: as long as `next` is the same, they can only become fewer.
    running: u32,
    /// This transaction, and its next command, where it has written something.
    own: Option<(pg_sys::TransactionId, pg_sys::CommandId)>,
}

impl Sight {
    /// None on a standby, where a snapshot is made otherwise.
    pub fn now() -> Option<Self> {
        // SAFETY: reads the state of the session, in a transaction; the snapshot is static.
        unsafe {
            let snapshot = &*pg_sys::GetLatestSnapshot();
            let own = pg_sys::GetTopTransactionIdIfAny();
            let written = own != pg_sys::InvalidTransactionId;
            (!snapshot.takenDuringRecovery).then(|| Sight {
                first_running: snapshot.xmin,
                next: snapshot.xmax,
                running: snapshot.xcnt,
                own: written.then(|| (own, pg_sys::GetCurrentCommandId(false))),
            })
        }
    }

    /// None also where this transaction may have changed something itself.
    pub fn of_others() -> Option<Self> {
        Self::now().filter(|sight| sight.own.is_none())
    }
}
