//! `migrate.push(target, accept_data_loss, renames)`

use super::diff::{renames, side};
use super::engine;
use super::in_prisma::Course;
use super::pending::scripts;
use crate::server::apply;
use crate::server::args::Args;
use crate::server::entry::{Answer, Outcome};
use crate::server::leftovers::Before;
use crate::server::probes::Counts;
use crate::server::rows::Row;
use crate::server::schema::{self, watch};
use crate::server::session::{search_path, Settings};
use crate::server::spi::Spi;
use crate::server::subxact::Subxact;
use crate::server::{lock, running, transaction};
use crate::sql_function;
use migrate_core::diff::{self, Renames};
use migrate_core::prisma::between::{Models, Side};
use migrate_core::prisma::search_path::with_first;
use migrate_core::Report;
use std::borrow::Cow;

sql_function!(migrate_push => push);

fn push(args: &Args) -> Outcome {
    running::refuse("migrate.push")?;
    let target = side(args, 0, "target")?;
    transaction::refuse_read_only("migrate.push")?;
    let spi = Spi::connect();
    lock::for_transaction(&spi)?;
    let live = Side {
        schema: schema::live(&spi)?.schema,
        prisma: None,
    };
    let hints = renames(args.text(2)?.as_deref(), &live.schema, &target.schema)?;
    let rows = lead(&spi, &live, &target, &hints, args.flag(1))?;
    watch::accept(&spi, "push")?;
    Ok(Answer::rows(rows))
}

/// Runs the steps from what is there to the target.
fn lead(
    spi: &Spi,
    live: &Side,
    target: &Side,
    hints: &Renames,
    accept_data_loss: bool,
) -> Result<Vec<Row>, Report> {
    if let Some(models) = Models::of(live, target, hints) {
        let course = Course::to_run(&models);
        let counts = Counts::of(spi, course.probes().iter().map(String::as_str));
        course.refuse(&counts, accept_data_loss)?;
        let path = with_first(&models.to.default_namespace, &search_path());
        run_under(spi, course.script(), Some(&path))?;
        return Ok(course.rows(Some(&counts)));
    }
    let plan = diff::plan(&live.schema, &target.schema, hints);
    let probes = engine::probes(&plan);
    let counts = Counts::of(spi, probes.iter().map(String::as_str));
    engine::refuse(&plan, &counts, accept_data_loss)?;
    run(spi, plan.script())?;
    Ok(engine::rows(&plan, Some(&counts)))
}

/// Runs the statements: all or nothing.
pub fn run(spi: &Spi, text: String) -> Result<(), Report> {
    run_under(spi, text, None)
}

/// The same; `path`: where their unqualified names lead, if not where the caller's do.
fn run_under(spi: &Spi, text: String, path: Option<&str>) -> Result<(), Report> {
    let texts = [("", Cow::from(text))];
    let scripts = scripts(&texts)?;
    let before = Before::look(spi, &scripts);
    let subxact = Subxact::begin();
    let scope = Settings::open();
    // A body may name what comes later.
    scope.set("check_function_bodies", "off");
    if let Some(path) = path {
        scope.set("search_path", path);
    }
    match apply::run(spi, &scripts[0], &before) {
        Ok(()) => {
            scope.close();
            subxact.commit();
            Ok(())
        }
        Err(failure) => {
            let report = failure.report("Nothing was done.");
            subxact.rollback();
            Err(report)
        }
    }
}
