//! The command that an event trigger is fired for.

use crate::server::args::Args;
use pgrx::pg_sys::{self, NodeTag};
use std::ffi::CStr;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event {
    Start,
    Drop,
    End,
}

/// Lives as long as the event trigger's call, and so do the server's trees that it points to.
pub struct Command {
    pub event: Event,
    pub tag: &'static str,
    pub(super) tree: *mut pg_sys::Node,
    pub(super) key: Key,
}

/// Which command it is, among the events of this session. One that fails between two of its events
/// ends its (sub)transaction, and no later command has the same key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Key {
    pub transaction: pg_sys::TimestampTz,
    subtransaction: pg_sys::SubTransactionId,
    tree: *mut pg_sys::Node,
}

impl Command {
    /// Of the call's context, which is there when the server fires an event trigger.
    pub fn of(args: &Args) -> Option<Self> {
        let data = args.context::<pg_sys::EventTriggerData>(NodeTag::T_EventTriggerData)?;
        // SAFETY: the server fills in all of it; names of tags are constants.
        unsafe {
            let event = match CStr::from_ptr((*data).event).to_bytes() {
                b"ddl_command_start" => Event::Start,
                b"sql_drop" => Event::Drop,
                b"ddl_command_end" => Event::End,
                _ => return None,
            };
            let tree = (*data).parsetree;
            let key = Key {
                transaction: pg_sys::GetCurrentTransactionStartTimestamp(),
                subtransaction: pg_sys::GetCurrentSubTransactionId(),
                tree,
            };
            let tag = CStr::from_ptr(pg_sys::GetCommandTagName((*data).tag));
            Some(Command {
                event,
                tag: tag.to_str().unwrap_or("???"),
                tree,
                key,
            })
        }
    }

    /// Whether it leaves the schema as it is.
    pub fn has_no_effect(&self) -> bool {
        matches!(self.tag, "REFRESH MATERIALIZED VIEW" | "REINDEX")
    }
}

/// Whether the server itself is at work: the commands of an extension's script are CREATE or ALTER
/// EXTENSION's, and pg_upgrade's nobody's.
pub fn is_the_servers_own() -> bool {
    // SAFETY: plain look-ups of this session's state.
    unsafe { pg_sys::creating_extension || pg_sys::IsBinaryUpgrade }
}
