//! Values and rows on their way to and from the server.

use super::encoding::{keeps_bytes, lossy, palloc, to_server, to_utf8};
use migrate_core::Report;
use pgrx::pg_sys::{self, Datum, Oid};
use serde_json::Value;
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
    /// A JSON text, as jsonb.
    Json(String),
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
            Cell::Json(_) => pg_sys::JSONBOID,
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
        Cell::Json(text) => Some(jsonb(text)),
    }
}

fn jsonb(text: &str) -> Datum {
    let text = to_server(text);
    // SAFETY: the input function reads the text up to its NUL.
    unsafe {
        pg_sys::OidInputFunctionCall(
            pg_sys::Oid::from(JSONB_IN),
            text.as_ptr().cast_mut(),
            pg_sys::InvalidOid,
            -1,
        )
    }
}

/// OID of the function jsonb_in (PostgreSQL's pg_proc.dat).
const JSONB_IN: u32 = 3806;

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
        pg_sys::TEXTOID | pg_sys::VARCHAROID => {
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

/// One column of a row that a fixed query returned.
pub struct Field<'a> {
    pub name: &'a str,
    oid: Oid,
    datum: Option<Datum>,
}

impl<'a> Field<'a> {
    /// # Safety
    /// What is `set` later is of type `oid`, and stays where it is while it is looked at.
    pub unsafe fn new(name: &'a str, oid: Oid) -> Self {
        Field {
            name,
            oid,
            datum: None,
        }
    }

    pub fn set(&mut self, datum: Option<Datum>) {
        self.datum = datum;
    }

    pub fn is_text(&self) -> bool {
        self.oid == pg_sys::TEXTOID
    }

    pub fn text(&self) -> Option<String> {
        // SAFETY: the value is of the type, as `new` demands.
        self.datum
            .and_then(|datum| unsafe { cell(datum, self.oid) }.into_text())
    }

    pub fn texts(&self) -> Option<Vec<String>> {
        let datum = self.datum.filter(|_| self.oid == pg_sys::TEXTARRAYOID)?;
        // SAFETY: an array of text; its elements lie in it or in the current memory context.
        unsafe {
            Some(
                elements(datum, pg_sys::TEXTOID, -1, false)
                    .into_iter()
                    .filter_map(|element| cell(element, pg_sys::TEXTOID).into_text())
                    .collect(),
            )
        }
    }

    pub fn oids(&self) -> Vec<u32> {
        match self.datum {
            // SAFETY: an array of OIDs.
            Some(datum) if self.oid == pg_sys::OIDARRAYOID => unsafe {
                elements(datum, pg_sys::OIDOID, 4, true)
                    .into_iter()
                    .map(|element| element.value() as u32)
                    .collect()
            },
            _ => Vec::new(),
        }
    }

    /// The value as JSON: numbers, booleans and arrays as such, all else as text.
    pub fn value(&self) -> Value {
        let Some(datum) = self.datum else {
            return Value::Null;
        };
        match self.oid {
            pg_sys::BOOLOID => (datum.value() != 0).into(),
            pg_sys::INT2OID => (datum.value() as i16).into(),
            pg_sys::INT4OID => (datum.value() as i32).into(),
            pg_sys::INT8OID => (datum.value() as i64).into(),
            pg_sys::OIDOID => (datum.value() as u32).into(),
            pg_sys::TEXTARRAYOID => self.texts().into(),
            pg_sys::JSONOID | pg_sys::JSONBOID => {
                let text = self.text().unwrap_or_default();
                serde_json::from_str(&text).expect("the server writes valid JSON")
            }
            _ => self.text().into(),
        }
    }
}

/// # Safety
/// `datum` is an array whose elements are of the type described; none is null.
unsafe fn elements(datum: Datum, oid: Oid, length: i32, by_value: bool) -> Vec<Datum> {
    let array = pg_sys::pg_detoast_datum(datum.cast_mut_ptr()).cast::<pg_sys::ArrayType>();
    let (mut values, mut count) = (std::ptr::null_mut(), 0);
    let align = pg_sys::TYPALIGN_INT as i8;
    let nulls = std::ptr::null_mut();
    pg_sys::deconstruct_array(
        array,
        oid,
        length,
        by_value,
        align,
        &mut values,
        nulls,
        &mut count,
    );
    match count {
        0 => Vec::new(),
        _ => std::slice::from_raw_parts(values, count as usize).to_vec(),
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
