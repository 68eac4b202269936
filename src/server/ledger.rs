//! The history in both its books: our own tables and, where there is one, Prisma's. Reading puts the
//! two together in memory; a verb that writes brings each up to date with the other first, and then
//! writes both in the same transaction.

use super::forget;
use super::notice::{notice, warning};
use super::prisma_table::{self, Table};
use super::replaced;
use super::rows::Cell;
use super::scan::Seen;
use super::schema::watch;
use super::spi::Spi;
use super::store::{self, Detailed, Entry};
use migrate_core::adopt::lessons::{lessons, Lesson};
use migrate_core::bundle::{Bundle, Migration};
use migrate_core::error::list;
use migrate_core::history::{Recorded, Standing};
use migrate_core::prisma_history::{self as prisma, Attempt, Gap};
use migrate_core::Report;
use pgrx::pg_sys;
use std::time::Duration;

/// What is known of a failed attempt by Prisma.
pub struct Failed {
    pub name: String,
    /// As Prisma writes a time.
    pub started: String,
    pub reason: Option<String>,
}

/// The history as both books tell it.
pub struct Known {
    pub history: Vec<Detailed>,
    /// Open attempts in Prisma's book.
    pub failed: Vec<Failed>,
    /// What was recorded as the expected schema is older than what Prisma has run since.
    pub is_ahead: bool,
    /// The books differ: a verb that writes brings them together.
    pub is_apart: bool,
    /// There is a table of Prisma's.
    pub in_prisma: bool,
}

impl Known {
    /// As committed now. Takes no lock.
    pub fn now(spi: &Spi) -> Result<Self, Report> {
        let table = prisma_table::find()?;
        let mut history = store::detailed()?;
        let gap = (table.as_ref()).map_or_else(Gap::default, |table| gap(&history, table));
        let known = (gap.has_run(), !gap.is_none());
        for (attempt, standing) in gap.news {
            put(&mut history, attempt, standing);
        }
        let is_failed = |d: &Detailed| d.recorded.standing.is_open();
        let failed = match &table {
            Some(table) if history.iter().any(is_failed) => failed(spi, table),
            _ => Vec::new(),
        };
        Ok(Known {
            history,
            failed,
            is_ahead: known.0,
            is_apart: known.1,
            in_prisma: table.is_some(),
        })
    }

    /// Whether a verb that writes has to do so, even if nothing is pending: the books differ, or the
    /// bundle has texts of what was adopted without them.
    pub fn has_to_learn(&self, bundle: &Bundle<'_>) -> bool {
        if self.is_apart || !self.history.iter().any(|d| d.recorded.is_textless()) {
            return self.is_apart;
        }
        let recorded = self.recorded();
        let is_news = |l: &Lesson<'_, '_>| l.is_news(&recorded[l.row]);
        lessons(bundle, &recorded).iter().any(is_news)
    }

    pub fn recorded(&self) -> Vec<Recorded> {
        self.history.iter().map(|d| d.recorded.clone()).collect()
    }

    /// How Prisma's attempt at a migration failed, if it was Prisma's.
    pub fn failure(&self, name: &str) -> Option<String> {
        let failed = self.failed.iter().rfind(|f| f.name == name)?;
        let reason = failed
            .reason
            .as_deref()
            .unwrap_or("Prisma's table has no log of it");
        Some(format!(
            "The `{name}` migration started at {} failed: {reason}",
            failed.started
        ))
    }
}

/// Whether either book has changed since the transaction took its snapshot.
pub fn is_newer_than_snapshot() -> Result<bool, Report> {
    let table = prisma_table::find()?;
    let theirs = |seen| {
        table
            .as_ref()
            .map(|table| prisma::standing(table.attempts(seen)))
    };
    Ok(store::recorded()? != store::recorded_in_snapshot()?
        || theirs(Seen::Now) != theirs(Seen::Snapshot))
}

fn gap(history: &[Detailed], table: &Table) -> Gap {
    let ours: Vec<Recorded> = history.iter().map(|d| d.recorded.clone()).collect();
    prisma::gap(&ours, prisma::standing(table.attempts(Seen::Now)))
}

fn put(history: &mut Vec<Detailed>, attempt: Attempt, standing: Standing) {
    let started = Cell::Instant(attempt.started);
    let known = history.iter().position(|d| d.recorded.name == attempt.name);
    let detailed = Detailed {
        at: attempt.finished.map_or(started.clone(), Cell::Instant),
        started,
        statements: 0,
        done: 0,
        recorded: Recorded {
            name: attempt.name,
            checksum: attempt.checksum,
            standing,
        },
    };
    match known {
        Some(i) => history[i] = detailed,
        None => history.push(detailed),
    }
}

fn failed(spi: &Spi, table: &Table) -> Vec<Failed> {
    let failed = |row: Vec<Cell>| {
        let [name, started, logs] = <[Cell; 3]>::try_from(row).ok()?;
        let logs = logs.into_text().unwrap_or_default();
        Some(Failed {
            name: name.into_text()?,
            started: started.into_text()?,
            reason: prisma::reason(&logs).map(Into::into),
        })
    };
    table
        .open_attempts(spi)
        .into_iter()
        .filter_map(failed)
        .collect()
}

/// Both books, open for writing.
pub struct Ledger<'a> {
    spi: &'a Spi,
    table: Option<Table>,
    /// What Prisma has run was new, so the schema was taken as it is.
    pub took_schema: bool,
}

impl<'a> Ledger<'a> {
    /// To be opened under the lock, before anything is run. What Prisma has run since the schema was
    /// recorded is expected from now on. Texts are taken from the bundle, where it has them.
    pub fn open(spi: &'a Spi, bundle: Option<&Bundle<'_>>) -> Result<Self, Report> {
        let table = prisma_table::find()?;
        let mut took_schema = false;
        if let Some(bundle) = bundle {
            let names = learn(spi, bundle)?;
            if !names.is_empty() {
                notice(format!(
                    "not run, but taken for what another tool has applied: {}",
                    list(&names)
                ));
            }
        }
        match &table {
            Some(table) => {
                table.refuse_unwritable()?;
                took_schema = agree(spi, table, bundle)?;
            }
            None => prisma_table::stranger().into_iter().for_each(warning),
        }
        Ok(Ledger {
            spi,
            table,
            took_schema,
        })
    }

    /// A migration that was run, is begun, or is recorded without running it.
    pub fn record(&self, entry: &Entry<'_>) -> Result<(), Report> {
        store::record(self.spi, entry)?;
        let Some(table) = &self.table else {
            return Ok(());
        };
        let ended = entry.standing.is_done();
        let was_run = entry.statements.is_some();
        let now = now();
        let attempt = Attempt {
            name: entry.name.into(),
            checksum: entry.checksum.into(),
            started: before(now, entry.duration),
            finished: ended.then_some(now),
            rolled_back: false,
            logs: (!was_run).then(String::new),
        };
        table.insert(self.spi, &attempt, i32::from(ended && was_run));
        Ok(())
    }

    /// What a migration that is recorded stands for. Prisma has no such notion.
    pub fn record_replaced(&self, migration: &Migration<'_>) -> Result<(), Report> {
        replaced::record(self.spi, migration)
    }

    /// Nothing was ever run: a reset.
    pub fn forget_all(&self) -> Result<(), Report> {
        forget::history(self.spi)?;
        let table = self.table.as_ref();
        table.map_or(Ok(()), |table| table.forget_all(self.spi))
    }

    /// A rollout's migration has come to its end.
    pub fn finish(&self, name: &str) -> Result<(), Report> {
        store::restand(self.spi, name, Standing::Applied, None)?;
        self.in_prisma(|table, spi| table.finish(spi, name));
        Ok(())
    }

    /// A rollout stopped in the middle of it.
    pub fn fail(&self, name: &str, log: &str) -> Result<(), Report> {
        store::restand(self.spi, name, Standing::Failed, None)?;
        self.in_prisma(|table, spi| table.fail(spi, name, log));
        Ok(())
    }

    /// A rollout of it left nothing behind: it stands as it did before.
    pub fn take_back(&self, name: &str, before: Option<Standing>) -> Result<(), Report> {
        match before {
            Some(standing) => store::restand(self.spi, name, standing, None)?,
            None => store::forget(self.spi, name)?,
        }
        self.in_prisma(|table, spi| table.forget(spi, name));
        Ok(())
    }

    /// Someone says that it is applied, perhaps with another text (its checksum first).
    pub fn declare_applied(
        &self,
        recorded: &Recorded,
        standing: Standing,
        text: Option<(&str, &str)>,
    ) -> Result<(), Report> {
        let name = recorded.name.as_str();
        store::restand(self.spi, name, standing, text)?;
        let Some(table) = &self.table else {
            return Ok(());
        };
        let checksum = text.map_or(recorded.checksum.as_str(), |(checksum, _)| checksum);
        if recorded.standing.is_done() {
            table.edit(self.spi, name, checksum);
            return Ok(());
        }
        table.roll_back(self.spi, name);
        let now = now();
        let attempt = Attempt {
            name: name.into(),
            checksum: checksum.into(),
            started: now,
            finished: Some(now),
            rolled_back: false,
            logs: Some(String::new()),
        };
        table.insert(self.spi, &attempt, 0);
        Ok(())
    }

    /// Someone says that nothing of it is left.
    pub fn declare_rolled_back(&self, name: &str) -> Result<(), Report> {
        store::restand(self.spi, name, Standing::RolledBack, None)?;
        self.in_prisma(|table, spi| table.roll_back(spi, name));
        Ok(())
    }

    fn in_prisma(&self, write: impl FnOnce(&Table, &Spi)) {
        if let Some(table) = &self.table {
            write(table, self.spi);
        }
    }
}

/// Gives what was adopted from another tool the names and texts that the bundle has, and says which.
pub fn learn(spi: &Spi, bundle: &Bundle<'_>) -> Result<Vec<String>, Report> {
    let mut recorded = store::recorded()?;
    let lessons = lessons(bundle, &recorded);
    let mut names = Vec::new();
    // From the last one on: what has no place yet goes before all that is there.
    for lesson in lessons.iter().rev() {
        let row = &mut recorded[lesson.row];
        if lesson.is_news(row) {
            store::learn(spi, lesson, row)?;
            names.push(lesson.migration.name.to_string());
        }
        if !lesson.is_before {
            row.name = lesson.migration.name.to_string();
        }
    }
    names.reverse();
    Ok(names)
}

/// Brings the two books together. The answer is whether Prisma has run something new.
fn agree(spi: &Spi, table: &Table, bundle: Option<&Bundle<'_>>) -> Result<bool, Report> {
    let history = store::detailed()?;
    let gap = gap(&history, table);
    for (attempt, standing) in &gap.news {
        let mut all = bundle
            .into_iter()
            .flat_map(|b| &b.migrations)
            .flat_map(Migration::family);
        let bundled = all.find(|m| m.checksum == attempt.checksum);
        store::adopt(
            spi,
            attempt,
            *standing,
            bundled.and_then(|m| m.sql.as_deref()),
        )?;
        bundled.map_or(Ok(()), |m| replaced::record(spi, m))?;
    }
    for i in &gap.lacking {
        tell(spi, table, &history[*i]);
    }
    if gap.has_run() {
        watch::accept(spi, "prisma")?;
    }
    Ok(gap.has_run())
}

/// Writes into Prisma's book what ours has.
pub fn tell(spi: &Spi, table: &Table, known: &Detailed) {
    let Cell::Instant(started) = known.started else {
        return;
    };
    let finished = match known.at {
        Cell::Instant(at) => at,
        // Adopted from a tool that keeps no times.
        _ => started,
    };
    let finished = Some(finished).filter(|_| known.recorded.standing.is_done());
    let was_run = known.recorded.standing != Standing::Baselined;
    let attempt = Attempt {
        name: known.recorded.name.clone(),
        checksum: known.recorded.checksum.clone(),
        started,
        finished,
        rolled_back: false,
        logs: (!was_run).then(String::new),
    };
    table.insert(spi, &attempt, i32::from(was_run && finished.is_some()));
}

/// The server's clock, in microseconds.
fn now() -> i64 {
    // SAFETY: reads the clock.
    unsafe { pg_sys::GetCurrentTimestamp() }
}

fn before(now: i64, duration: Duration) -> i64 {
    now.saturating_sub(i64::try_from(duration.as_micros()).unwrap_or(i64::MAX))
}
