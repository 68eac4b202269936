//! Bookkeeping runs with the rights of the history's owner, and nothing else does.

use super::catalog::history_owner;
use super::session::Settings;
use migrate_core::Report;
use pgrx::pg_sys;

/// Runs fixed bookkeeping statements as the owner of the history, with a search_path that holds
/// the server's own schema only.
pub fn as_owner<T>(f: impl FnOnce() -> Result<T, Report>) -> Result<T, Report> {
    let owner = history_owner()?;
    as_role(owner, f)
}

/// Runs a fixed query on the server's own views, of which other roles see only a part.
pub fn as_server<T>(f: impl FnOnce() -> T) -> T {
    as_role(pg_sys::Oid::from(pg_sys::BOOTSTRAP_SUPERUSERID), f)
}

/// The switch is the server's own for such work (as for foreign keys' checks): no SET ROLE, no
/// temporary objects and no deferred triggers are possible inside.
pub fn as_role<T>(role: pg_sys::Oid, f: impl FnOnce() -> T) -> T {
    let (mut user, mut flags) = (pg_sys::InvalidOid, 0);
    let scope = Settings::open();
    // SAFETY: saved and restored around `f`; an ERROR inside ends the (sub)transaction, which
    // restores what was in force when that began.
    unsafe {
        pg_sys::GetUserIdAndSecContext(&mut user, &mut flags);
        let restricted =
            pg_sys::SECURITY_LOCAL_USERID_CHANGE | pg_sys::SECURITY_RESTRICTED_OPERATION;
        pg_sys::SetUserIdAndSecContext(role, flags | restricted as i32);
    }
    scope.set("search_path", "pg_catalog, pg_temp");
    let result = f();
    // SAFETY: the values are those of above.
    unsafe { pg_sys::SetUserIdAndSecContext(user, flags) };
    scope.close();
    result
}
