//! Subtransactions: what makes an error survivable and a dry run possible.

use pgrx::pg_sys;

/// An open subtransaction. It must be ended by `commit` or `rollback`; a panic ends the whole
/// transaction, and it with it.
#[must_use]
pub struct Subxact {
    context: pg_sys::MemoryContext,
    owner: pg_sys::ResourceOwner,
}

impl Subxact {
    pub fn begin() -> Self {
        // SAFETY: saved here and restored at the end, as plpgsql does around its blocks.
        unsafe {
            let open = Subxact {
                context: pg_sys::CurrentMemoryContext,
                owner: pg_sys::CurrentResourceOwner,
            };
            pg_sys::BeginInternalSubTransaction(std::ptr::null());
            pg_sys::MemoryContextSwitchTo(open.context);
            open
        }
    }

    pub fn commit(self) {
        // SAFETY: the innermost subtransaction is the one that `begin` opened.
        unsafe { pg_sys::ReleaseCurrentSubTransaction() };
        self.restore();
    }

    pub fn rollback(self) {
        // SAFETY: as in `commit`.
        unsafe { pg_sys::RollbackAndReleaseCurrentSubTransaction() };
        self.restore();
    }

    fn restore(self) {
        // SAFETY: both were current when the subtransaction began and outlive it.
        unsafe {
            pg_sys::MemoryContextSwitchTo(self.context);
            pg_sys::CurrentResourceOwner = self.owner;
        }
    }
}
