//! `migrate.reset(migrations, seed, confirm)`

use super::deploy::bring;
use super::pending::{names, scripts, texts, Wish};
use super::{engine, push};
use crate::server::apply;
use crate::server::args::Args;
use crate::server::ddl::switches::Switches;
use crate::server::entry::{Answer, Outcome};
use crate::server::ledger::Ledger;
use crate::server::leftovers::Before;
use crate::server::notice::notice;
use crate::server::rows::{Cell, Row};
use crate::server::schema::watch::{self, Standing};
use crate::server::schema::{self, ignored, snapshot};
use crate::server::spi::Spi;
use crate::server::subxact::Subxact;
use crate::server::{catalog, forget, lock, running, transaction};
use crate::sql_function;
use migrate_core::bundle::Bundle;
use migrate_core::diff::{self, Renames, Step};
use migrate_core::drift::{self, Difference};
use migrate_core::error::{literal, SEED};
use migrate_core::plan::{obstacles, Surroundings};
use migrate_core::reset::Reset;
use migrate_core::schema::part::Part;
use migrate_core::schema::{ignore, json, Kind, Object};
use migrate_core::sqltext::prepare;
use migrate_core::{Error, Report};
use std::collections::HashSet;

sql_function!(migrate_reset => reset);

fn reset(args: &Args) -> Outcome {
    running::refuse("migrate.reset")?;
    let json = args.required(0, "migrations")?;
    let bundle = Bundle::parse(&json).map_err(|e| e.report())?;
    let given = args.text(1)?;
    let seed = given.as_deref().or(bundle.seed.as_deref());
    transaction::refuse_read_only("migrate.reset")?;
    let spi = Spi::connect();
    refuse_protected()?;
    let database = confirmed(&spi, args.text(2)?.as_deref(), given.is_some())?;
    lock::for_transaction(&spi)?;
    refuse_obstacles(&spi, &bundle, seed, &database)?;
    // What Prisma has run is the history's too.
    let ledger = Ledger::open(&spi, None)?;
    let mut rows = clear(&spi, &bundle)?;
    ledger.forget_all()?;
    let undone = |report: Report| report.hint("The whole reset is undone: nothing was dropped.");
    let wish = Wish {
        beside_others: true,
        ..Wish::all()
    };
    let applied = match bundle.migrations.is_empty() {
        true => Vec::new(),
        false => bring(&spi, &bundle, &wish, false).map_err(undone)?,
    };
    rows.extend(applied.into_iter().map(|mut of| {
        let name = of.swap_remove(0);
        vec!["applied".into(), "migration".into(), name]
    }));
    if let Some(seed) = seed {
        sow(&spi, seed).map_err(undone)?;
        rows.push(vec!["run".into(), "seed".into(), Cell::Null]);
    }
    forget::prune(&spi)?;
    Ok(Answer::rows(rows))
}

fn refuse_protected() -> Result<(), Report> {
    let Some(since) = Switches::read()?.protected else {
        return Ok(());
    };
    Err(Report::new("55000", "the database is protected: it is not reset")
        .detail(format!("Role {} called migrate.protect(true) at {}.", since.by, since.at()))
        .hint("If this is the database that you mean, SELECT migrate.protect(false) ends the protection."))
}

/// The name of the database, which the caller has to give too.
fn confirmed(spi: &Spi, confirm: Option<&str>, with_seed: bool) -> Result<String, Report> {
    let rows = spi.read("SELECT pg_catalog.current_database()::pg_catalog.text", &[]);
    let name = rows.into_iter().flatten().next();
    let name = name.and_then(Cell::into_text).unwrap_or_default();
    if confirm == Some(name.as_str()) {
        return Ok(name);
    }
    let message = match confirm {
        None => {
            "a reset drops all that the migrations made, with all its data: it has to be confirmed"
                .into()
        }
        Some(other) => {
            format!("the reset is confirmed for \"{other}\", but this is the database \"{name}\"")
        }
    };
    let seed = if with_seed {
        "seed => <the seed>, "
    } else {
        ""
    };
    Err(Report::new("22023", message).hint(format!(
        "SELECT * FROM migrate.reset(<the bundle>, {seed}confirm => {});",
        literal(&name)
    )))
}

/// What one transaction cannot hold is found before anything is dropped.
fn refuse_obstacles(
    spi: &Spi,
    bundle: &Bundle<'_>,
    seed: Option<&str>,
    database: &str,
) -> Result<(), Report> {
    let all: Vec<usize> = (0..bundle.migrations.len()).collect();
    let mut texts = texts(bundle, &all)?;
    if let Some(seed) = seed {
        texts.push((SEED, prepare(SEED, seed).map_err(|e| e.report())?));
    }
    let mut scripts = scripts(&texts)?;
    let mut statements: Vec<_> = scripts.iter_mut().flat_map(|s| &mut s.statements).collect();
    // Who uses an enum now does not count: it goes.
    catalog::surroundings(spi, &mut statements);
    let mut list = obstacles(&scripts, &Surroundings::default());
    if list.is_empty() {
        return Ok(());
    }
    for obstacle in list.iter_mut().filter(|o| o.migration == SEED) {
        obstacle.migration = "the seed".into();
    }
    let pending = scripts.len();
    let report = Error::Obstacles { list, pending }.report();
    Err(Report {
        hint: Some(format!(
            "Nothing was dropped. Do it in two steps, the second of which commits after each migration: \
             SELECT * FROM migrate.reset('[]', confirm => {}); CALL migrate.rollout(<the bundle>);",
            literal(database)
        )),
        ..report
    })
}

/// Drops what the history owns, and forgets the history: a row for each object.
fn clear(spi: &Spi, bundle: &Bundle<'_>) -> Result<Vec<Row>, Report> {
    let standing = watch::look(spi)?;
    let drift = match &standing {
        Standing::Drifted(drift) => drift.differences(),
        _ => Vec::new(),
    };
    let mut texts = forget::texts(spi)?;
    texts.extend(
        bundle
            .migrations
            .iter()
            .filter_map(|m| m.sql.as_deref().map(String::from)),
    );
    let reset = Reset::of(schema::of_database(spi), &expected(&drift)?, &texts);
    let plan = diff::plan(&reset.whole, &reset.rest(), &Renames::none());
    engine::refuse_impossible(&plan)?;
    tell(&reset, &drift)?;
    push::run(spi, plan.script())?;
    let others = reset.others();
    watch::accept_but(spi, "reset", |object| {
        others.contains(&(object.kind, object.display.clone()))
    })?;
    Ok(plan.steps.iter().map(row).collect())
}

fn row(step: &Step) -> Row {
    let outcome = match step.change {
        diff::Change::Drop => "dropped",
        _ => "altered",
    };
    vec![
        outcome.into(),
        step.kind.to_string().into(),
        step.object.as_str().into(),
    ]
}

/// What the history left, under the names that it has now.
fn expected(drift: &[Difference<'_>]) -> Result<HashSet<(Kind, String)>, Report> {
    let Some((text, _)) = snapshot::document()? else {
        return Ok(HashSet::new());
    };
    let part = Part::from(json::read(&text).map_err(snapshot::unreadable)?);
    let recorded = ignore::without(part, &ignored::ignored()?).schema.objects;
    let renamed = drift
        .iter()
        .filter(|d| matches!(d.change, drift::Change::Renamed { .. }))
        .filter_map(|d| d.actual.cloned());
    Ok(recorded
        .into_iter()
        .chain(renamed)
        .map(|o| (o.kind, o.display))
        .collect())
}

/// Names what nobody recorded, or is ignored, and goes all the same.
fn tell(reset: &Reset, drift: &[Difference<'_>]) -> Result<(), Report> {
    let gone = |kind, display: &str| {
        let place = reset.whole.position(kind, display);
        place.is_some_and(|i| reset.gone[i])
    };
    let added = || drift.iter().filter(|d| d.change == drift::Change::Added);
    let columns = added()
        .filter(|d| d.subject == drift::Subject::Column)
        .filter(|d| {
            d.actual
                .is_some_and(|table| gone(table.kind, &table.display))
        })
        .map(|d| format!("column {}", d.display));
    let part = Part::from(reset.whole.clone());
    let known = ignore::without(part, &ignored::ignored()?).schema;
    // What hangs on something renamed has another name too, and is no news.
    let is_news = |object: &Object| {
        let is_it = |d: &Difference| d.actual.is_some_and(|o| o.id() == object.id());
        known.position(object.kind, &object.display).is_none() || added().any(is_it)
    };
    let objects = reset.strays().filter(|o| is_news(o)).map(Object::id);
    let all: Vec<String> = objects.chain(columns).collect();
    if !all.is_empty() {
        notice(format!(
            "these are no part of the history, but need what is dropped, and go with it: {}",
            names(&all)
        ));
    }
    Ok(())
}

/// Runs the seed.
fn sow(spi: &Spi, seed: &str) -> Result<(), Report> {
    let texts = [(SEED, prepare(SEED, seed).map_err(|e| e.report())?)];
    let scripts = scripts(&texts)?;
    let before = Before::look(spi, &scripts);
    let subxact = Subxact::begin();
    let ran = apply::run(spi, &scripts[0], &before).map_err(|failure| failure.report(""));
    match ran {
        Ok(()) => subxact.commit(),
        Err(_) => subxact.rollback(),
    }
    ran
}
