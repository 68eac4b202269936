//! The worker's side: connect, become the caller, do the job.

use super::job::{quoted_role, Job, Task};
use super::launch::{Header, ANSWER, DONE, STARTS};
use super::{replay, toplevel};
use crate::server::caught::Caught;
use crate::server::encoding::{palloc, to_server};
use crate::server::errors::to_error_data;
use crate::server::running::Running;
use crate::server::spi::Spi;
use crate::server::statements::parse;
use crate::server::{raw, store};
use migrate_core::Report;
use pgrx::pg_sys;
use std::ffi::CString;

/// Where the server starts a worker.
///
/// # Safety
/// Called by the server only, with the handle of a segment that `launch` filled.
#[no_mangle]
pub unsafe extern "C-unwind" fn migrate_worker_main(arg: pg_sys::Datum) {
    let mut failure: *mut pg_sys::ErrorData = std::ptr::null_mut();
    pgrx::pgrx_extern_c_guard(|| {
        if let Err(caught) = work(arg) {
            pg_sys::AbortOutOfAnyTransaction();
            failure = error_data(&caught);
        }
    });
    if !failure.is_null() {
        // SAFETY: every Rust value is dropped; the server's handler reports it and ends the worker.
        raw::ThrowErrorData(failure);
    }
}

/// The error for the caller. Its texts are converted to the database's encoding, which needs a
/// transaction, and must outlive it.
unsafe fn error_data(caught: &Caught) -> *mut pg_sys::ErrorData {
    pg_sys::StartTransactionCommand();
    let previous = pg_sys::MemoryContextSwitchTo(pg_sys::TopMemoryContext);
    let data = to_error_data(&caught.report, pg_sys::PGERROR);
    (*data).cursorpos = caught.position as i32;
    if let Some((position, query)) = &caught.internal {
        (*data).internalpos = *position as i32;
        (*data).internalquery = palloc(query);
    }
    pg_sys::MemoryContextSwitchTo(previous);
    pg_sys::CommitTransactionCommand();
    data
}

unsafe fn work(arg: pg_sys::Datum) -> Result<(), Caught> {
    raw::signal(pg_sys::SIGTERM as i32, raw::die);
    raw::signal(pg_sys::SIGINT as i32, raw::StatementCancelHandler);
    pg_sys::BackgroundWorkerUnblockSignals();
    // dsm_attach wants a resource owner, and a worker has none before it connects.
    pg_sys::CurrentResourceOwner =
        pg_sys::ResourceOwnerCreate(std::ptr::null_mut(), c"migrate worker".as_ptr());
    let segment = pg_sys::dsm_attach(arg.value() as u32);
    if segment.is_null() {
        return Ok(()); // the caller is gone
    }
    pg_sys::dsm_pin_mapping(segment);
    let base = pg_sys::dsm_segment_address(segment).cast::<u8>();
    let header = &*base.cast::<Header>();
    let mq = base.add(header.queue_offset).cast::<pg_sys::shm_mq>();
    pg_sys::shm_mq_set_sender(mq, pg_sys::MyProc);
    let queue = pg_sys::shm_mq_attach(mq, segment, std::ptr::null_mut());
    raw::pq_redirect_to_shm_mq(segment, queue);
    let text = std::slice::from_raw_parts(base.add(header.job_offset), header.job_len);
    let job: Job = serde_json::from_slice(text).expect("a job is what launch wrote");

    let login = job.login.map_or(pg_sys::InvalidOid, pg_sys::Oid::from);
    pg_sys::BackgroundWorkerInitializeConnectionByOid(header.database, login, 0);
    become_caller(&job, header, base)?;
    match &job.task {
        Task::Session { name, sql } => session(queue, name, sql)?,
        Task::Statements(list) => statements(list)?,
        Task::Replay(texts) | Task::ReplayWithRows(texts) => {
            let again = || become_caller(&job, header, base);
            replay::run(texts, &again, &|n| send(queue, STARTS, &n.to_string()))?;
            let answer = match job.task {
                Task::ReplayWithRows(_) => replay::document_with_rows()?,
                _ => replay::document()?,
            };
            send(queue, ANSWER, &answer);
        }
        Task::Attempt(attempt) => transaction(|spi| attempt.write(spi))?,
    }
    send(queue, DONE, "");
    Ok(())
}

/// The caller's settings and role; the server checks the membership as for any SET ROLE.
unsafe fn become_caller(job: &Job, header: &Header, base: *mut u8) -> Result<(), Caught> {
    if header.settings_len == 0 {
        return Ok(());
    }
    pg_sys::StartTransactionCommand();
    pg_sys::RestoreGUCState(base.add(header.settings_offset).cast());
    // What the worker says goes to the caller as it is; the caller converts it.
    pg_sys::SetClientEncoding(pg_sys::GetDatabaseEncoding());
    let set_role = job
        .role
        .as_deref()
        .map(|role| to_server(&format!("SET ROLE {}", quoted_role(role))));
    pg_sys::CommitTransactionCommand();
    toplevel::execute(c"SET standard_conforming_strings = on")?;
    match set_role {
        Some(sql) => toplevel::execute(&sql),
        None => Ok(()),
    }
}

/// Runs a text as psql runs a file, telling the caller which statement begins and the history how
/// many are committed.
unsafe fn session(queue: *mut pg_sys::shm_mq_handle, name: &str, sql: &str) -> Result<(), Caught> {
    let _running = Running::begin();
    // Parsed and converted to the database's encoding at once: both need a transaction.
    pg_sys::StartTransactionCommand();
    let statements: Vec<CString> = parse(sql)?.iter().map(|s| to_server(s.text(sql))).collect();
    pg_sys::CommitTransactionCommand();
    for (i, text) in statements.iter().enumerate() {
        send(queue, STARTS, &i.to_string());
        toplevel::execute(text)?;
        if !pg_sys::IsTransactionBlock() {
            transaction(|spi| store::progress(spi, name, i + 1))?;
        }
    }
    send(queue, STARTS, &statements.len().to_string());
    if pg_sys::IsTransactionBlock() {
        return Err(Report::new(
            "2D000",
            "the migration ends inside a transaction that it began",
        )
        .hint("Its BEGIN has no COMMIT: what it did since then was rolled back.")
        .into());
    }
    Ok(())
}

/// Runs statements, each in a transaction of its own where it wants one.
unsafe fn statements(list: &[String]) -> Result<(), Caught> {
    for sql in list {
        pg_sys::StartTransactionCommand();
        let text = to_server(sql);
        pg_sys::CommitTransactionCommand();
        toplevel::execute(&text)?;
    }
    Ok(())
}

/// Bookkeeping in a transaction of its own, whatever defaults the migration has set for new ones.
pub unsafe fn transaction<T, E>(f: impl FnOnce(&Spi) -> Result<T, E>) -> Result<T, Caught>
where
    Caught: From<E>,
{
    pg_sys::StartTransactionCommand();
    pg_sys::XactReadOnly = false;
    pg_sys::XactIsoLevel = pg_sys::XACT_READ_COMMITTED as i32;
    pg_sys::PushActiveSnapshot(pg_sys::GetTransactionSnapshot());
    let spi = Spi::connect();
    let result = f(&spi);
    drop(spi);
    pg_sys::PopActiveSnapshot();
    if result.is_ok() {
        pg_sys::CommitTransactionCommand();
    }
    result.map_err(Caught::from)
}

unsafe fn send(queue: *mut pg_sys::shm_mq_handle, kind: u8, body: &str) {
    let message = [&[kind], body.as_bytes()].concat();
    #[cfg(feature = "pg13")]
    pg_sys::shm_mq_send(queue, message.len(), message.as_ptr().cast(), false);
    #[cfg(not(feature = "pg13"))]
    pg_sys::shm_mq_send(queue, message.len(), message.as_ptr().cast(), false, true);
}
