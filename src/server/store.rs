//! The history in its tables. Every access runs as the tables' owner.

use super::owner::as_owner;
use super::rows::{Cell, Row};
use super::scan::{self, Column, Seen};
use super::spi::Spi;
use migrate_core::adopt::found::{At, Found};
use migrate_core::adopt::lessons::Lesson;
use migrate_core::adopt::Tool;
use migrate_core::history::{Recorded, Standing};
use migrate_core::prisma_history::Attempt;
use migrate_core::Report;
use pgrx::pg_sys;
use std::time::Duration;

/// A migration to be recorded.
pub struct Entry<'a> {
    pub name: &'a str,
    pub checksum: &'a str,
    pub sql: &'a str,
    pub standing: Standing,
    /// None when the statements were neither run nor counted.
    pub statements: Option<usize>,
    pub done: usize,
    pub duration: Duration,
    /// The role whose rights the migration ran with.
    pub by: &'a str,
}

/// A recorded migration as `status` shows it.
#[derive(Clone)]
pub struct Detailed {
    pub recorded: Recorded,
    /// When it came to its end; null where that is not known.
    pub at: Cell,
    pub started: Cell,
    pub statements: i64,
    pub done: i64,
}

/// The columns that say how a migration stands, `position` first.
const STANDING: [Column<'_>; 4] = [
    (c"position", pg_sys::INT8OID),
    (c"name", pg_sys::TEXTOID),
    (c"checksum", pg_sys::TEXTOID),
    (c"standing", pg_sys::TEXTOID),
];

/// The history as it is committed now, whatever the caller's snapshot, in order.
pub fn recorded() -> Result<Vec<Recorded>, Report> {
    read(&STANDING, Seen::Now, to_recorded)
}

/// The history as the caller's snapshot sees it.
pub fn recorded_in_snapshot() -> Result<Vec<Recorded>, Report> {
    read(&STANDING, Seen::Snapshot, to_recorded)
}

/// The history as it is committed now, with what `status` shows of it.
pub fn detailed() -> Result<Vec<Detailed>, Report> {
    let more = [
        (c"finished_at", pg_sys::TIMESTAMPTZOID),
        (c"started_at", pg_sys::TIMESTAMPTZOID),
        (c"statements", pg_sys::INT4OID),
        (c"statements_done", pg_sys::INT4OID),
    ];
    read(&[&STANDING[..], &more].concat(), Seen::Now, to_detailed)
}

/// Reads rows, in the order of the first column.
fn read<T>(
    columns: &[Column<'_>],
    seen: Seen,
    to: fn(&mut [Cell]) -> Option<T>,
) -> Result<Vec<T>, Report> {
    let row = |cells: &mut [Cell]| Some((cells[0].as_long(), to(cells)?));
    let mut rows = scan::rows(c"migrations", columns, seen, row)?;
    rows.sort_by_key(|(position, _)| *position);
    Ok(rows.into_iter().map(|(_, row)| row).collect())
}

fn to_recorded(cells: &mut [Cell]) -> Option<Recorded> {
    let [_, name, checksum, standing, ..] = cells else {
        return None;
    };
    Some(Recorded {
        name: name.take().into_text()?,
        checksum: checksum.take().into_text()?,
        standing: Standing::parse(&standing.take().into_text()?)?,
    })
}

fn to_detailed(cells: &mut [Cell]) -> Option<Detailed> {
    let recorded = to_recorded(cells)?;
    let [.., finished, started, statements, done] = cells else {
        return None;
    };
    Some(Detailed {
        recorded,
        at: finished.take(),
        started: started.take(),
        statements: statements.as_long(),
        done: done.as_long(),
    })
}

/// The text that stands for a migration.
pub fn text(spi: &Spi, name: &str) -> Option<String> {
    let query = "SELECT s.sql FROM migrate.migrations AS m JOIN migrate.scripts AS s USING (checksum) WHERE m.name = $1";
    let rows = as_owner(|| Ok(spi.read(query, &[name.into()]))).ok()?;
    rows.into_iter().next()?.into_iter().next()?.into_text()
}

pub fn record(spi: &Spi, entry: &Entry<'_>) -> Result<(), Report> {
    let args = [
        entry.name.into(),
        entry.checksum.into(),
        entry.standing.as_str().into(),
        entry.statements.map_or(Cell::Null, |n| Cell::Int(n as i32)),
        Cell::Int(entry.done as i32),
        Cell::Interval(entry.duration),
        entry.by.into(),
        entry.sql.into(),
    ];
    as_owner(|| {
        spi.write(include_str!("../../sql/queries/record.sql"), &args);
        Ok(())
    })
}

/// Takes over what Prisma's history says of a migration; `text` if it is known.
pub fn adopt(
    spi: &Spi,
    attempt: &Attempt,
    standing: Standing,
    text: Option<&str>,
) -> Result<(), Report> {
    let args = [
        attempt.name.as_str().into(),
        attempt.checksum.as_str().into(),
        standing.as_str().into(),
        Cell::Instant(attempt.started),
        attempt.finished.map_or(Cell::Null, Cell::Instant),
        text.into(),
    ];
    as_owner(|| {
        spi.write(include_str!("../../sql/queries/prisma/adopt.sql"), &args);
        Ok(())
    })
}

/// Takes over what another tool's table says of a migration.
pub fn adopt_found(spi: &Spi, tool: Tool, found: &Found) -> Result<(), Report> {
    let args = [
        found.name.as_str().into(),
        found.origin.as_str().into(),
        found.standing.as_str().into(),
        match &found.at {
            Some(At::Instant(at)) => Cell::Instant(*at),
            Some(At::Text(at)) => at.as_str().into(),
            None => Cell::Null,
        },
        Cell::Long(found.took.unwrap_or(0)),
        found.by.as_deref().into(),
        tool.name().into(),
    ];
    as_owner(|| {
        spi.write(include_str!("../../sql/queries/adopt/record.sql"), &args);
        Ok(())
    })
}

/// Gives an adopted migration its name in the bundle, and its text (checksum first) if it is known, or
/// records one that was applied before it.
pub fn learn(spi: &Spi, lesson: &Lesson<'_, '_>, row: &Recorded) -> Result<(), Report> {
    let migration = lesson.migration;
    let sql = migration.sql.as_deref().filter(|_| lesson.agrees);
    let mut args = vec![
        row.name.as_str().into(),
        migration.name.as_ref().into(),
        sql.map(|_| migration.checksum.as_ref()).into(),
        sql.into(),
    ];
    let query = match lesson.is_before {
        true => {
            args.push(lesson.standing(row).as_str().into());
            include_str!("../../sql/queries/adopt/before.sql")
        }
        false => {
            args.push(Cell::Bool(lesson.is_placed));
            include_str!("../../sql/queries/adopt/learn.sql")
        }
    };
    as_owner(|| {
        spi.write(query, &args);
        Ok(())
    })
}

/// Changes how a recorded migration stands; with a text, also which text that is.
pub fn restand(
    spi: &Spi,
    name: &str,
    standing: Standing,
    text: Option<(&str, &str)>,
) -> Result<(), Report> {
    let args = [
        name.into(),
        standing.as_str().into(),
        text.map(|(checksum, _)| checksum).into(),
        text.map(|(_, sql)| sql).into(),
    ];
    let changed = as_owner(|| Ok(spi.write(include_str!("../../sql/queries/restand.sql"), &args)))?;
    if changed.is_empty() {
        return Err(Report::new("55000", format!("the history has no row of migration \"{name}\" any more"))
            .hint("It was removed while the migration ran. Record it with migrate.resolve or migrate.baseline."));
    }
    Ok(())
}

/// Takes the row of a begun migration away: it left nothing behind.
pub fn forget(spi: &Spi, name: &str) -> Result<(), Report> {
    as_owner(|| {
        spi.write(
            "DELETE FROM migrate.migrations WHERE name = $1 AND standing = 'running'",
            &[name.into()],
        );
        Ok(())
    })
}

/// How many statements of a running migration are committed.
pub fn progress(spi: &Spi, name: &str, done: usize) -> Result<(), Report> {
    let args = [name.into(), Cell::Int(done as i32)];
    as_owner(|| {
        spi.write(include_str!("../../sql/queries/progress.sql"), &args);
        Ok(())
    })
}

/// Writes a failed attempt. The values are the columns of `record_failure.sql`.
pub fn record_failure(spi: &Spi, values: &[Cell]) -> Result<(), Report> {
    as_owner(|| {
        spi.write(include_str!("../../sql/queries/record_failure.sql"), values);
        Ok(())
    })
}

/// The last failed attempt of each migration: name, message, SQLSTATE, time.
pub fn last_failures(spi: &Spi) -> Result<Vec<Row>, Report> {
    as_owner(|| Ok(spi.read(include_str!("../../sql/queries/last_failures.sql"), &[])))
}
