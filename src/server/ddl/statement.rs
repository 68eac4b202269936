//! The text of the statement that a command is part of.

use crate::server::encoding::{lossy, to_utf8};
use crate::server::nodes::list;
use pgrx::pg_sys;
use std::ffi::{c_char, CStr};

/// Longer ones are cut: a function may be called with megabytes of arguments.
const MOST: usize = 100_000;

/// What stands for a text that is not kept.
const WITHHELD: &str = "(not kept: it may hold a password)";

pub struct Statement {
    /// The client's statement: of several that it sent at once, the one that runs.
    pub text: Option<String>,
    /// The server's CONTEXT lines, when a function that the statement calls runs the command.
    pub context: Option<String>,
}

impl Statement {
    pub fn of(command: &super::command::Command) -> Self {
        // SAFETY: the portal is the one that runs; its texts live as long as it does.
        let (text, is_command) = unsafe { current(command.tree) };
        let context = if is_command { None } else { context() };
        if is_secret(command.tag) || (!is_command && text.as_deref().is_some_and(has_password)) {
            return Statement {
                text: Some(WITHHELD.into()),
                context: None,
            };
        }
        Statement { text, context }
    }
}

/// Commands whose options may be passwords.
fn is_secret(tag: &str) -> bool {
    let object = tag.split_once(' ').map_or("", |(_, object)| object);
    !tag.starts_with("DROP")
        && matches!(
            object,
            "USER MAPPING" | "SERVER" | "SUBSCRIPTION" | "FOREIGN DATA WRAPPER"
        )
}

/// A DO block or a call that may create a role as well.
fn has_password(text: &str) -> bool {
    text.to_ascii_lowercase().contains("password")
}

/// The statement that the client sees as running, and whether it is the command itself.
unsafe fn current(tree: *mut pg_sys::Node) -> (Option<String>, bool) {
    let portal = pg_sys::ActivePortal;
    if portal.is_null() || (*portal).sourceText.is_null() {
        return (clipped(pg_sys::debug_query_string, 0), false);
    }
    let source = (*portal).sourceText;
    let [plan] = list::<pg_sys::PlannedStmt>((*portal).stmts)[..] else {
        return (clipped(source, 0), false);
    };
    let start = (*plan).stmt_location.max(0) as usize;
    let text = clipped(source.add(start), (*plan).stmt_len.max(0) as usize);
    (text, (*plan).utilityStmt == tree)
}

/// A part of a text that many statements may share; without a length, its rest.
unsafe fn clipped(text: *const c_char, length: usize) -> Option<String> {
    if text.is_null() {
        return None;
    }
    let length = match length {
        0 => CStr::from_ptr(text).count_bytes(),
        length => length,
    };
    let kept = if length > MOST {
        pg_sys::pg_mbcliplen(text, length as i32, MOST as i32) as usize
    } else {
        length
    };
    let bytes = std::slice::from_raw_parts(text.cast::<u8>(), kept);
    let text = to_utf8(bytes).unwrap_or_else(|_| String::from_utf8_lossy(bytes));
    let text = text.trim();
    Some(match length > kept {
        true => format!("{text} ..."),
        false => text.into(),
    })
}

fn context() -> Option<String> {
    // SAFETY: the server's own way to ask; plpgsql's GET DIAGNOSTICS does the same.
    let context = unsafe { lossy(pg_sys::GetErrorContextStack()) };
    context.filter(|context| !context.is_empty())
}
