//! Raising our own errors with everything that PostgreSQL's protocol can carry.

use super::caught::pack;
use super::encoding::palloc;
use migrate_core::Report;
use pgrx::pg_sys;
use std::ffi::c_char;

/// The error as the server wants it, in the current memory context, for `raw::ThrowErrorData`.
pub fn to_error_data(report: &Report, level: u32) -> *mut pg_sys::ErrorData {
    let text =
        |t: &Option<String>| -> *mut c_char { t.as_deref().map_or(std::ptr::null_mut(), palloc) };
    // SAFETY: palloc0 returns zeroed memory of the size asked for, and all-zero is a valid
    // ErrorData: no strings, no position.
    unsafe {
        let data = pg_sys::palloc0(size_of::<pg_sys::ErrorData>()).cast::<pg_sys::ErrorData>();
        (*data).elevel = level as i32;
        (*data).sqlerrcode = pack(&report.sqlstate);
        (*data).message = palloc(&report.message);
        (*data).detail = text(&report.detail);
        (*data).hint = text(&report.hint);
        (*data).context = text(&report.context);
        (*data).schema_name = text(&report.schema);
        (*data).table_name = text(&report.table);
        (*data).column_name = text(&report.column);
        (*data).datatype_name = text(&report.datatype);
        (*data).constraint_name = text(&report.constraint);
        data
    }
}
