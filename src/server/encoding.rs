//! Between the server's strings, in the database's encoding, and Rust's, in UTF-8.

use pgrx::pg_sys;
use std::borrow::Cow;
use std::ffi::{c_char, c_int, CStr, CString};

const UTF8: c_int = pg_sys::pg_enc::PG_UTF8 as c_int;

/// The bytes as UTF-8; in a database of another encoding they are converted first. What is no
/// valid text even then (SQL_ASCII lets anything in) is the error: the offset of the bad byte.
pub fn to_utf8(bytes: &[u8]) -> Result<Cow<'_, str>, usize> {
    if keeps_bytes() {
        let text = std::str::from_utf8(bytes).map_err(|e| e.valid_up_to())?;
        return Ok(Cow::Borrowed(text));
    }
    // SAFETY: the pointer and length describe `bytes`; the result is that pointer, or a new
    // NUL-terminated string in the current memory context.
    let converted = unsafe {
        let p = bytes.as_ptr().cast::<c_char>();
        let out = pg_sys::pg_server_to_any(p, bytes.len() as c_int, UTF8);
        if std::ptr::eq(out, p) {
            bytes.to_vec()
        } else {
            CStr::from_ptr(out).to_bytes().to_vec()
        }
    };
    let text = String::from_utf8(converted).map_err(|e| e.utf8_error().valid_up_to())?;
    Ok(Cow::Owned(text))
}

/// Whether strings pass between the database and Rust as they are.
pub fn keeps_bytes() -> bool {
    // SAFETY: a plain look-up of this session's state.
    let encoding = unsafe { pg_sys::GetDatabaseEncoding() };
    encoding == UTF8 || encoding == pg_sys::pg_enc::PG_SQL_ASCII as c_int
}

/// A server string for display; what is no valid text is replaced, never an error.
///
/// # Safety
/// `p` is null or points to a NUL-terminated string.
pub unsafe fn lossy(p: *const c_char) -> Option<String> {
    if p.is_null() {
        return None;
    }
    let bytes = CStr::from_ptr(p).to_bytes();
    Some(
        to_utf8(bytes)
            .unwrap_or_else(|_| String::from_utf8_lossy(bytes))
            .into_owned(),
    )
}

/// The text in the database's encoding. A NUL byte, which no server string can hold, ends it.
pub fn to_server(text: &str) -> CString {
    let text = text.split('\0').next().unwrap_or_default();
    if keeps_bytes() {
        return CString::new(text).unwrap_or_default();
    }
    // SAFETY: as in `to_utf8`.
    unsafe {
        let p = text.as_ptr().cast::<c_char>();
        let out = pg_sys::pg_any_to_server(p, text.len() as c_int, UTF8);
        if std::ptr::eq(out, p) {
            CString::new(text).unwrap_or_default()
        } else {
            CStr::from_ptr(out).to_owned()
        }
    }
}

/// A position (from 1) that the server counted in its characters, which in SQL_ASCII are bytes.
pub fn in_characters(text: &str, position: usize) -> usize {
    // SAFETY: a plain look-up of this session's state.
    let single = unsafe { pg_sys::pg_database_encoding_max_length() == 1 };
    match text.get(..position - 1) {
        Some(before) if single && keeps_bytes() => before.chars().count() + 1,
        _ => position,
    }
}

/// Finds the offsets in a text of what stands at offsets of its form in the database's encoding;
/// fastest when they are asked for in order.
pub struct Offsets<'a> {
    text: &'a str,
    server: &'a CStr,
    /// The last answer: the offset in the server's form, and in the text.
    last: (usize, usize),
}

impl<'a> Offsets<'a> {
    pub fn new(text: &'a str, server: &'a CStr) -> Self {
        Offsets {
            text,
            server,
            last: (0, 0),
        }
    }

    pub fn find(&mut self, offset: usize) -> usize {
        if keeps_bytes() {
            return offset.min(self.text.len());
        }
        let bytes = self.server.to_bytes();
        let offset = offset.min(bytes.len());
        let (from, at) = if self.last.0 <= offset {
            self.last
        } else {
            (0, 0)
        };
        // SAFETY: the pointer and the length are within the string.
        let characters = unsafe {
            let start = bytes.as_ptr().add(from).cast::<c_char>();
            pg_sys::pg_mbstrlen_with_len(start, (offset - from) as c_int)
        };
        let found = migrate_core::locate::char_offset(self.text, at, characters as usize);
        self.last = (offset, found);
        found
    }
}

/// A copy in the current memory context, of a text for a person: where the database's encoding may
/// lack our ellipsis, there are dots.
pub fn palloc(text: &str) -> *mut c_char {
    let text = if keeps_bytes() {
        to_server(text)
    } else {
        to_server(&text.replace('…', "..."))
    };
    // SAFETY: pstrdup copies a NUL-terminated string.
    unsafe { pg_sys::pstrdup(text.as_ptr()) }
}
