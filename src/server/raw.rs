//! Undecorated externs. pgrx's own wrappers turn an ERROR into a panic that has lost its position
//! and context; these let it jump to the handler of `caught::catch`, or to the server's.

use pgrx::pg_sys;
use std::ffi::{c_char, c_int, c_long, c_void};

unsafe extern "C-unwind" {
    pub fn ThrowErrorData(edata: *mut pg_sys::ErrorData);
    pub fn SPI_execute(src: *const c_char, read_only: bool, tcount: c_long) -> c_int;
    pub fn pg_parse_query(query: *const c_char) -> *mut pg_sys::List;
    pub fn LockAcquire(
        tag: *const pg_sys::LOCKTAG,
        mode: pg_sys::LOCKMODE,
        session: bool,
        dont_wait: bool,
    ) -> c_int;
    pub fn pq_parse_errornotice(msg: pg_sys::StringInfo, edata: *mut pg_sys::ErrorData);
    pub fn pq_redirect_to_shm_mq(seg: *mut pg_sys::dsm_segment, mqh: *mut pg_sys::shm_mq_handle);
    pub fn shm_mq_receive(
        queue: *mut pg_sys::shm_mq_handle,
        len: *mut pg_sys::Size,
        data: *mut *mut c_void,
        nowait: bool,
    ) -> c_int;
    pub fn enable_timeout_after(id: c_int, delay_ms: c_int);
    pub fn disable_timeout(id: c_int, keep_indicator: bool);
    pub fn die(signal: c_int);
    pub fn StatementCancelHandler(signal: c_int);
    pub fn StartTransactionCommand();
    pub fn CommitTransactionCommand();
    pub fn CommandCounterIncrement();
    pub fn performDeletion(object: *const pg_sys::ObjectAddress, behavior: u32, flags: c_int);
    pub fn SetCurrentStatementStartTimestamp();
    pub fn analyze_requires_snapshot(raw: *mut pg_sys::RawStmt) -> bool;
    pub fn PushActiveSnapshot(snapshot: pg_sys::Snapshot);
    pub fn PopActiveSnapshot();
    pub fn GetTransactionSnapshot() -> pg_sys::Snapshot;
    pub fn CreatePortal(name: *const c_char, dup: bool, silent: bool) -> pg_sys::Portal;
    pub fn PortalDefineQuery(
        portal: pg_sys::Portal,
        name: *const c_char,
        source: *const c_char,
        tag: c_int,
        plans: *mut pg_sys::List,
        cached: *mut c_void,
    );
    pub fn PortalStart(
        portal: pg_sys::Portal,
        params: *mut c_void,
        flags: c_int,
        snapshot: pg_sys::Snapshot,
    );
    pub fn PortalDrop(portal: pg_sys::Portal, top_commit: bool);
    pub fn CreateDestReceiver(dest: c_int) -> *mut pg_sys::DestReceiver;
    pub fn CreateCommandTag(node: *mut pg_sys::Node) -> c_int;
    pub fn pg_plan_queries(
        queries: *mut pg_sys::List,
        query: *const c_char,
        options: c_int,
        params: *mut c_void,
    ) -> *mut pg_sys::List;
}

/// `STATEMENT_TIMEOUT` of utils/timeout.h, the same in every major.
pub const STATEMENT_TIMEOUT: c_int = 3;

pub use versioned::{analyze_and_rewrite, object_identity, object_type, portal_run, signal};

/// What differs between the majors, with one signature for all of them.
mod versioned {
    use super::{c_char, c_int, c_long, c_void, pg_sys};

    unsafe extern "C-unwind" {
        #[cfg(any(feature = "pg13", feature = "pg14"))]
        fn pg_analyze_and_rewrite(
            raw: *mut pg_sys::RawStmt,
            query: *const c_char,
            types: *const pg_sys::Oid,
            n: c_int,
            env: *mut c_void,
        ) -> *mut pg_sys::List;
        #[cfg(not(any(feature = "pg13", feature = "pg14")))]
        fn pg_analyze_and_rewrite_fixedparams(
            raw: *mut pg_sys::RawStmt,
            query: *const c_char,
            types: *const pg_sys::Oid,
            n: c_int,
            env: *mut c_void,
        ) -> *mut pg_sys::List;
        #[cfg(not(feature = "pg18"))]
        fn PortalRun(
            portal: pg_sys::Portal,
            count: c_long,
            top: bool,
            once: bool,
            dest: *mut pg_sys::DestReceiver,
            alt: *mut pg_sys::DestReceiver,
            qc: *mut pg_sys::QueryCompletion,
        ) -> bool;
        #[cfg(feature = "pg18")]
        fn PortalRun(
            portal: pg_sys::Portal,
            count: c_long,
            top: bool,
            dest: *mut pg_sys::DestReceiver,
            alt: *mut pg_sys::DestReceiver,
            qc: *mut pg_sys::QueryCompletion,
        ) -> bool;
        #[cfg(not(feature = "pg18"))]
        fn pqsignal(
            signal: c_int,
            handler: Option<unsafe extern "C-unwind" fn(c_int)>,
        ) -> *mut c_void;
        #[cfg(feature = "pg18")]
        fn pqsignal_be(signal: c_int, handler: Option<unsafe extern "C-unwind" fn(c_int)>);
    }

    pub unsafe fn analyze_and_rewrite(
        raw: *mut pg_sys::RawStmt,
        query: *const c_char,
    ) -> *mut pg_sys::List {
        #[cfg(any(feature = "pg13", feature = "pg14"))]
        return pg_analyze_and_rewrite(raw, query, std::ptr::null(), 0, std::ptr::null_mut());
        #[cfg(not(any(feature = "pg13", feature = "pg14")))]
        return pg_analyze_and_rewrite_fixedparams(
            raw,
            query,
            std::ptr::null(),
            0,
            std::ptr::null_mut(),
        );
    }

    /// Runs a portal to its end as a top-level command.
    pub unsafe fn portal_run(
        portal: pg_sys::Portal,
        dest: *mut pg_sys::DestReceiver,
        qc: *mut pg_sys::QueryCompletion,
    ) {
        #[cfg(not(feature = "pg18"))]
        PortalRun(portal, c_long::MAX, true, true, dest, dest, qc);
        #[cfg(feature = "pg18")]
        PortalRun(portal, c_long::MAX, true, dest, dest, qc);
    }

    pub unsafe fn signal(signal: c_int, handler: unsafe extern "C-unwind" fn(c_int)) {
        #[cfg(not(feature = "pg18"))]
        pqsignal(signal, Some(handler));
        #[cfg(feature = "pg18")]
        pqsignal_be(signal, Some(handler));
    }

    /// Whether the object is there or not; as `object_type` with pgrx's guard: an ERROR is a panic.
    pub unsafe fn object_identity(
        address: *const pg_sys::ObjectAddress,
        names: *mut *mut pg_sys::List,
        arguments: *mut *mut pg_sys::List,
    ) -> *mut c_char {
        #[cfg(feature = "pg13")]
        return pg_sys::getObjectIdentityParts(address, names, arguments);
        #[cfg(not(feature = "pg13"))]
        return pg_sys::getObjectIdentityParts(address, names, arguments, true);
    }

    pub unsafe fn object_type(address: *const pg_sys::ObjectAddress) -> *mut c_char {
        #[cfg(feature = "pg13")]
        return pg_sys::getObjectTypeDescription(address);
        #[cfg(not(feature = "pg13"))]
        return pg_sys::getObjectTypeDescription(address, true);
    }
}
