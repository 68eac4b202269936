//! The frame around every SQL-callable function: arguments in, an answer or an error out.
//!
//! `#[pg_extern]` is not used because it cannot raise an error with context and object names.

use super::args::Args;
use super::errors::to_error_data;
use super::raw;
use super::rows::{self, Cell, Row};
use migrate_core::Report;
use pgrx::pg_sys;
use std::rc::Rc;

/// What a function gives back.
pub enum Answer {
    Rows(Rc<Vec<Row>>),
    Value(Cell),
    /// Of a function that returns void, of a procedure and of a trigger.
    Void,
}

impl Answer {
    pub fn rows(list: Vec<Row>) -> Self {
        Answer::Rows(Rc::new(list))
    }

    pub fn none() -> Self {
        Self::rows(Vec::new())
    }
}

pub type Outcome = Result<Answer, Report>;

/// Declares the C symbol that `CREATE FUNCTION … AS 'MODULE_PATHNAME', 'symbol'` names.
#[macro_export]
macro_rules! sql_function {
    ($symbol:ident => $body:path) => {
        const _: () = {
            #[export_name = concat!("pg_finfo_", stringify!($symbol))]
            extern "C" fn finfo() -> *const pgrx::pg_sys::Pg_finfo_record {
                const V1: pgrx::pg_sys::Pg_finfo_record =
                    pgrx::pg_sys::Pg_finfo_record { api_version: 1 };
                &V1
            }

            #[export_name = stringify!($symbol)]
            unsafe extern "C-unwind" fn call(
                fcinfo: pgrx::pg_sys::FunctionCallInfo,
            ) -> pgrx::pg_sys::Datum {
                $crate::server::entry::run(fcinfo, $body)
            }
        };
    };
}

/// Runs the body of a function called by SQL.
///
/// # Safety
/// `fcinfo` is what the server's function manager passed.
pub unsafe fn run(fcinfo: pg_sys::FunctionCallInfo, body: fn(&Args) -> Outcome) -> pg_sys::Datum {
    let mut failure: *mut pg_sys::ErrorData = std::ptr::null_mut();
    let datum = pgrx::pgrx_extern_c_guard(|| match answer(fcinfo, body) {
        Ok(datum) => datum,
        Err(report) => {
            failure = to_error_data(&report, pg_sys::PGERROR);
            pg_sys::Datum::null()
        }
    });
    if !failure.is_null() {
        // SAFETY: every Rust value of this call is dropped by now; the jump crosses this frame and
        // the exported function's, which own nothing.
        raw::ThrowErrorData(failure);
    }
    datum
}

unsafe fn answer(
    fcinfo: pg_sys::FunctionCallInfo,
    body: fn(&Args) -> Outcome,
) -> Result<pg_sys::Datum, Report> {
    match body(&Args::new(fcinfo))? {
        Answer::Rows(list) => rows::materialize(fcinfo, &list),
        Answer::Void => {
            (*fcinfo).isnull = false;
            Ok(pg_sys::Datum::null())
        }
        Answer::Value(cell) => {
            let datum = rows::datum(&cell);
            (*fcinfo).isnull = datum.is_none();
            Ok(datum.unwrap_or(pg_sys::Datum::null()))
        }
    }
}
