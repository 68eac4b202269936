//! NOTICEs to the client.

use super::{errors::to_error_data, raw};
use migrate_core::Report;
use pgrx::pg_sys;

pub fn notice(message: impl Into<String>) {
    let data = to_error_data(&Report::new("00000", message), pg_sys::NOTICE);
    // SAFETY: below ERROR this returns.
    unsafe {
        raw::ThrowErrorData(data);
        pg_sys::pfree(data.cast());
    }
}
