//! Whether a migration is running in this session: its SQL may call anything, but not a verb that
//! changes the history it is about to be written into.

use migrate_core::Report;
use std::cell::Cell;

thread_local! {
    static RUNNING: Cell<bool> = const { Cell::new(false) };
}

/// Marks a migration as running until it is dropped.
pub struct Running(());

impl Running {
    pub fn begin() -> Self {
        RUNNING.set(true);
        Running(())
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        RUNNING.set(false);
    }
}

/// Refuses a verb when a migration calls it.
pub fn refuse(verb: &str) -> Result<(), Report> {
    if RUNNING.get() {
        return Err(Report::new(
            "55000",
            format!("a migration cannot call {verb}"),
        ));
    }
    Ok(())
}
