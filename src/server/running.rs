//! What of the product is at work in this session. Its own DDL is nobody's change by hand; and the
//! SQL of a migration may call anything, but not a verb that changes the history it is about to be
//! written into.

use migrate_core::Report;
use std::cell::Cell;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Work {
    Migration,
    Verb(&'static str),
}

thread_local! {
    static WORK: Cell<Option<Work>> = const { Cell::new(None) };
}

/// Marks what is at work until it is dropped.
pub struct Running {
    before: Option<Work>,
}

impl Running {
    /// A migration, whose text the history keeps.
    pub fn begin() -> Self {
        Self::mark(Work::Migration)
    }

    /// A verb that runs DDL of its own making; inside a migration it is part of that.
    pub fn verb(name: &'static str) -> Self {
        Self::mark(WORK.get().unwrap_or(Work::Verb(name)))
    }

    fn mark(work: Work) -> Self {
        Running {
            before: WORK.replace(Some(work)),
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        WORK.set(self.before);
    }
}

/// Refuses a verb when a migration calls it.
pub fn refuse(verb: &str) -> Result<(), Report> {
    if is_migration() {
        return Err(Report::new(
            "55000",
            format!("a migration cannot call {verb}"),
        ));
    }
    Ok(())
}

pub fn is_migration() -> bool {
    WORK.get() == Some(Work::Migration)
}

/// The verb at work.
pub fn verb() -> Option<&'static str> {
    match WORK.get() {
        Some(Work::Verb(name)) => Some(name),
        _ => None,
    }
}
