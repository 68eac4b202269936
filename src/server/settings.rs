//! The product's own settings.

use super::encoding::lossy;
use pgrx::guc::{GucContext, GucFlags, GucRegistry, GucSetting};
use std::ffi::{CStr, CString};

static LOCK_TIMEOUT: GucSetting<i32> = GucSetting::<i32>::new(10_000);

pub const BREAK_GLASS: &CStr = c"migrate.break_glass";
static BREAK_GLASS_REASON: GucSetting<Option<CString>> = GucSetting::<Option<CString>>::new(None);

static SHADOW_TEMPLATE: GucSetting<Option<CString>> = GucSetting::<Option<CString>>::new(None);
static SHADOW_FOR_ALL: GucSetting<bool> = GucSetting::<bool>::new(false);

static PRISMA_SCHEMA: GucSetting<Option<CString>> = GucSetting::<Option<CString>>::new(None);

/// Where Prisma's history is; none is wherever the search_path finds it.
pub fn prisma_schema() -> Option<String> {
    named(&PRISMA_SCHEMA)
}

/// The database that shadow databases are copies of; none is template0.
pub fn shadow_template() -> Option<String> {
    named(&SHADOW_TEMPLATE)
}

fn named(setting: &GucSetting<Option<CString>>) -> Option<String> {
    let name = setting.get()?;
    // SAFETY: a NUL-terminated string.
    unsafe { lossy(name.as_ptr()) }.filter(|name| !name.is_empty())
}

/// Whether the server creates the shadow database for roles that may not create one.
pub fn shadow_for_all() -> bool {
    SHADOW_FOR_ALL.get()
}

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
    GucRegistry::define_string_guc(
        c"migrate.prisma_schema",
        c"The schema of the _prisma_migrations that is adopted and kept in step.",
        c"Empty for the one on the search_path, if its owner can be trusted.",
        &PRISMA_SCHEMA,
        GucContext::Userset,
        GucFlags::default(),
    );
    GucRegistry::define_string_guc(
        c"migrate.shadow_template",
        c"The database that shadow databases are copies of.",
        c"Empty for template0. One of your own can have extensions that only a superuser may install.",
        &SHADOW_TEMPLATE,
        GucContext::Suset,
        GucFlags::default(),
    );
    GucRegistry::define_bool_guc(
        c"migrate.shadow_for_all",
        c"Whether roles that may not create databases get a shadow database all the same.",
        c"The server creates it, and the role owns it until it is dropped at the end of the call.",
        &SHADOW_FOR_ALL,
        GucContext::Suset,
        GucFlags::default(),
    );
    #[cfg(not(any(feature = "pg13", feature = "pg14")))]
    // SAFETY: the prefix is a NUL-terminated string; a misspelt setting is refused from here on.
    unsafe {
        pgrx::pg_sys::MarkGUCPrefixReserved(c"migrate".as_ptr());
    }
}
