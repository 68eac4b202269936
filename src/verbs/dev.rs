//! `migrate.dev(name, target, migrations, create_only, accept_data_loss, renames)`

use super::caught_up::{caught_up, CaughtUp};
use super::deploy::bring;
use super::diagnosis;
use super::diff::{renames, side};
use super::engine;
use super::in_prisma::Course;
use super::pending::Wish;
use super::picture::Picture;
use crate::server::args::Args;
use crate::server::entry::{Answer, Outcome};
use crate::server::identity::current_user;
use crate::server::probes::Counts;
use crate::server::rows::{Cell, Row};
use crate::server::session::search_path;
use crate::server::spi::Spi;
use crate::server::{lock, running, transaction};
use crate::sql_function;
use migrate_core::bundle::{Bundle, Migration};
use migrate_core::diff::{self, Renames};
use migrate_core::prisma::between::{Models, Side};
use migrate_core::prisma::search_path::leads_to;
use migrate_core::{naming, Report};
use serde_json::Value;

sql_function!(migrate_dev => dev);

fn dev(args: &Args) -> Outcome {
    running::refuse("migrate.dev")?;
    let label = args.required(0, "name")?;
    let target = side(args, 1, "target")?;
    let bundled = args.required(2, "migrations")?;
    let hints = args.text(5)?;
    transaction::refuse_read_only("migrate.dev")?;
    let spi = Spi::connect();
    refuse_other_path(&spi, &target)?;
    lock::for_transaction(&spi)?;
    let picture = Picture::take(&spi, Some(&bundled))?;
    let name = name(&spi, &label, &picture)?;
    let problems = diagnosis::of_history(&picture);
    if !problems.is_empty() {
        return Ok(Answer::rows(problems));
    }
    let (history, mut rows) = match caught_up(&spi, &picture, &target)? {
        CaughtUp::Yes { history, rows } => (history, rows),
        CaughtUp::Drifted(row) => return Ok(Answer::rows(vec![row])),
    };
    let hints = renames(hints.as_deref(), &history.schema, &target.schema)?;
    let wish = Wanted {
        hints,
        create_only: args.flag(3),
        accept_data_loss: args.flag(4),
    };
    rows.push(match Next::of(&spi, &history, &target, &wish)? {
        None => row("in_sync", None, None, None, "nothing is to be done"),
        Some(next) if wish.create_only => {
            next.row("created", &name, "not applied: save it, edit it, deploy it")
        }
        Some(next) => {
            apply(&spi, picture.given, &name, &next.sql)?;
            let detail = "applied and recorded: save it with the other migrations";
            next.row("applied", &name, detail)
        }
    });
    Ok(Answer::rows(rows))
}

/// A row of the answer.
pub fn row(
    outcome: &str,
    name: Option<&str>,
    sql: Option<&str>,
    warnings: Option<&[String]>,
    detail: &str,
) -> Row {
    let text = |text: Option<&str>| text.map_or(Cell::Null, Cell::from);
    let warnings = warnings.map_or(Cell::Null, |list| Cell::Json(Value::from(list).to_string()));
    vec![
        outcome.into(),
        text(name),
        text(sql),
        warnings,
        detail.into(),
    ]
}

/// A migration runs where the caller's search_path leads, here as when it is deployed: that must be
/// where the target has what is unqualified in Prisma's SQL.
fn refuse_other_path(spi: &Spi, target: &Side) -> Result<(), Report> {
    let Some(prisma) = &target.prisma else {
        return Ok(());
    };
    let wanted = &prisma.model.default_namespace;
    if !prisma.model.namespaces.contains(wanted) {
        // Then everything is qualified.
        return Ok(());
    }
    let rows = spi.read(
        "SELECT s FROM pg_catalog.unnest(pg_catalog.current_schemas(false)) AS s",
        &[],
    );
    let existing = rows.into_iter().flatten().filter_map(Cell::into_text);
    let existing: Vec<String> = existing.collect();
    let message = match leads_to(&search_path(), &current_user(), &existing, wanted) {
        Some(other) if other == *wanted => return Ok(()),
        Some(other) => format!("the search_path leads to the schema \"{other}\", the target's default schema is \"{wanted}\""),
        None => format!("the search_path does not lead to the target's default schema \"{wanted}\""),
    };
    Err(Report::new("55000", message).hint(format!(
        "Migrations run under the caller's search_path, here and when they are deployed. SET search_path TO \"{wanted}\" first, or name another schema: migrate.prisma(text, default_schema => '...')."
    )))
}

/// Runs and records the new migration.
fn apply<'a>(spi: &Spi, mut bundle: Bundle<'a>, name: &'a str, sql: &'a str) -> Result<(), Report> {
    bundle.migrations.push(Migration::new(name, sql));
    bring(spi, &bundle, &Wish::all(), false).map(drop)
}

/// What the caller wants of the next migration.
struct Wanted {
    hints: Renames,
    create_only: bool,
    accept_data_loss: bool,
}

/// The migration to be.
struct Next {
    sql: String,
    warnings: Vec<String>,
}

impl Next {
    /// None when there is nothing to do. What the data do not allow is refused, unless the migration is
    /// only written.
    fn of(
        spi: &Spi,
        history: &Side,
        target: &Side,
        wanted: &Wanted,
    ) -> Result<Option<Self>, Report> {
        let counted = |probes: Vec<String>| Counts::of(spi, probes.iter().map(String::as_str));
        let create_only = wanted.create_only;
        if let Some(models) = Models::of(history, target, &wanted.hints) {
            let course = match create_only {
                true => Course::to_read(&models),
                false => Course::to_run(&models),
            };
            let counts = counted(course.probes());
            if !create_only {
                (course.refuse(&counts, wanted.accept_data_loss)).map_err(or_only_write)?;
            }
            let next = Next {
                sql: course.migration(),
                warnings: course.warnings(&counts),
            };
            return Ok(next.or_empty(create_only));
        }
        let plan = diff::plan(&history.schema, &target.schema, &wanted.hints);
        engine::refuse_impossible(&plan)?;
        let counts = counted(engine::probes(&plan));
        if !create_only {
            engine::refuse(&plan, &counts, wanted.accept_data_loss).map_err(or_only_write)?;
        }
        let known = |hazard: &diff::Hazard| engine::count(Some(&counts), hazard);
        let next = Next {
            sql: plan.warnings(|_| None) + &plan.script(),
            warnings: plan.warned(known),
        };
        Ok(next.or_empty(create_only))
    }

    /// As Prisma writes it where nothing changes and a migration is asked for all the same.
    fn or_empty(mut self, create_only: bool) -> Option<Self> {
        if self.sql.is_empty() {
            self.sql = "-- This is an empty migration.\n".into();
            return create_only.then_some(self);
        }
        Some(self)
    }

    fn row(&self, outcome: &str, name: &str, detail: &str) -> Row {
        let warnings = Some(self.warnings.as_slice());
        row(outcome, Some(name), Some(&self.sql), warnings, detail)
    }
}

fn or_only_write(report: Report) -> Report {
    report.hint("create_only => true writes the migration all the same, for you to edit.")
}

/// Behind all that are there.
fn name(spi: &Spi, label: &str, picture: &Picture) -> Result<String, Report> {
    let bundled = picture.bundle.migrations.iter().map(|m| m.name.as_ref());
    let recorded = picture
        .known
        .history
        .iter()
        .map(|d| d.recorded.name.as_str());
    let last = bundled.chain(recorded).max();
    let rows = spi.read(
        "SELECT pg_catalog.to_char(pg_catalog.clock_timestamp() AT TIME ZONE 'UTC', 'YYYYMMDDHH24MISS')",
        &[],
    );
    let now = rows.into_iter().flatten().next();
    let now = now.and_then(Cell::into_text).unwrap_or_default();
    naming::name(label, &now, last)
}
