//! Subtransactions: what makes an error survivable and a dry run possible.

use pgrx::pg_sys;

/// An open subtransaction, rolled back unless it is committed. That holds for a panic too: were
/// it left open, the client would find itself in an aborted transaction block it never began.
#[must_use]
pub struct Subxact {
    context: pg_sys::MemoryContext,
    owner: pg_sys::ResourceOwner,
    open: bool,
}

impl Subxact {
    pub fn begin() -> Self {
        // SAFETY: saved here and restored at the end, as plpgsql does around its blocks.
        unsafe {
            let subxact = Subxact {
                context: pg_sys::CurrentMemoryContext,
                owner: pg_sys::CurrentResourceOwner,
                open: true,
            };
            pg_sys::BeginInternalSubTransaction(std::ptr::null());
            pg_sys::MemoryContextSwitchTo(subxact.context);
            subxact
        }
    }

    pub fn commit(mut self) {
        self.open = false;
        // SAFETY: the innermost subtransaction is the one that `begin` opened.
        unsafe { pg_sys::ReleaseCurrentSubTransaction() };
        self.restore();
    }

    pub fn rollback(self) {
        drop(self);
    }

    fn restore(&self) {
        // SAFETY: both were current when the subtransaction began and outlive it.
        unsafe {
            pg_sys::MemoryContextSwitchTo(self.context);
            pg_sys::CurrentResourceOwner = self.owner;
        }
    }
}

impl Drop for Subxact {
    fn drop(&mut self) {
        if self.open {
            // SAFETY: as in `commit`; an ERROR that became a panic is no longer pending.
            unsafe { pg_sys::RollbackAndReleaseCurrentSubTransaction() };
            self.restore();
        }
    }
}
