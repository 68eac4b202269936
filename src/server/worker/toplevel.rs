//! One statement as a client's: at top level, where it may commit, and where PostgreSQL allows
//! VACUUM and CREATE INDEX CONCURRENTLY. The steps are those of the server's simple query.

use crate::server::caught::{catch, Caught};
use crate::server::raw;
use pgrx::pg_sys;
use std::ffi::CStr;

/// Runs one statement. Outside a transaction block it is its own transaction; BEGIN opens a block.
///
/// # Safety
/// Called in a worker that is connected, with no transaction running but one that an earlier
/// statement began.
pub unsafe fn execute(sql: &CStr) -> Result<(), Caught> {
    let text = sql.as_ptr();
    // The trees must survive the commits that the statement makes by itself.
    let trees = pg_sys::AllocSetContextCreateInternal(
        pg_sys::TopMemoryContext,
        c"migrate statement".as_ptr(),
        0,
        8 * 1024,
        8 * 1024 * 1024,
    );
    pg_sys::debug_query_string = text;
    pg_sys::pgstat_report_activity(pg_sys::BackendState::STATE_RUNNING, text);
    // As for a client's statement; the server arms it only for those.
    let limit = pg_sys::StatementTimeout;
    if limit > 0 {
        raw::enable_timeout_after(raw::STATEMENT_TIMEOUT, limit);
    }
    let result = catch(|| {
        raw::SetCurrentStatementStartTimestamp();
        raw::StartTransactionCommand();
        let transaction = pg_sys::CurrentMemoryContext;
        pg_sys::CurrentMemoryContext = trees;
        let list = raw::pg_parse_query(text);
        let statement = (*(*list).elements).ptr_value.cast::<pg_sys::RawStmt>();
        let snapshot = raw::analyze_requires_snapshot(statement);
        if snapshot {
            raw::PushActiveSnapshot(raw::GetTransactionSnapshot());
        }
        let queries = raw::analyze_and_rewrite(statement, text);
        let plans = raw::pg_plan_queries(
            queries,
            text,
            pg_sys::CURSOR_OPT_PARALLEL_OK as i32,
            std::ptr::null_mut(),
        );
        if snapshot {
            raw::PopActiveSnapshot();
        }
        let portal = raw::CreatePortal(c"".as_ptr(), true, true);
        (*portal).visible = false;
        let tag = raw::CreateCommandTag((*statement).stmt);
        raw::PortalDefineQuery(
            portal,
            std::ptr::null(),
            text,
            tag,
            plans,
            std::ptr::null_mut(),
        );
        raw::PortalStart(portal, std::ptr::null_mut(), 0, std::ptr::null_mut());
        let nowhere = raw::CreateDestReceiver(pg_sys::CommandDest::DestNone as i32);
        pg_sys::CurrentMemoryContext = transaction;
        let mut completion: pg_sys::QueryCompletion = std::mem::zeroed();
        raw::portal_run(portal, nowhere, &mut completion);
        raw::PortalDrop(portal, false);
        raw::CommandCounterIncrement();
        raw::CommitTransactionCommand();
    });
    raw::disable_timeout(raw::STATEMENT_TIMEOUT, false);
    pg_sys::debug_query_string = std::ptr::null();
    pg_sys::pgstat_report_activity(pg_sys::BackendState::STATE_IDLE, std::ptr::null());
    if result.is_err() {
        pg_sys::AbortCurrentTransaction();
    }
    pg_sys::CurrentMemoryContext = pg_sys::TopMemoryContext;
    pg_sys::MemoryContextDelete(trees);
    result
}
