//! `migrate.deploy(migrations, dry_run, up_to, allow_missing)`

use super::pending::{self, Todo, Wish};
use crate::server::args::Args;
use crate::server::entry::{Answer, Outcome};
use crate::server::identity::current_user;
use crate::server::ledger::{self, Ledger};
use crate::server::leftovers::Before;
use crate::server::notice::notice;
use crate::server::rows::{Cell, Row};
use crate::server::schema::watch;
use crate::server::spi::Spi;
use crate::server::store::Entry;
use crate::server::subxact::Subxact;
use crate::server::worker::{record_attempt, Attempt};
use crate::server::{apply, catalog, freshness, lock, replaced, running, transaction};
use crate::sql_function;
use migrate_core::bundle::{Bundle, Migration};
use migrate_core::failure::Failure;
use migrate_core::history::{Allowed, Standing};
use migrate_core::plan::{numbers_against_names, obstacles, Script};
use migrate_core::{Error, Report};
use std::borrow::Cow;
use std::time::{Duration, Instant};

sql_function!(migrate_deploy => deploy);

fn deploy(args: &Args) -> Outcome {
    running::refuse("migrate.deploy")?;
    let dry_run = args.flag(1);
    let wish = Wish {
        up_to: args.text(2)?.map(Cow::into_owned),
        allowed: Allowed {
            missing: args.flag(3),
        },
        ..Wish::all()
    };
    let mark = freshness::mark();
    if wish.is_known_as_done(args, mark) {
        return Ok(Answer::none());
    }
    let json = args.required(0, "migrations")?;
    let bundle = Bundle::parse(&json).map_err(|e| e.report())?;
    let spi = Spi::connect();
    // Asked first without the lock: a replica that has nothing to do need not wait for one that has.
    if wish.is_done(args, mark, &spi, &bundle)? {
        return Ok(Answer::none());
    }
    transaction::refuse_read_only("migrate.deploy")?;
    lock::for_transaction(&spi)?;
    Ok(Answer::rows(bring(&spi, &bundle, &wish, dry_run)?))
}

/// Applies what is pending, under the lock: all or nothing. A row for each migration.
pub fn bring(
    spi: &Spi,
    bundle: &Bundle<'_>,
    wish: &Wish,
    dry_run: bool,
) -> Result<Vec<Row>, Report> {
    // A dry run records nothing.
    let ledger = (!dry_run)
        .then(|| Ledger::open(spi, Some(bundle)))
        .transpose()?;
    let todo = wish.todo(spi, bundle)?;
    if todo.is_nothing() {
        return Ok(Vec::new());
    }
    refuse_stale_snapshot()?;
    if !wish.beside_others {
        pending::refuse_foreign_database(spi, &todo)?;
    }
    let texts = pending::texts(&todo.bundle, &todo.pending)?;
    let mut scripts = pending::scripts(&texts)?;
    refuse_obstacles(spi, &mut scripts)?;
    tell_before(&todo, &scripts);
    tell_wrapped(&scripts);
    let migrations: Vec<&Migration<'_>> = todo
        .pending
        .iter()
        .map(|i| &todo.bundle.migrations[*i])
        .collect();
    let mut expected = (!dry_run).then(|| watch::Before::look(spi)).transpose()?;
    if let (Some(expected), true) = (&mut expected, migrations.iter().any(|m| m.is_covered)) {
        expected.forget_proof();
    }
    let before = Before::look(spi, &scripts);
    let subxact = Subxact::begin();
    match apply_all(spi, &migrations, &scripts, &before, ledger.as_ref()) {
        Ok(rows) if dry_run => {
            subxact.rollback();
            put_back(spi, &before);
            notice("dry run: everything was run and rolled back");
            Ok(rows)
        }
        Ok(rows) => {
            subxact.commit();
            if let Some(expected) = expected {
                watch::record(spi, "deploy", &expected)?;
            }
            Ok(rows)
        }
        Err(Stopped::Own(report)) => {
            subxact.rollback();
            Err(*report)
        }
        Err(Stopped::At {
            index,
            failure,
            duration,
        }) => {
            subxact.rollback();
            put_back(spi, &before);
            Err(failed(spi, migrations[index], &failure, duration, dry_run))
        }
    }
}

/// Under REPEATABLE READ the migrations would see rows as they were before another deployment
/// that this one waited for.
fn refuse_stale_snapshot() -> Result<(), Report> {
    if transaction::keeps_snapshot() && ledger::is_newer_than_snapshot()? {
        return Err(Report::new(
            "40001",
            "the history changed after this transaction took its snapshot",
        )
        .hint("Run it again in a new transaction; READ COMMITTED needs no retry."));
    }
    Ok(())
}

fn refuse_obstacles(spi: &Spi, scripts: &mut [Script<'_>]) -> Result<(), Report> {
    let mut statements: Vec<_> = scripts.iter_mut().flat_map(|s| &mut s.statements).collect();
    let around = catalog::surroundings(spi, &mut statements);
    let list = obstacles(scripts, &around);
    if list.is_empty() {
        return Ok(());
    }
    Err(Error::Obstacles {
        list,
        pending: scripts.len(),
    }
    .report())
}

/// NOTICEs on what a person may not have meant.
pub fn tell_before(todo: &Todo<'_, '_>, scripts: &[Script<'_>]) {
    if !todo.out_of_order.is_empty() {
        notice(format!(
            "applied out of order, after newer ones: {}",
            pending::names(&todo.out_of_order)
        ));
    }
    if let Some((first, second)) = numbers_against_names(scripts) {
        notice(format!(
            "names sort as text, \"{first}\" before \"{second}\"; send {{\"migrations\": […], \"order\": \"given\"}} if the bundle's own order counts"
        ));
    }
}

fn tell_wrapped(scripts: &[Script<'_>]) {
    let wrapped: Vec<String> = scripts
        .iter()
        .filter(|s| s.is_wrapped())
        .map(|s| s.name.into())
        .collect();
    if !wrapped.is_empty() {
        notice(format!(
            "their own BEGIN and COMMIT are not needed here, and were ignored: {}",
            pending::names(&wrapped)
        ));
    }
}

/// Puts the session back after a rollback, which a prepared statement or a lock outlives. That an
/// error comes of it must not hide the one that is about to be raised.
pub fn put_back(spi: &Spi, before: &Before) {
    let subxact = Subxact::begin();
    match before.restore(spi) {
        Ok(()) => subxact.commit(),
        Err(_) => subxact.rollback(),
    }
}

/// Why a deployment stopped.
enum Stopped<'a> {
    At {
        index: usize,
        failure: Box<Failure<'a>>,
        duration: Duration,
    },
    Own(Box<Report>),
}

fn apply_all<'a>(
    spi: &Spi,
    migrations: &[&Migration<'_>],
    scripts: &'a [Script<'a>],
    before: &Before,
    ledger: Option<&Ledger<'_>>,
) -> Result<Vec<Row>, Stopped<'a>> {
    let by = current_user();
    let mut rows = Vec::with_capacity(scripts.len());
    let mut progress = Progress::new(scripts.len());
    for (index, (migration, script)) in migrations.iter().zip(scripts).enumerate() {
        let begun = Instant::now();
        apply::run(spi, script, before).map_err(|failure| Stopped::At {
            index,
            failure: Box::new(failure),
            duration: begun.elapsed(),
        })?;
        let duration = begun.elapsed();
        let entry = entry(migration, script, Standing::Applied, duration, &by);
        ledger
            .map_or(Ok(()), |ledger| {
                ledger.record(&entry)?;
                replaced::record(spi, migration)
            })
            .map_err(|report| Stopped::Own(Box::new(report)))?;
        rows.push(vec![
            migration.name.as_ref().into(),
            outcome(migration, ledger.is_none()).into(),
            Cell::Int(script.statements.len() as i32),
            Cell::Interval(duration),
        ]);
        progress.tell(index + 1, script.name);
    }
    Ok(rows)
}

fn outcome(migration: &Migration<'_>, dry_run: bool) -> &'static str {
    match (migration.is_covered, dry_run) {
        (false, false) => "applied",
        (false, true) => "would_apply",
        (true, false) => "recorded",
        (true, true) => "would_record",
    }
}

/// The history's entry of a migration that was run, or begun.
pub fn entry<'a>(
    migration: &'a Migration<'_>,
    script: &'a Script<'_>,
    standing: Standing,
    duration: Duration,
    by: &'a str,
) -> Entry<'a> {
    let statements = script.statements.len();
    Entry {
        name: &migration.name,
        checksum: &migration.checksum,
        sql: migration.sql.as_deref().unwrap_or_default(),
        standing,
        statements: (!migration.is_covered).then_some(statements),
        done: if standing == Standing::Applied {
            statements
        } else {
            0
        },
        duration,
        by,
    }
}

/// The migration's error for the client; a worker keeps it for `attempts`.
fn failed(
    spi: &Spi,
    migration: &Migration<'_>,
    failure: &Failure<'_>,
    duration: Duration,
    dry_run: bool,
) -> Report {
    if dry_run {
        return failure.report("It was a dry run: nothing was changed.");
    }
    let remedy = failure.remedy().map_or(String::new(), |r| format!("{r}\n"));
    let kept = record_attempt(attempt(spi, "deploy", migration, failure, duration));
    failure.report(&format!(
        "{remedy}Nothing was applied: a deployment is all or nothing.{}",
        pending::look_at(failure.script.name, kept)
    ))
}

/// The record of a failed attempt.
pub fn attempt(
    spi: &Spi,
    verb: &str,
    migration: &Migration<'_>,
    failure: &Failure<'_>,
    duration: Duration,
) -> Attempt {
    let place = failure.place();
    let cause = failure.cause.clone();
    Attempt {
        name: migration.name.to_string(),
        checksum: migration.checksum.to_string(),
        sql: migration.sql.as_deref().unwrap_or_default().to_string(),
        verb: verb.into(),
        duration,
        statement: failure.statement.map(|i| i + 1),
        line: place.line,
        column: place.column,
        sqlstate: cause.sqlstate,
        message: cause.message,
        detail: cause.detail,
        hint: cause.hint,
        context: cause.context,
        by: current_user(),
        session: Attempt::session(spi),
    }
}

/// NOTICEs on the way through a long bundle: every tenth of it, and after each slow migration.
struct Progress {
    total: usize,
    told: Instant,
}

impl Progress {
    const LONG: usize = 50;
    const SLOW: Duration = Duration::from_secs(5);

    fn new(total: usize) -> Self {
        Progress {
            total,
            told: Instant::now(),
        }
    }

    fn tell(&mut self, done: usize, name: &str) {
        let tenth =
            self.total >= Self::LONG && done.is_multiple_of(self.total / 10) && done < self.total;
        if tenth || (self.told.elapsed() > Self::SLOW && done < self.total) {
            notice(format!(
                "{done} of {} migrations run, the last was \"{name}\"",
                self.total
            ));
            self.told = Instant::now();
        }
    }
}
