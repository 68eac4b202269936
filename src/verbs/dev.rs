//! `migrate.dev(name, target, migrations, create_only, accept_data_loss, renames)`

use super::deploy::bring;
use super::diff::{renames, side};
use super::pending::Wish;
use super::picture::{is_settled, Picture};
use super::{engine, in_prisma, replay};
use crate::server::args::Args;
use crate::server::entry::{Answer, Outcome};
use crate::server::probes::Counts;
use crate::server::rows::{Cell, Row};
use crate::server::schema::{self, snapshot};
use crate::server::spi::Spi;
use crate::server::{lock, running, transaction};
use crate::sql_function;
use migrate_core::bundle::{Bundle, Migration};
use migrate_core::diff::{self, Renames};
use migrate_core::drift::compare;
use migrate_core::history::{Line, State};
use migrate_core::prisma::between::{Models, Side};
use migrate_core::schema::part::Part;
use migrate_core::schema::{json, owner, Schema};
use migrate_core::{naming, Report};
use serde_json::Value;

sql_function!(migrate_dev => dev);

fn dev(args: &Args) -> Outcome {
    running::refuse("migrate.dev")?;
    let label = args.required(0, "name")?;
    let target = side(args, 1, "target")?;
    let bundled = args.required(2, "migrations")?;
    let create_only = args.flag(3);
    transaction::refuse_read_only("migrate.dev")?;
    let spi = Spi::connect();
    lock::for_transaction(&spi)?;
    let picture = Picture::take(&spi, Some(&bundled))?;
    let problems = problems(&picture);
    if !problems.is_empty() {
        return Ok(Answer::rows(problems));
    }
    // Also finds out whether they run at all.
    let history = replayed(&picture.given, &bundled)?;
    let mut rows = applied(&spi, &picture.given)?;
    let live = schema::live(&spi)?.schema;
    let strays = strays(&history.schema, &live, &target);
    if !strays.is_empty() {
        return Ok(Answer::rows(rows.into_iter().chain(strays).collect()));
    }
    let hints = renames(args.text(5)?.as_deref(), &history.schema, &target.schema)?;
    let Some(next) = Next::of(&spi, &history, &target, &hints, create_only, args.flag(4))? else {
        rows.push(row(
            "in_sync",
            Cell::Null,
            Cell::Null,
            Cell::Null,
            "nothing is to be done",
        ));
        return Ok(Answer::rows(rows));
    };
    let name = name(&spi, &label, &picture)?;
    let warnings = Cell::Json(Value::from(next.warnings).to_string());
    if create_only {
        let detail = "not applied: save it, edit it, and deploy it";
        rows.push(row(
            "created",
            name.into(),
            next.sql.into(),
            warnings,
            detail,
        ));
        return Ok(Answer::rows(rows));
    }
    let sql = next.sql;
    let mut bundle = picture.given.clone();
    bundle.migrations.push(Migration::new(&name, &sql));
    bring(&spi, &bundle, &Wish::all(), false)?;
    let detail = "applied and recorded: save it with the other migrations";
    rows.push(row(
        "applied",
        name.as_str().into(),
        sql.as_str().into(),
        warnings,
        detail,
    ));
    Ok(Answer::rows(rows))
}

fn row(outcome: &str, name: Cell, sql: Cell, warnings: Cell, detail: &str) -> Row {
    vec![outcome.into(), name, sql, warnings, detail.into()]
}

/// What stands between the history and a next migration: a row for each, with what to do about it.
fn problems(picture: &Picture) -> Vec<Row> {
    let lines = picture.lines.iter();
    let mut rows: Vec<Row> = lines
        .filter(|line| !is_settled(line) && !line.state.is_pending())
        .map(|line| problem(picture, line))
        .collect();
    if picture.drift > 0 {
        let detail = format!(
            "{} differences to what the history left: SELECT * FROM migrate.drift() shows them, with the SQL that undoes each; migrate.adopt_drift(name) makes a migration of them",
            picture.drift
        );
        rows.push(row("drifted", Cell::Null, Cell::Null, Cell::Null, &detail));
    }
    rows
}

fn problem(picture: &Picture, line: &Line) -> Row {
    let detail = match line.state {
        State::Edited => "modified after it was applied: put the old text back (migrate.history has it), or accept the new one with migrate.resolve(name, 'applied', migrations)",
        State::Missing => "applied to the database, but not among the migrations: fetch it from the branch that has it (migrate.history has its text)",
        _ => "failed half-way: migrate.status says how far it came; migrate.resolve(name, 'rolled_back' or 'applied', migrations) says what is true",
    };
    let name = picture.name(line).into_owned();
    row(
        line.state.as_str(),
        name.into(),
        Cell::Null,
        Cell::Null,
        detail,
    )
}

/// The schema that the migrations make.
fn replayed(bundle: &Bundle<'_>, bundled: &str) -> Result<Side, Report> {
    let schema = match bundle.migrations.is_empty() {
        true => Schema::empty(pgrx::pg_sys::PG_MAJORVERSION_NUM),
        false => json::read(&replay::document(bundled)?).map_err(snapshot::unreadable)?,
    };
    Ok(Side {
        schema,
        prisma: None,
    })
}

/// Applies those that are pending: a row for each.
fn applied(spi: &Spi, bundle: &Bundle<'_>) -> Result<Vec<Row>, Report> {
    let rows = bring(spi, bundle, &Wish::all(), false)?;
    let of = |mut own: Row| {
        let name = own[0].take();
        row("applied", name, Cell::Null, Cell::Null, "was pending")
    };
    Ok(rows.into_iter().map(of).collect())
}

/// What the database has besides the history, in the eyes of the target's language.
fn strays(history: &Schema, live: &Schema, target: &Side) -> Vec<Row> {
    let found: Vec<String> = match &target.prisma {
        Some(_) => in_prisma_strays(history, live, target),
        None => {
            let (mut history, mut live) = (history.clone(), live.clone());
            owner::agree(&mut history, &mut live);
            let part = |schema| Part {
                schema,
                origins: None,
            };
            let (history, live) = (part(history), part(live));
            let list = compare(&history, &live);
            list.iter()
                .map(|d| format!("{} {} {}", d.subject, d.display, d.change.as_str()))
                .collect()
        }
    };
    let detail = |what: &String| {
        format!("{what}: in the database, but not by the migrations. Undo it, or make it a migration of its own (migrate.verify shows it all)")
    };
    let rows = found
        .iter()
        .map(|what| row("drifted", Cell::Null, Cell::Null, Cell::Null, &detail(what)));
    rows.collect()
}

fn in_prisma_strays(history: &Schema, live: &Schema, target: &Side) -> Vec<String> {
    let read = |schema: &Schema| {
        let model = target.prisma.as_ref().map(|p| &p.model);
        let (default, names) = model.map_or(("public", &[][..]), |m| {
            (m.default_namespace.as_str(), m.namespaces.as_slice())
        });
        migrate_core::prisma::document::read(schema, default, names)
    };
    let models = Models {
        from: read(history),
        to: read(live),
        renames: Vec::new(),
    };
    let plan = in_prisma::plan(&models, false);
    let named = plan.steps.iter().map(migrate_core::prisma::named::named);
    named
        .map(|n| format!("{} {} {}", n.change, n.kind, n.object))
        .collect()
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
        hints: &Renames,
        create_only: bool,
        accept_data_loss: bool,
    ) -> Result<Option<Self>, Report> {
        let counted = |probes: Vec<String>| Counts::of(spi, probes.iter().map(String::as_str));
        if let Some(models) = Models::of(history, target, hints) {
            let plan = in_prisma::plan(&models, !create_only);
            let counts = counted(in_prisma::probes(&plan, &models));
            if !create_only {
                in_prisma::refuse(&plan, &models, &counts, accept_data_loss)?;
            }
            let next = Next {
                sql: in_prisma::migration(&plan, &models),
                warnings: in_prisma::warnings(&plan, &models, &counts),
            };
            return Ok(next.or_empty(create_only));
        }
        let plan = diff::plan(&history.schema, &target.schema, hints);
        engine::refuse_impossible(&plan)?;
        let counts = counted(engine::probes(&plan));
        if !create_only {
            engine::refuse(&plan, &counts, accept_data_loss)?;
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
