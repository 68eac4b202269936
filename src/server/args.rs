//! The arguments of a function called by SQL.

use super::encoding::to_utf8;
use super::rows::{self, varlena_bytes};
use migrate_core::Report;
use pgrx::pg_sys::{self, Oid};
use std::borrow::Cow;

pub struct Args {
    fcinfo: pg_sys::FunctionCallInfo,
}

impl Args {
    /// # Safety
    /// `fcinfo` is what the server's function manager passed, and outlives the value.
    pub unsafe fn new(fcinfo: pg_sys::FunctionCallInfo) -> Self {
        Args { fcinfo }
    }

    /// A boolean argument; NULL is false.
    pub fn flag(&self, n: usize) -> bool {
        self.datum(n).is_some_and(|d| d.value() != 0)
    }

    /// A boolean argument; none is NULL.
    pub fn choice(&self, n: usize) -> Option<bool> {
        self.datum(n).map(|d| d.value() != 0)
    }

    /// An argument as text, by the output function of its type.
    pub fn output(&self, n: usize) -> Option<String> {
        // SAFETY: the argument is of the type that the catalog says.
        unsafe { rows::cell(self.datum(n)?, self.type_of(n)) }.into_text()
    }

    /// An argument of type text, json or jsonb, as UTF-8 text.
    pub fn text(&self, n: usize) -> Result<Option<Cow<'_, str>>, Report> {
        let Some(datum) = self.datum(n) else {
            return Ok(None);
        };
        let bytes = if self.type_of(n) == pg_sys::JSONBOID {
            // SAFETY: the argument is of the type that the catalog says.
            unsafe {
                let value = pg_sys::pg_detoast_datum(datum.cast_mut_ptr());
                let root = std::ptr::addr_of_mut!((*value.cast::<pg_sys::Jsonb>()).root);
                let size = pgrx::varlena::varsize(value) as i32;
                let json = pg_sys::JsonbToCString(std::ptr::null_mut(), root, size);
                std::ffi::CStr::from_ptr(json).to_bytes()
            }
        } else {
            self.raw(n).unwrap_or_default()
        };
        to_utf8(bytes).map(Some).map_err(|offset| {
            let line = bytes[..offset].iter().filter(|b| **b == b'\n').count() + 1;
            Report::new(
                "22021",
                format!(
                    "the argument is not valid UTF-8 at byte {} (line {line})",
                    offset + 1
                ),
            )
            .hint("Set client_encoding to the encoding that the text is really in.")
        })
    }

    /// The bytes of an argument as the server has them, to compare with those of another call.
    pub fn raw(&self, n: usize) -> Option<&[u8]> {
        let datum = self.datum(n)?;
        // SAFETY: asked for arguments of varlena types only.
        Some(unsafe { varlena_bytes(datum) })
    }

    /// An argument of type text[]; its NULLs are left out.
    pub fn texts(&self, n: usize) -> Option<Vec<String>> {
        let datum = self.datum(n)?;
        // SAFETY: asked for arguments of that type only.
        let list: Vec<Option<String>> = unsafe { pgrx::FromDatum::from_datum(datum, false)? };
        Some(list.into_iter().flatten().collect())
    }

    /// A text argument that must be there.
    pub fn required(&self, n: usize, name: &str) -> Result<Cow<'_, str>, Report> {
        self.text(n)?.ok_or_else(|| {
            Report::new("22004", format!("the argument \"{name}\" must not be null"))
        })
    }

    /// Whether the call is a CALL that may commit: at top level, outside a transaction block.
    pub fn may_commit(&self) -> bool {
        // SAFETY: a procedure's context is null or a node; a CallContext says whether it is atomic.
        unsafe {
            let context = (*self.fcinfo).context;
            !context.is_null()
                && (*context).type_ == pg_sys::NodeTag::T_CallContext
                && !(*context.cast::<pg_sys::CallContext>()).atomic
        }
    }

    /// The call's context node when it is of the given kind.
    pub fn context<T>(&self, tag: pg_sys::NodeTag) -> Option<*const T> {
        // SAFETY: a context is null or a node.
        unsafe {
            let context = (*self.fcinfo).context;
            (!context.is_null() && (*context).type_ == tag)
                .then_some(context.cast::<T>().cast_const())
        }
    }

    fn datum(&self, n: usize) -> Option<pg_sys::Datum> {
        // SAFETY: the server allocates nargs arguments behind the struct.
        unsafe {
            let info = &*self.fcinfo;
            if n >= info.nargs as usize {
                return None;
            }
            let arg = &*info.args.as_ptr().add(n);
            (!arg.isnull).then_some(arg.value)
        }
    }

    /// The declared type of an argument: the functions that take a bundle exist for three types.
    fn type_of(&self, n: usize) -> Oid {
        // SAFETY: flinfo is that of the running function; the array has as many entries as it says.
        unsafe {
            let (mut types, mut count) = (std::ptr::null_mut(), 0);
            pg_sys::get_func_signature((*(*self.fcinfo).flinfo).fn_oid, &mut types, &mut count);
            if n < count as usize {
                *types.add(n)
            } else {
                pg_sys::InvalidOid
            }
        }
    }
}
