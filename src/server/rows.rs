//! Values and rows on their way to and from the server.

use super::encoding::{keeps_bytes, lossy, palloc, to_utf8};
use migrate_core::Report;
use pgrx::pg_sys::{self, Datum, Oid};
use std::time::Duration;

/// One value of a row.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    Null,
    Bool(bool),
    Int(i32),
    Long(i64),
    Text(String),
    /// Microseconds since 2000-01-01, as the server keeps timestamptz.
    Instant(i64),
    Interval(Duration),
}

pub type Row = Vec<Cell>;

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Cell::Text(text.into())
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Cell::Text(text)
    }
}

impl<T: Into<Cell>> From<Option<T>> for Cell {
    fn from(value: Option<T>) -> Self {
        value.map_or(Cell::Null, Into::into)
    }
}

impl Cell {
    /// The type that a query's parameter of this kind is declared with.
    pub fn type_oid(&self) -> Oid {
        match self {
            Cell::Null | Cell::Text(_) => pg_sys::TEXTOID,
            Cell::Bool(_) => pg_sys::BOOLOID,
            Cell::Int(_) => pg_sys::INT4OID,
            Cell::Long(_) => pg_sys::INT8OID,
            Cell::Instant(_) => pg_sys::TIMESTAMPTZOID,
            Cell::Interval(_) => pg_sys::INTERVALOID,
        }
    }

    /// The value; what stays is NULL.
    pub fn take(&mut self) -> Self {
        std::mem::replace(self, Cell::Null)
    }

    pub fn into_text(self) -> Option<String> {
        match self {
            Cell::Text(text) => Some(text),
            _ => None,
        }
    }

    pub fn as_long(&self) -> i64 {
        match self {
            Cell::Long(n) => *n,
            Cell::Int(n) => i64::from(*n),
            _ => 0,
        }
    }

    pub fn is_true(&self) -> bool {
        *self == Cell::Bool(true)
    }
}

/// The value as the server wants it, in the current memory context; `None` is NULL.
pub fn datum(cell: &Cell) -> Option<Datum> {
    match cell {
        Cell::Null => None,
        Cell::Bool(b) => Some(Datum::from(*b)),
        Cell::Int(n) => Some(Datum::from(*n)),
        Cell::Long(n) | Cell::Instant(n) => Some(Datum::from(*n)),
        Cell::Text(text) => Some(text_datum(text)),
        Cell::Interval(duration) => Some(interval(*duration)),
    }
}

fn text_datum(text: &str) -> Datum {
    // SAFETY: the server copies as many bytes as said, or up to the NUL.
    unsafe {
        Datum::from(if keeps_bytes() {
            pg_sys::cstring_to_text_with_len(text.as_ptr().cast(), text.len() as i32)
        } else {
            pg_sys::cstring_to_text(palloc(text))
        })
    }
}

fn interval(duration: Duration) -> Datum {
    // SAFETY: palloc0 gives zeroed memory of an Interval's size: no months, no days.
    unsafe {
        let interval = pg_sys::palloc0(size_of::<pg_sys::Interval>()).cast::<pg_sys::Interval>();
        (*interval).time = duration.as_micros() as i64;
        Datum::from(interval)
    }
}

/// The bytes of a text-like value; copied only if it is compressed or stored elsewhere.
///
/// # Safety
/// `datum` is a value of a varlena type, which outlives the result.
pub unsafe fn varlena_bytes<'a>(datum: Datum) -> &'a [u8] {
    use pgrx::varlena::{
        varatt_is_1b, varatt_is_1b_e, varatt_is_4b_u, vardata_any, varsize_any_exhdr,
    };
    let mut value: *const pg_sys::varlena = datum.cast_mut_ptr();
    let plain = varatt_is_4b_u(value) || (varatt_is_1b(value) && !varatt_is_1b_e(value));
    if !plain {
        value = pg_sys::pg_detoast_datum_packed(value.cast_mut());
    }
    std::slice::from_raw_parts(vardata_any(value).cast::<u8>(), varsize_any_exhdr(value))
}

/// Reads a value of one of the types above; any other type by its output function.
///
/// # Safety
/// `datum` is a value of type `oid`.
pub unsafe fn cell(datum: Datum, oid: Oid) -> Cell {
    match oid {
        pg_sys::BOOLOID => Cell::Bool(datum.value() != 0),
        pg_sys::INT4OID => Cell::Int(datum.value() as i32),
        pg_sys::INT8OID => Cell::Long(datum.value() as i64),
        pg_sys::TIMESTAMPTZOID => Cell::Instant(datum.value() as i64),
        pg_sys::TEXTOID => {
            let bytes = varlena_bytes(datum);
            Cell::Text(
                to_utf8(bytes)
                    .unwrap_or_else(|_| String::from_utf8_lossy(bytes))
                    .into_owned(),
            )
        }
        _ => {
            let (mut output, mut varlena) = (pg_sys::InvalidOid, false);
            pg_sys::getTypeOutputInfo(oid, &mut output, &mut varlena);
            lossy(pg_sys::OidOutputFunctionCall(output, datum)).into()
        }
    }
}

/// No function of ours returns more columns.
const MOST_COLUMNS: usize = 16;

/// Returns the rows of a set-returning function as a tuplestore.
///
/// # Safety
/// `fcinfo` is that of the running function, whose result is a set of rows of these cells' types.
pub unsafe fn materialize(fcinfo: pg_sys::FunctionCallInfo, list: &[Row]) -> Result<Datum, Report> {
    let info = (*fcinfo).resultinfo.cast::<pg_sys::ReturnSetInfo>();
    let accepted = !info.is_null()
        && (*info).type_ == pg_sys::NodeTag::T_ReturnSetInfo
        && (*info).allowedModes & pg_sys::SetFunctionReturnMode::SFRM_Materialize as i32 != 0;
    if !accepted {
        return Err(Report::new(
            "0A000",
            "the function returns a set of rows, which cannot be used here",
        )
        .hint("Call it in FROM: SELECT * FROM migrate.…"));
    }
    // The result outlives this call: it belongs to the query.
    let previous = pg_sys::MemoryContextSwitchTo((*(*info).econtext).ecxt_per_query_memory);
    let mut desc: pg_sys::TupleDesc = std::ptr::null_mut();
    pg_sys::get_call_result_type(fcinfo, std::ptr::null_mut(), &mut desc);
    let desc = pg_sys::BlessTupleDesc(pg_sys::CreateTupleDescCopy(desc));
    let store = pg_sys::tuplestore_begin_heap(true, false, pg_sys::work_mem);
    (*info).returnMode = pg_sys::SetFunctionReturnMode::SFRM_Materialize;
    (*info).setResult = store;
    (*info).setDesc = desc;
    pg_sys::MemoryContextSwitchTo(previous);
    for row in list {
        let mut values = [Datum::null(); MOST_COLUMNS];
        let mut nulls = [true; MOST_COLUMNS];
        for ((cell, value), null) in row.iter().zip(&mut values).zip(&mut nulls) {
            if let Some(datum) = datum(cell) {
                (*value, *null) = (datum, false);
            }
        }
        pg_sys::tuplestore_putvalues(store, desc, values.as_mut_ptr(), nulls.as_mut_ptr());
    }
    (*fcinfo).isnull = true;
    Ok(Datum::null())
}
