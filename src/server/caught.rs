//! PG_TRY for Rust that keeps the whole error: message, position, context, object names.

use super::encoding::lossy;
use migrate_core::Report;
use pgrx::pg_sys;

/// An ERROR that the server raised.
#[derive(Debug, Clone, Default)]
pub struct Caught {
    pub report: Report,
    /// Position in the text that was given to the server, in characters from 1; 0 is unknown.
    pub position: usize,
    /// Position in a text that the server ran by itself, and that text.
    pub internal: Option<(usize, String)>,
}

impl From<Report> for Caught {
    fn from(report: Report) -> Self {
        Caught {
            report,
            ..Default::default()
        }
    }
}

/// Runs `f` under a handler of our own.
///
/// After an `Err` the memory context is that of before and the error is no longer pending, but the
/// (sub)transaction is still as the error left it: it must be rolled back before anything else.
///
/// # Safety
/// `f` calls only functions of `raw` (or other C that may raise an ERROR), owns nothing that needs
/// a destructor, and does not panic: an ERROR jumps over its frame.
pub unsafe fn catch<T: Copy>(f: impl FnOnce() -> T) -> Result<T, Caught> {
    let context = pg_sys::CurrentMemoryContext;
    let handler = pg_sys::PG_exception_stack;
    let callbacks = pg_sys::error_context_stack;
    // The callers' lines are added when the error is raised again; here they would come twice.
    pg_sys::error_context_stack = std::ptr::null_mut();
    let mut value = std::mem::MaybeUninit::<T>::uninit();
    let jumped = cee_scape::call_with_sigsetjmp(false, |jump| {
        pg_sys::PG_exception_stack = std::ptr::from_ref(jump).cast_mut().cast();
        value.write(f());
        0
    });
    pg_sys::PG_exception_stack = handler;
    pg_sys::error_context_stack = callbacks;
    if jumped == 0 {
        return Ok(value.assume_init());
    }
    pg_sys::CurrentMemoryContext = context;
    let data = pg_sys::CopyErrorData();
    let caught = from_error_data(&*data);
    pg_sys::FreeErrorData(data);
    pg_sys::FlushErrorState();
    Err(caught)
}

/// # Safety
/// The strings of `data` are null or NUL-terminated.
pub unsafe fn from_error_data(data: &pg_sys::ErrorData) -> Caught {
    Caught {
        report: Report {
            sqlstate: unpack(data.sqlerrcode),
            message: lossy(data.message).unwrap_or_default(),
            detail: lossy(data.detail),
            hint: lossy(data.hint),
            context: lossy(data.context),
            schema: lossy(data.schema_name),
            table: lossy(data.table_name),
            column: lossy(data.column_name),
            datatype: lossy(data.datatype_name),
            constraint: lossy(data.constraint_name),
        },
        position: data.cursorpos.max(0) as usize,
        internal: lossy(data.internalquery).map(|query| (data.internalpos.max(0) as usize, query)),
    }
}

/// The five characters of an SQLSTATE from the server's packed form (MAKE_SQLSTATE, six bits each).
fn unpack(mut code: i32) -> String {
    (0..5)
        .map(|_| {
            let c = char::from((code & 0x3f) as u8 + b'0');
            code >>= 6;
            c
        })
        .collect()
}

/// The packed form of an SQLSTATE.
pub fn pack(sqlstate: &str) -> i32 {
    sqlstate
        .bytes()
        .take(5)
        .enumerate()
        .map(|(i, b)| i32::from(b.wrapping_sub(b'0') & 0x3f) << (6 * i))
        .sum()
}
