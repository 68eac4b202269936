//! Remembers the last verdict on drift. As long as nobody has committed anything, it holds. Else the
//! server tells every session of changes in most system tables; those of which it tells nobody are
//! few and small, and looked at.

use super::sight::Sight;
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

/// A verdict: how many differences there were, and when.
struct Verdict {
    sight: Option<Sight>,
    key: Key,
    differences: usize,
}

thread_local! {
    static LAST: RefCell<Option<Verdict>> = const { RefCell::new(None) };
}

/// How many differences there were, if nobody has committed anything since.
pub fn at(sight: Option<Sight>) -> Option<usize> {
    LAST.with_borrow(|last| {
        let last = last.as_ref()?;
        (sight.is_some() && last.sight == sight).then_some(last.differences)
    })
}

/// How many differences there were, if nothing that counts has changed since.
pub fn recall(key: &Key, sight: Option<Sight>) -> Option<usize> {
    LAST.with_borrow_mut(|last| {
        let last = last.as_mut().filter(|last| last.key == *key)?;
        last.sight = sight;
        Some(last.differences)
    })
}

pub fn remember(key: Key, sight: Option<Sight>, differences: usize) {
    LAST.set(Some(Verdict {
        sight,
        key,
        differences,
    }));
}
