//! Remembers the last verdict on drift. The server tells every session of changes in most system
//! tables; those of which it tells nobody are few and small, and looked at each time.

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

thread_local! {
    static LAST: RefCell<Option<(Key, usize)>> = const { RefCell::new(None) };
}

/// How many differences there were, if nothing has changed since.
pub fn recall(key: &Key) -> Option<usize> {
    LAST.with_borrow(|last| {
        let (known, differences) = last.as_ref()?;
        (known == key).then_some(*differences)
    })
}

pub fn remember(key: Key, differences: usize) {
    LAST.set(Some((key, differences)));
}
