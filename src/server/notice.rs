//! NOTICEs and WARNINGs to the client.

use super::{errors::to_error_data, raw};
use migrate_core::Report;
use pgrx::pg_sys;

pub fn notice(message: impl Into<String>) {
    tell(&Report::new("00000", message), pg_sys::NOTICE);
}

pub fn warning(message: impl Into<String>) {
    tell(&Report::new("01000", message), pg_sys::WARNING);
}

fn tell(report: &Report, level: u32) {
    let data = to_error_data(report, level);
    // SAFETY: below ERROR this returns.
    unsafe {
        raw::ThrowErrorData(data);
        pg_sys::pfree(data.cast());
    }
}
