//! Breaking the glass: a setting that only migrate.break_glass and superusers can change. Being a
//! setting, it ends with the session, with RESET ALL and DISCARD ALL, and with the transaction that
//! set it if that is rolled back.

use crate::server::encoding::to_server;
use crate::server::settings;
use pgrx::pg_sys;

/// The reason that was given, if the glass is broken.
pub fn reason() -> Option<String> {
    settings::break_glass().filter(|reason| !reason.is_empty())
}

/// Breaks it for the session or for this transaction; without a reason it is whole again.
pub fn set(reason: Option<&str>, only_this_transaction: bool) {
    let value = to_server(reason.unwrap_or_default());
    let action = match only_this_transaction {
        true => pg_sys::GucAction::GUC_ACTION_LOCAL,
        false => pg_sys::GucAction::GUC_ACTION_SET,
    };
    // SAFETY: both strings are NUL-terminated. The right to call the function is the right to set it.
    unsafe {
        pg_sys::set_config_option(
            settings::BREAK_GLASS.as_ptr(),
            value.as_ptr(),
            pg_sys::GucContext::PGC_SUSET,
            pg_sys::GucSource::PGC_S_SESSION,
            action,
            true,
            0,
            false,
        );
    }
}
