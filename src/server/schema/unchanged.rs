//! Remembers the last verdict on drift. As long as nobody has committed anything, it holds. Else the
//! server tells every session of changes in most system tables; those of which it tells nobody are
//! few and small, and looked at.

use super::signature;
use pgrx::pg_sys;
use std::cell::RefCell;

/// What a verdict holds for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key {
    messages: u64,
    quiet: String,
    /// Which recorded schema, and what was ignored.
    asked: String,
}

impl Key {
    /// None when the transaction itself may have changed something: that is told to others only.
    pub fn now(asked: String) -> Option<Self> {
        // SAFETY: reads the messages that other sessions sent on committing, and this session's state.
        let (own, messages) = unsafe {
            pg_sys::AcceptInvalidationMessages();
            let own = pg_sys::GetTopTransactionIdIfAny();
            (own, pg_sys::SharedInvalidMessageCounter)
        };
        (own == pg_sys::InvalidTransactionId).then(|| Key {
            messages,
            quiet: signature::of_quiet_catalogs(),
            asked,
        })
    }
}

/// Which transactions of the cluster have ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    first_running: pg_sys::TransactionId,
    /// One more than the last that has ended.
    next: pg_sys::TransactionId,
    /// How many below that still run. None can be added to them: as long as `next` is the same,
    /// their number tells which they are.
    running: u32,
}

impl Moment {
    /// None when this transaction may have changed something itself, and on a standby, where a
    /// snapshot is made otherwise.
    pub fn now() -> Option<Self> {
        // SAFETY: reads the state of the session, in a transaction; the snapshot is static.
        unsafe {
            if pg_sys::GetTopTransactionIdIfAny() != pg_sys::InvalidTransactionId {
                return None;
            }
            let snapshot = &*pg_sys::GetLatestSnapshot();
            (!snapshot.takenDuringRecovery).then_some(Moment {
                first_running: snapshot.xmin,
                next: snapshot.xmax,
                running: snapshot.xcnt,
            })
        }
    }
}

/// A verdict: how many differences there were, and when.
struct Verdict {
    moment: Option<Moment>,
    key: Key,
    differences: usize,
}

thread_local! {
    static LAST: RefCell<Option<Verdict>> = const { RefCell::new(None) };
}

/// How many differences there were, if nobody has committed anything since.
pub fn at(moment: Option<Moment>) -> Option<usize> {
    LAST.with_borrow(|last| {
        let last = last.as_ref()?;
        (moment.is_some() && last.moment == moment).then_some(last.differences)
    })
}

/// How many differences there were, if nothing that counts has changed since.
pub fn recall(key: &Key, moment: Option<Moment>) -> Option<usize> {
    LAST.with_borrow_mut(|last| {
        let last = last.as_mut().filter(|last| last.key == *key)?;
        last.moment = moment;
        Some(last.differences)
    })
}

pub fn remember(key: Key, moment: Option<Moment>, differences: usize) {
    LAST.set(Some(Verdict {
        moment,
        key,
        differences,
    }));
}
