//! The shadow database: a scratch database in which SQL shows what schema it makes. Background
//! workers create it, run the SQL as the caller and drop it, so that it works inside a transaction,
//! and what the SQL does cannot be seen here.

use super::apply;
use super::catalog::pinned;
use super::caught::Caught;
use super::encoding::to_server;
use super::notice::{notice, warning};
use super::rows::Cell;
use super::settings;
use super::spi::Spi;
use super::worker::{self, Ended, Job, Step, Task};
use crate::server::identity::current_user;
use migrate_core::failure::Failure;
use migrate_core::plan::Script;
use migrate_core::shadow::{part_of, Part};
use migrate_core::Report;
use pgrx::pg_sys;

const NOTHING: &str = "It ran in a shadow database, which is dropped; this database is as it was.";

/// The same of a migration, for those who search for Prisma's code.
const P3006: &str =
    "P3006: it ran in a shadow database, which is dropped; this database is as it was.";

/// The document of the schema that the scripts make, one after the other.
pub fn replay(spi: &Spi, scripts: &[Script<'_>]) -> Result<String, Report> {
    let run = Run::of(scripts);
    for tag in &run.left_out {
        notice(format!(
            "{tag} is not run in the shadow database: it is about the whole server"
        ));
    }
    run.answer(spi, Task::Replay)
}

/// The same with the rows that are there then, as JSON: `{"document": …, "contents": …}`.
pub fn replay_with_rows(spi: &Spi, scripts: &[Script<'_>]) -> Result<String, Report> {
    Run::of(scripts).answer(spi, Task::ReplayWithRows)
}

/// What of scripts is run.
struct Run<'s, 'a> {
    scripts: &'s [Script<'a>],
    texts: Vec<Vec<Step>>,
    /// For each step its script and statement.
    places: Vec<(usize, usize)>,
    left_out: Vec<&'static str>,
}

impl<'s, 'a> Run<'s, 'a> {
    fn of(scripts: &'s [Script<'a>]) -> Self {
        let mut run = Run {
            scripts,
            texts: Vec::new(),
            places: Vec::new(),
            left_out: Vec::new(),
        };
        for (n, script) in scripts.iter().enumerate() {
            let mut steps = Vec::new();
            for (i, statement) in script.statements.iter().enumerate() {
                let sql = statement.text(script.text);
                let part = part_of(statement.tag, sql);
                if part == Part::LeftOut {
                    run.left_out.push(statement.tag);
                    continue;
                }
                run.places.push((n, i));
                steps.push(Step {
                    sql: sql.to_owned(),
                    may_exist: part == Part::MayExist,
                });
            }
            run.texts.push(steps);
        }
        run
    }

    fn answer(self, spi: &Spi, task: fn(Vec<Vec<Step>>) -> Task) -> Result<String, Report> {
        let database = Database::create(spi)?;
        let ended = database.run(task(self.texts));
        drop(database);
        match ended? {
            Ended::Done(Some(answer)) => Ok(answer),
            Ended::Failed { statement, caught } => {
                let place = statement.and_then(|n| self.places.get(n).copied());
                Err(failed(self.scripts, place, *caught))
            }
            Ended::Done(None) | Ended::Died { .. } => Err(died()),
        }
    }
}

fn failed(scripts: &[Script<'_>], place: Option<(usize, usize)>, caught: Caught) -> Report {
    let Some((n, i)) = place else {
        return caught.report;
    };
    let script = &scripts[n];
    let text = script.statements[i].text(script.text);
    let cause = apply::cause(caught, text);
    let refused =
        cause.report.sqlstate == "42501" && script.statements[i].tag == "CREATE EXTENSION";
    let nothing = if script.name.is_empty() {
        NOTHING
    } else {
        P3006
    };
    let report = Failure::new(script, i, cause).report(nothing);
    match refused {
        true => report.hint("A superuser can have it in a template for shadow databases: ALTER DATABASE ... SET migrate.shadow_template = '...'."),
        false => report,
    }
}

fn died() -> Report {
    Report::new(
        "58000",
        "the background worker of the shadow database ended without a word",
    )
    .hint("The server's log says why.")
}

/// It lives as long as the value.
struct Database {
    name: String,
    oid: u32,
}

impl Database {
    fn create(spi: &Spi) -> Result<Self, Report> {
        let name = own_name();
        let statements = pinned(|| plan(spi, &name))?;
        let job = match statements.by_server {
            false => Job::as_caller(Task::Statements(statements.list))?,
            true => Job::bookkeeping(Task::Statements(statements.list)),
        };
        match worker::run(&job, None)? {
            Ended::Done(_) => {}
            Ended::Failed { caught, .. } => {
                let message = format!(
                    "the shadow database cannot be created: {}",
                    caught.report.message
                );
                return Err(Report {
                    message,
                    ..caught.report
                });
            }
            Ended::Died { .. } => return Err(died()),
        }
        let text = to_server(&name);
        // SAFETY: a look-up by name, as of now and not as of the statement's beginning.
        let oid = unsafe {
            pg_sys::InvalidateCatalogSnapshot();
            pg_sys::get_database_oid(text.as_ptr(), true)
        };
        if oid == pg_sys::InvalidOid {
            return Err(died());
        }
        Ok(Database {
            name,
            oid: oid.to_u32(),
        })
    }

    fn run(&self, task: Task) -> Result<Ended, Report> {
        let job = Job {
            database: Some(self.oid),
            ..Job::as_caller(task)?
        };
        worker::run(&job, None)
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        // The name needs no quotes.
        let sql = format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name);
        let dropped =
            Job::as_caller(Task::Statements(vec![sql])).and_then(|job| worker::run(&job, None));
        let why = match dropped {
            Ok(Ended::Done(_)) => return,
            Ok(Ended::Failed { caught, .. }) => caught.report.message,
            Ok(Ended::Died { .. }) => died().message,
            Err(report) => report.message,
        };
        warning(format!(
            "the shadow database {} is still there, the next one's owner drops it: {why}",
            self.name
        ));
    }
}

/// This session's: of its process and of when that began, so that leftovers can be told.
fn own_name() -> String {
    // Microseconds from 1970 to 2000, from where the server counts.
    const EPOCH: i64 = 946_684_800_000_000;
    // SAFETY: plain values of this process.
    let (pid, begun) = unsafe { (pg_sys::MyProcPid, pg_sys::MyStartTimestamp) };
    format!("migrate_shadow_{pid}_{:x}", begun + EPOCH)
}

/// What makes a shadow database.
struct Plan {
    list: Vec<String>,
    /// The role may not create databases itself, but the server's administrator lets it have one.
    by_server: bool,
}

fn plan(spi: &Spi, name: &str) -> Result<Plan, Report> {
    let for_all = settings::shadow_for_all();
    let read = |owner: bool| {
        spi.read(
            include_str!("../../sql/queries/shadow.sql"),
            &[
                name.into(),
                settings::shadow_template().into(),
                Cell::Bool(owner),
            ],
        )
    };
    let own = read(false);
    let may = own.last().is_some_and(|row| row[1].is_true());
    if !may && !for_all {
        return Err(Report::new(
            "42501",
            format!("P3014: a shadow database is needed, and role \"{}\" may not create databases", current_user()),
        )
        .hint("A superuser can give it that right (ALTER ROLE ... CREATEDB), or let the server do it for all who may call this: ALTER DATABASE ... SET migrate.shadow_for_all = on."));
    }
    let rows = if may { own } else { read(true) };
    let list = rows
        .into_iter()
        .filter_map(|mut row| row[0].take().into_text())
        .collect();
    Ok(Plan {
        list,
        by_server: !may,
    })
}
