//! The caller's side: start a worker, wait for it, hand on what it says.

use super::job::Job;
use crate::server::caught::{catch, from_error_data, Caught};
use crate::server::raw;
use migrate_core::Report;
use pgrx::pg_sys;
use std::ffi::{c_char, c_void};
use std::time::{Duration, Instant};

/// Size of the queue that brings the worker's messages.
const QUEUE: usize = 64 * 1024;

/// What the worker says besides the protocol's notices and errors: the first byte of a message.
pub const STARTS: u8 = b'm';
pub const ANSWER: u8 = b'd';
pub const DONE: u8 = b'Z';

/// Where things are in the shared segment.
#[repr(C)]
pub struct Header {
    pub database: pg_sys::Oid,
    pub job_offset: usize,
    pub job_len: usize,
    /// Empty for a job of bookkeeping.
    pub settings_offset: usize,
    pub settings_len: usize,
    pub queue_offset: usize,
}

/// How a worker ended.
pub enum Ended {
    /// With the answer, if the task has one.
    Done(Option<String>),
    /// With an error, in the statement of this index where one had begun.
    Failed {
        statement: Option<usize>,
        caught: Box<Caught>,
    },
    /// Without a word, or not within the time given.
    Died { statement: Option<usize> },
}

/// Runs a job to its end, or to the end of `patience`. The caller must hold no snapshot and no
/// transaction id, or a CREATE INDEX CONCURRENTLY in the worker would wait for it for ever.
pub fn run(job: &Job, patience: Option<Duration>) -> Result<Ended, Report> {
    let worker = Worker::start(job)?;
    let ended = worker.listen(patience);
    drop(worker);
    Ok(ended)
}

struct Worker {
    segment: *mut pg_sys::dsm_segment,
    handle: *mut pg_sys::BackgroundWorkerHandle,
    queue: *mut pg_sys::shm_mq_handle,
}

impl Worker {
    fn start(job: &Job) -> Result<Self, Report> {
        let text = serde_json::to_vec(job).expect("a job is plain data");
        let job_offset = aligned(size_of::<Header>());
        let settings_offset = aligned(job_offset + text.len());
        let queue_offset = aligned(settings_offset + job.settings.len());
        // SAFETY: the segment is as large as the offsets need; header and text are written before
        // the worker can exist; the queue is initialised at an aligned address.
        unsafe {
            let segment = pg_sys::dsm_create(queue_offset + QUEUE, 0);
            let base = pg_sys::dsm_segment_address(segment).cast::<u8>();
            let header = Header {
                database: (job.database).map_or(pg_sys::MyDatabaseId, pg_sys::Oid::from),
                job_offset,
                job_len: text.len(),
                settings_offset,
                settings_len: job.settings.len(),
                queue_offset,
            };
            base.cast::<Header>().write(header);
            std::ptr::copy_nonoverlapping(text.as_ptr(), base.add(job_offset), text.len());
            let settings = base.add(settings_offset);
            std::ptr::copy_nonoverlapping(job.settings.as_ptr(), settings, job.settings.len());
            let mq = pg_sys::shm_mq_create(base.add(queue_offset).cast::<c_void>(), QUEUE);
            pg_sys::shm_mq_set_receiver(mq, pg_sys::MyProc);
            let Some(handle) = register(segment) else {
                pg_sys::dsm_detach(segment);
                return Err(Report::new("53000", "no background worker slot is free")
                    .hint("Raise max_worker_processes (it needs a restart), or try again when other workers have ended."));
            };
            // Runs at every end of the segment: ours below, an error's, and that of a killed backend.
            pg_sys::on_dsm_detach(
                segment,
                Some(terminate),
                pg_sys::Datum::from(handle as usize),
            );
            Ok(Worker {
                segment,
                handle,
                queue: pg_sys::shm_mq_attach(mq, segment, handle),
            })
        }
    }

    fn listen(&self, patience: Option<Duration>) -> Ended {
        let begun = Instant::now();
        let (mut statement, mut answer) = (None, None);
        loop {
            let message = match patience {
                None => self.receive(false),
                Some(limit) => loop {
                    match self.receive(true) {
                        Received::Nothing if begun.elapsed() < limit => nap(),
                        Received::Nothing => break Received::Gone,
                        other => break other,
                    }
                },
            };
            match message {
                Received::Message(DONE, _) => return Ended::Done(answer),
                Received::Message(ANSWER, body) => {
                    answer = Some(String::from_utf8_lossy(body).into_owned());
                }
                Received::Message(STARTS, body) => {
                    statement = std::str::from_utf8(body).ok().and_then(|n| n.parse().ok());
                }
                // SAFETY: the body is that of a protocol message of this type.
                Received::Message(b'N', body) => unsafe { hand_on(body) },
                Received::Message(b'E', body) => {
                    // SAFETY: as above.
                    let caught = unsafe { parse(body).1 };
                    return Ended::Failed {
                        statement,
                        caught: Box::new(caught),
                    };
                }
                Received::Message(..) | Received::Nothing => {}
                Received::Interrupted(caught) => return Ended::Failed { statement, caught },
                Received::Gone => return Ended::Died { statement },
            }
        }
    }

    fn receive(&self, nowait: bool) -> Received<'_> {
        let (mut len, mut data) = (0, std::ptr::null_mut());
        let (to_len, to_data) = (&raw mut len, &raw mut data);
        // SAFETY: the queue is attached; the data stay valid until the next receive. The closure
        // only calls C: a cancel of the caller jumps out of it.
        unsafe {
            match catch(|| raw::shm_mq_receive(self.queue, to_len, to_data, nowait) as u32) {
                Ok(pg_sys::shm_mq_result::SHM_MQ_SUCCESS) if len > 0 => {
                    let bytes = std::slice::from_raw_parts(data.cast::<u8>(), len);
                    Received::Message(bytes[0], &bytes[1..])
                }
                Ok(pg_sys::shm_mq_result::SHM_MQ_DETACHED) => Received::Gone,
                Ok(_) => Received::Nothing,
                Err(caught) => Received::Interrupted(Box::new(caught)),
            }
        }
    }
}

impl Drop for Worker {
    /// Ends the worker if it has not ended by itself: when the caller was cancelled, for example.
    fn drop(&mut self) {
        // SAFETY: interrupts are held off so that a second cancel cannot raise inside a drop; the
        // wait is short: a worker that has said its last word is exiting, any other is terminated.
        unsafe {
            pg_sys::InterruptHoldoffCount += 1;
            pg_sys::TerminateBackgroundWorker(self.handle);
            pg_sys::WaitForBackgroundWorkerShutdown(self.handle);
            pg_sys::InterruptHoldoffCount -= 1;
            pg_sys::dsm_detach(self.segment);
            pg_sys::pfree(self.handle.cast());
        }
    }
}

enum Received<'a> {
    Message(u8, &'a [u8]),
    Nothing,
    Gone,
    /// The caller was cancelled, or its statement_timeout is over.
    Interrupted(Box<Caught>),
}

/// Waits a moment, woken by the worker's messages and by cancels.
fn nap() {
    // SAFETY: waits on this process's own latch, as any backend does.
    unsafe {
        let events = pg_sys::WL_LATCH_SET | pg_sys::WL_TIMEOUT | pg_sys::WL_EXIT_ON_PM_DEATH;
        pg_sys::WaitLatch(
            pg_sys::MyLatch,
            events as i32,
            100,
            pg_sys::PG_WAIT_EXTENSION,
        );
        pg_sys::ResetLatch(pg_sys::MyLatch);
        pg_sys::check_for_interrupts!();
    }
}

unsafe fn register(
    segment: *mut pg_sys::dsm_segment,
) -> Option<*mut pg_sys::BackgroundWorkerHandle> {
    let mut worker: pg_sys::BackgroundWorker = std::mem::zeroed();
    fill(&mut worker.bgw_name, "migrate worker");
    fill(&mut worker.bgw_type, "migrate worker");
    fill(&mut worker.bgw_library_name, "migrate");
    fill(&mut worker.bgw_function_name, "migrate_worker_main");
    worker.bgw_flags =
        (pg_sys::BGWORKER_SHMEM_ACCESS | pg_sys::BGWORKER_BACKEND_DATABASE_CONNECTION) as i32;
    worker.bgw_start_time = pg_sys::BgWorkerStartTime::BgWorkerStart_RecoveryFinished;
    worker.bgw_restart_time = -1; // BGW_NEVER_RESTART
    worker.bgw_main_arg = pg_sys::Datum::from(pg_sys::dsm_segment_handle(segment) as usize);
    worker.bgw_notify_pid = pg_sys::MyProcPid;
    let mut handle = std::ptr::null_mut();
    // The handle is needed by `terminate`, which may run after the transaction's memory is gone.
    let previous = pg_sys::MemoryContextSwitchTo(pg_sys::TopMemoryContext);
    let registered = pg_sys::RegisterDynamicBackgroundWorker(&mut worker, &mut handle);
    pg_sys::MemoryContextSwitchTo(previous);
    registered.then_some(handle)
}

#[pgrx::pg_guard]
unsafe extern "C-unwind" fn terminate(_segment: *mut pg_sys::dsm_segment, handle: pg_sys::Datum) {
    // No effect on a worker that is gone: its slot has another generation by then.
    pg_sys::TerminateBackgroundWorker(handle.cast_mut_ptr());
}

/// A notice of the worker becomes a notice of the caller.
unsafe fn hand_on(body: &[u8]) {
    let (data, _) = parse(body);
    raw::ThrowErrorData(data);
}

/// Reads the body of a protocol message of type E or N.
unsafe fn parse(body: &[u8]) -> (*mut pg_sys::ErrorData, Caught) {
    let mut buffer: pg_sys::StringInfoData = std::mem::zeroed();
    pg_sys::initStringInfo(&mut buffer);
    pg_sys::appendBinaryStringInfo(&mut buffer, body.as_ptr().cast(), body.len() as i32);
    let data = pg_sys::palloc0(size_of::<pg_sys::ErrorData>()).cast::<pg_sys::ErrorData>();
    raw::pq_parse_errornotice(&mut buffer, data);
    let caught = from_error_data(&*data);
    (data, caught)
}

fn fill(target: &mut [c_char], text: &str) {
    for (slot, byte) in target.iter_mut().zip(text.bytes()) {
        *slot = byte as c_char;
    }
}

fn aligned(offset: usize) -> usize {
    (offset + 63) & !63
}
