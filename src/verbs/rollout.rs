//! `CALL migrate.rollout(migrations, up_to, allow_missing)`

use super::deploy::{attempt, entry, put_back, tell_before};
use super::pending::{self, Todo, Wish};
use crate::server::args::Args;
use crate::server::caught::Caught;
use crate::server::entry::{Answer, Outcome};
use crate::server::identity::current_user;
use crate::server::ledger::Ledger;
use crate::server::leftovers::Before;
use crate::server::notice::notice;
use crate::server::schema::watch;
use crate::server::spi::Spi;
use crate::server::subxact::Subxact;
use crate::server::worker::{self, Ended, Job, Task};
use crate::server::{apply, catalog, freshness, lock, replaced, running, store, transaction};
use crate::sql_function;
use migrate_core::bundle::{Bundle, Migration};
use migrate_core::failure::{Cause, Failure};
use migrate_core::history::{Allowed, Standing};
use migrate_core::plan::{obstacles, Script};
use migrate_core::Report;
use std::borrow::Cow;
use std::time::{Duration, Instant};

sql_function!(migrate_rollout => rollout);

fn rollout(args: &Args) -> Outcome {
    running::refuse("migrate.rollout")?;
    if !args.may_commit() {
        return Err(Report::new(
            "25001",
            "migrate.rollout commits after each migration, so it cannot run inside a transaction block or a function",
        )
        .hint("CALL it on its own: no BEGIN, no psql -1, and the driver in autocommit mode."));
    }
    let wish = Wish {
        up_to: args.text(1)?.map(Cow::into_owned),
        allowed: Allowed {
            missing: args.flag(2),
        },
        ..Wish::all()
    };
    let mark = freshness::mark();
    if wish.is_known_as_done(args, mark) {
        return Ok(Answer::Void);
    }
    // A copy of its own: the argument need not outlive a commit.
    let json = args.required(0, "migrations")?.into_owned();
    let bundle = Bundle::parse(&json).map_err(|e| e.report())?;
    let spi = Spi::connect_nonatomic();
    if wish.is_done(args, mark, &spi, &bundle)? {
        return Ok(Answer::Void);
    }
    transaction::refuse_read_only("migrate.rollout")?;
    // Not to wait with a snapshot: the rollout that holds the lock may build an index
    // CONCURRENTLY, which waits for every older snapshot.
    spi.commit();
    let _lock = lock::for_session(&spi)?;
    let ledger = Ledger::open(&spi, Some(&bundle))?;
    let todo = wish.todo(&spi, &bundle)?;
    spi.commit();
    if todo.is_nothing() {
        return Ok(Answer::Void);
    }
    pending::refuse_foreign_database(&spi, &todo)?;
    let texts = pending::texts(&todo.bundle, &todo.pending)?;
    let mut scripts = pending::scripts(&texts)?;
    tell_before(&todo, &scripts);
    let total = scripts.len();
    let mut expected = Expected::before(&spi, &todo)?;
    for (n, (index, script)) in todo.pending.iter().zip(&mut scripts).enumerate() {
        // Judged now and not before: the migrations before it may have made what it uses.
        let around =
            catalog::surroundings(&spi, &mut script.statements.iter_mut().collect::<Vec<_>>());
        let whole = obstacles(std::slice::from_ref(script), &around).is_empty();
        let step = Step {
            spi: &spi,
            ledger: &ledger,
            migration: &todo.bundle.migrations[*index],
            script,
            first: n == 0,
            begun: Instant::now(),
        };
        // What fails half-way leaves a schema that nobody meant: the one before it is expected.
        let ended = match whole {
            true => step.in_one_transaction(),
            false => Ok(false),
        };
        if !matches!(ended, Ok(true)) {
            expected.record(&spi)?;
        }
        let whole = ended?;
        if !whole {
            step.in_a_session()?;
        }
        expected.is_stale = true;
        tell(&step, n + 1, total, whole);
    }
    expected.record(&spi)?;
    Ok(Answer::Void)
}

/// The expected schema, recorded where it may be the last chance, and at the end.
struct Expected {
    before: watch::Before,
    /// A migration was applied since it was recorded.
    is_stale: bool,
}

impl Expected {
    fn before(spi: &Spi, todo: &Todo<'_, '_>) -> Result<Self, Report> {
        let mut before = watch::Before::look(spi)?;
        if todo
            .pending
            .iter()
            .any(|i| todo.bundle.migrations[*i].is_covered)
        {
            before.forget_proof();
        }
        Ok(Expected {
            before,
            is_stale: false,
        })
    }

    fn record(&mut self, spi: &Spi) -> Result<(), Report> {
        if std::mem::take(&mut self.is_stale) {
            watch::record(spi, "rollout", &self.before)?;
            spi.commit();
        }
        Ok(())
    }
}

fn tell(step: &Step<'_>, n: usize, total: usize, whole: bool) {
    if step.migration.is_covered {
        let name = step.script.name;
        return notice(format!(
            "{n}/{total} \"{name}\" recorded without running it: all that it replaces is applied"
        ));
    }
    let count = step.script.statements.len();
    let how = if whole {
        ""
    } else {
        ", in a session of its own"
    };
    notice(format!(
        "{n}/{total} \"{}\" applied ({count} statement{}, {} ms{how})",
        step.script.name,
        if count == 1 { "" } else { "s" },
        step.begun.elapsed().as_millis()
    ));
}

/// One migration on its way.
struct Step<'a> {
    spi: &'a Spi,
    ledger: &'a Ledger<'a>,
    migration: &'a Migration<'a>,
    script: &'a Script<'a>,
    /// No other was run before it.
    first: bool,
    begun: Instant,
}

impl Step<'_> {
    /// The statements and the history's row commit together. The answer is false, and nothing
    /// has happened, when it turned out that the migration cannot run in one transaction.
    fn in_one_transaction(&self) -> Result<bool, Report> {
        let before = Before::look(self.spi, std::slice::from_ref(self.script));
        let subxact = Subxact::begin();
        if let Err(failure) = apply::run(self.spi, self.script, &before) {
            subxact.rollback();
            put_back(self.spi, &before);
            self.spi.rollback();
            if failure.remedy().is_some() {
                notice(format!(
                    "\"{}\" runs statement by statement: {}",
                    self.script.name, failure.cause.message
                ));
                return Ok(false);
            }
            return Err(self.failed(&failure, None));
        }
        subxact.commit();
        self.record(Standing::Applied)?;
        self.spi.commit();
        Ok(true)
    }

    /// A worker runs the statements as psql would. The history has the migration as running from
    /// before the first statement, so that a crash cannot hide it.
    fn in_a_session(&self) -> Result<(), Report> {
        let task = Task::Session {
            name: self.migration.name.to_string(),
            sql: self.script.text.to_string(),
        };
        let job = Job::as_caller(task)?;
        let before = self.recorded()?.map(|d| d.recorded.standing);
        self.record(Standing::Running)?;
        self.spi.commit();
        let ended = worker::run(&job, None).or_else(|report| {
            self.take_back(before)?;
            Err(report)
        })?;
        if !matches!(ended, Ended::Done(_)) {
            self.spi.rollback(); // a cancel was caught in the middle of waiting
        }
        let (statement, caught) = match ended {
            Ended::Done(_) => return self.write(|name| self.ledger.finish(name)),
            Ended::Failed { statement, caught } => (statement, *caught),
            Ended::Died { statement } => (statement, died()),
        };
        let cause = Cause {
            position: Some(caught.position).filter(|p| *p > 0),
            report: caught.report,
        };
        let failure = match statement {
            Some(i) if i < self.script.statements.len() => Failure::new(self.script, i, cause),
            Some(_) => Failure::at_end(self.script, cause),
            None => Failure::before(self.script, cause),
        };
        let committed = self.recorded()?.map_or(0, |d| d.done);
        let clean = committed == 0 && self.is_atomic(statement);
        match clean {
            true => self.take_back(before)?,
            false => self.write(|name| self.ledger.fail(name, &log(&failure)))?,
        }
        Err(self.failed(&failure, (!clean).then_some(committed)))
    }

    /// Whether the statement that failed left nothing behind.
    fn is_atomic(&self, statement: Option<usize>) -> bool {
        let failed = statement.and_then(|i| self.script.statements.get(i));
        failed.is_none_or(|s| s.is_atomic())
    }

    /// What the history has of this migration.
    fn recorded(&self) -> Result<Option<store::Detailed>, Report> {
        let history = store::detailed()?;
        let own = |d: &store::Detailed| d.recorded.name == self.migration.name;
        Ok(history.into_iter().find(own))
    }

    /// The history as it was before a rollout that left nothing behind.
    fn take_back(&self, before: Option<Standing>) -> Result<(), Report> {
        self.write(|name| self.ledger.take_back(name, before))
    }

    fn record(&self, standing: Standing) -> Result<(), Report> {
        let by = current_user();
        let duration: Duration = self.begun.elapsed();
        let entry = entry(self.migration, self.script, standing, duration, &by);
        self.ledger.record(&entry)?;
        replaced::record(self.spi, self.migration)
    }

    fn write(&self, change: impl FnOnce(&str) -> Result<(), Report>) -> Result<(), Report> {
        change(&self.migration.name)?;
        self.spi.commit();
        Ok(())
    }

    /// Records the attempt and words the error. `committed` statements of it stay.
    fn failed(&self, failure: &Failure<'_>, committed: Option<i64>) -> Report {
        let record = attempt(
            self.spi,
            "rollout",
            self.migration,
            failure,
            self.begun.elapsed(),
        );
        let kept = record.write_quietly(self.spi);
        self.spi.commit();
        let look = pending::look_at(self.script.name, kept);
        let be = if committed == Some(1) { "is" } else { "are" };
        let total = self.script.statements.len();
        let became = match (committed, self.first) {
            (None, true) => "It left nothing behind.".to_string(),
            (None, false) => {
                "The migrations before it are committed, this one left nothing behind.".to_string()
            }
            (Some(n), true) => format!("{n} of its {total} statements {be} committed."),
            (Some(n), false) => format!(
                "The migrations before it are committed, and so {be} {n} of its {total} statements."
            ),
        };
        let resolve = committed.map_or(String::new(), |_| {
            let name = migrate_core::error::literal(self.script.name);
            format!(
                " Undo these or finish the work by hand, then say which: SELECT * FROM migrate.resolve({name}, 'rolled_back') \
                 or SELECT * FROM migrate.resolve({name}, 'applied')."
            )
        });
        failure.report(&format!("{became}{resolve}{look}"))
    }
}

/// What Prisma's table keeps of a failure.
fn log(failure: &Failure<'_>) -> String {
    let report = failure.report("");
    let cause = &failure.cause;
    format!(
        "{}\n\nDatabase error code: {}\n\nDatabase error:\nERROR: {}",
        report.message, cause.sqlstate, cause.message
    )
}

fn died() -> Caught {
    Caught {
        report: Report::new("58000", "the background worker ended without a word")
            .hint("It may have been terminated; the server's log says more."),
        ..Default::default()
    }
}
