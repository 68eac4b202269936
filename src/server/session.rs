//! Scopes for settings: what is set inside is as it was before when the scope closes. Role,
//! session authorization and search_path are settings too.

use super::encoding::{lossy, to_server};
use pgrx::pg_sys;
use std::ffi::CStr;

/// Where this session looks for unqualified names.
pub fn search_path() -> String {
    option(c"search_path")
}

fn option(name: &CStr) -> String {
    // SAFETY: the setting exists; the answer is a string of the server's, copied at once.
    unsafe { lossy(pg_sys::GetConfigOption(name.as_ptr(), true, false)) }.unwrap_or_default()
}

/// The time zone in which this session reads and writes times.
pub fn time_zone() -> String {
    option(c"TimeZone")
}

/// An open scope. An error or a panic needs no `close`: the end of the (sub)transaction undoes it.
#[must_use]
pub struct Settings {
    level: i32,
}

impl Settings {
    pub fn open() -> Self {
        // SAFETY: opens a level as the server does around a function with SET clauses.
        Settings {
            level: unsafe { pg_sys::NewGUCNestLevel() },
        }
    }

    /// Sets a value until the scope closes.
    pub fn set(&self, name: &str, value: &str) {
        let (name, value) = (to_server(name), to_server(value));
        // SAFETY: both strings are NUL-terminated; SAVE remembers the old value for this level.
        unsafe {
            pg_sys::set_config_option(
                name.as_ptr(),
                value.as_ptr(),
                pg_sys::GucContext::PGC_USERSET,
                pg_sys::GucSource::PGC_S_SESSION,
                pg_sys::GucAction::GUC_ACTION_SAVE,
                true,
                0,
                false,
            );
        }
    }

    /// Undoes whatever was set inside, by SET, SET LOCAL, SET ROLE or set_config().
    pub fn close(self) {
        // SAFETY: closes the level that `open` opened; false rolls back all its changes.
        unsafe { pg_sys::AtEOXact_GUC(false, self.level) };
    }
}
