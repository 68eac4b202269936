//! statement_timeout inside a migration. The server arms its timer once, for the caller's whole
//! statement; a migration that sets the limit (often to 0, before long work) means its own
//! statements.

use super::raw;
use pgrx::pg_sys;
use std::cell::Cell;

pub struct StatementTimeout {
    caller: i32,
    changed: Cell<bool>,
}

impl StatementTimeout {
    pub fn of_caller() -> Self {
        StatementTimeout {
            caller: current(),
            changed: Cell::new(false),
        }
    }

    /// After a statement: from the one that changed the limit on, each gets the whole of it.
    pub fn rearm_if_changed(&self) {
        if self.changed.get() || current() != self.caller {
            self.changed.set(true);
            arm(current());
        }
    }

    /// The caller's limit again, from now on.
    pub fn restore(&self) {
        if self.changed.get() {
            arm(self.caller);
        }
    }
}

fn current() -> i32 {
    // SAFETY: a plain look-up of this session's state.
    unsafe { pg_sys::StatementTimeout }
}

fn arm(limit: i32) {
    // SAFETY: the server's own timer; it disarms it at the end of the caller's statement.
    unsafe {
        raw::disable_timeout(raw::STATEMENT_TIMEOUT, false);
        if limit > 0 {
            raw::enable_timeout_after(raw::STATEMENT_TIMEOUT, limit);
        }
    }
}
