//! The product's own settings.

use pgrx::guc::{GucContext, GucFlags, GucRegistry, GucSetting};

static LOCK_TIMEOUT: GucSetting<i32> = GucSetting::<i32>::new(10_000);

/// How long to wait for another migrator, in milliseconds; 0 waits for ever.
pub fn lock_timeout() -> i32 {
    LOCK_TIMEOUT.get()
}

pub fn register() {
    GucRegistry::define_int_guc(
        c"migrate.lock_timeout",
        c"How long to wait for another deployment that holds the migration lock.",
        c"In milliseconds; 0 waits for ever. The lock is Prisma's advisory lock 72707369.",
        &LOCK_TIMEOUT,
        0,
        i32::MAX,
        GucContext::Userset,
        GucFlags::UNIT_MS,
    );
    #[cfg(not(any(feature = "pg13", feature = "pg14")))]
    // SAFETY: the prefix is a NUL-terminated string; a misspelt setting is refused from here on.
    unsafe {
        pgrx::pg_sys::MarkGUCPrefixReserved(c"migrate".as_ptr());
    }
}
