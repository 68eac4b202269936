//! The product's own settings.

use super::encoding::lossy;
use pgrx::guc::{GucContext, GucFlags, GucRegistry, GucSetting};
use std::ffi::{CStr, CString};

static LOCK_TIMEOUT: GucSetting<i32> = GucSetting::<i32>::new(10_000);

pub const BREAK_GLASS: &CStr = c"migrate.break_glass";
static BREAK_GLASS_REASON: GucSetting<Option<CString>> = GucSetting::<Option<CString>>::new(None);

/// How long to wait for another migrator, in milliseconds; 0 waits for ever.
pub fn lock_timeout() -> i32 {
    LOCK_TIMEOUT.get()
}

/// Why the session may run DDL although the database is protected; empty when it may not.
pub fn break_glass() -> Option<String> {
    let reason = BREAK_GLASS_REASON.get()?;
    // SAFETY: a NUL-terminated string.
    unsafe { lossy(reason.as_ptr()) }
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
    GucRegistry::define_string_guc(
        BREAK_GLASS,
        c"Why this session may run DDL although the database is protected.",
        c"Set by migrate.break_glass; empty when it may not.",
        &BREAK_GLASS_REASON,
        GucContext::Suset,
        GucFlags::default(),
    );
    #[cfg(not(any(feature = "pg13", feature = "pg14")))]
    // SAFETY: the prefix is a NUL-terminated string; a misspelt setting is refused from here on.
    unsafe {
        pgrx::pg_sys::MarkGUCPrefixReserved(c"migrate".as_ptr());
    }
}
