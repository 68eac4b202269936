//! The record of a failed attempt, written where the caller's rollback cannot reach.

use super::job::{Job, Task};
use super::launch::{run, Ended};
use crate::server::catalog::pinned;
use crate::server::rows::Cell;
use crate::server::spi::Spi;
use crate::server::store;
use crate::server::subxact::Subxact;
use migrate_core::Report;
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// How long to wait until the record is written. A worker that cannot get at the history (the
/// caller's transaction may hold anything) must not hang the deployment.
const PATIENCE: Duration = Duration::from_secs(3);

#[derive(Serialize, Deserialize)]
pub struct Attempt {
    pub name: String,
    pub checksum: String,
    pub sql: String,
    pub verb: String,
    pub duration: Duration,
    pub statement: Option<usize>,
    pub line: usize,
    pub column: usize,
    pub sqlstate: String,
    pub message: String,
    pub detail: Option<String>,
    pub hint: Option<String>,
    pub context: Option<String>,
    pub by: String,
    /// session_user, application_name, client address
    pub session: [Option<String>; 3],
}

impl Attempt {
    /// Who is connected, from where: known to the caller only.
    pub fn session(spi: &Spi) -> [Option<String>; 3] {
        let rows = pinned(|| spi.read(include_str!("../../../sql/queries/caller.sql"), &[]));
        let mut cells = rows.into_iter().next().unwrap_or_default().into_iter();
        std::array::from_fn(|_| cells.next().and_then(Cell::into_text))
    }

    pub fn write(&self, spi: &Spi) -> Result<(), Report> {
        let text = |t: &Option<String>| Cell::from(t.clone());
        let [connected, application, address] = &self.session;
        let values = [
            self.name.as_str().into(),
            self.checksum.as_str().into(),
            self.verb.as_str().into(),
            Cell::Interval(self.duration),
            self.statement.map_or(Cell::Null, |n| Cell::Int(n as i32)),
            Cell::Int(self.line as i32),
            Cell::Int(self.column as i32),
            self.sqlstate.as_str().into(),
            self.message.as_str().into(),
            text(&self.detail),
            text(&self.hint),
            text(&self.context),
            self.by.as_str().into(),
            text(connected),
            text(application),
            text(address),
            self.sql.as_str().into(),
        ];
        store::record_failure(spi, &values)
    }
}

impl Attempt {
    /// Writes it in the caller's own transaction. An error in doing so must not take the place of
    /// the one that is recorded.
    pub fn write_quietly(&self, spi: &Spi) -> bool {
        let subxact = Subxact::begin();
        let write = std::panic::AssertUnwindSafe(|| self.write(spi).is_ok());
        let written = pgrx::PgTryBuilder::new(write)
            .catch_others(|_| false)
            .execute();
        if written {
            subxact.commit();
        }
        written
    }
}

/// Records the attempt by a worker, and says whether that worked. If not, nothing else changes:
/// the caller is about to raise the error that matters.
pub fn record_attempt(attempt: Attempt) -> bool {
    let job = Job::bookkeeping(Task::Attempt(Box::new(attempt)));
    matches!(run(&job, Some(PATIENCE)), Ok(Ended::Done(_)))
}
