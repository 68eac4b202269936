//! `migrate.push(target, accept_data_loss, renames)`

use super::diff::{document, plan, refuse_impossible, row};
use super::pending::scripts;
use crate::server::apply;
use crate::server::args::Args;
use crate::server::entry::{Answer, Outcome};
use crate::server::leftovers::Before;
use crate::server::probes::Counts;
use crate::server::schema::{self, watch};
use crate::server::session::Settings;
use crate::server::spi::Spi;
use crate::server::subxact::Subxact;
use crate::server::{lock, running, transaction};
use crate::sql_function;
use migrate_core::diff::{HazardKind, Plan};
use migrate_core::Report;
use std::borrow::Cow;

sql_function!(migrate_push => push);

fn push(args: &Args) -> Outcome {
    running::refuse("migrate.push")?;
    let target = document(args, 0, "target")?;
    transaction::refuse_read_only("migrate.push")?;
    let spi = Spi::connect();
    lock::for_transaction(&spi)?;
    let live = schema::live(&spi)?.schema;
    let plan = plan(&live, &target, args.text(2)?.as_deref())?;
    let counts = Counts::of(&spi, &plan);
    refuse(&plan, &counts, args.flag(1))?;
    run(&spi, &plan)?;
    watch::accept(&spi, "push")?;
    Ok(Answer::rows(
        plan.steps
            .iter()
            .map(|step| row(step, Some(&counts)))
            .collect(),
    ))
}

/// Refuses what cannot be done, what would fail on the data, and what would lose data unless that is
/// accepted.
fn refuse(plan: &Plan, counts: &Counts, accept_data_loss: bool) -> Result<(), Report> {
    refuse_impossible(plan)?;
    let found = |kind: HazardKind, unknown: bool| {
        let all = plan.steps.iter().flat_map(|step| &step.hazards);
        let of_kind = all.filter(|hazard| hazard.kind == kind);
        let lines = of_kind.filter_map(|hazard| match counts.of_hazard(hazard) {
            Some(0) => None,
            Some(n) => Some(hazard.message_of(n)),
            None => unknown.then(|| hazard.message.clone()),
        });
        lines.collect::<Vec<_>>()
    };
    let failing = found(HazardKind::MayFail, false);
    if !failing.is_empty() {
        return Err(Report::new(
            "55000",
            "the data are in the way of the new schema; nothing was done",
        )
        .detail(failing.join("\n"))
        .hint("Change the data first."));
    }
    let needs_commit = found(HazardKind::NeedsCommit, true);
    if !needs_commit.is_empty() {
        return Err(Report::new("55P04", "this needs a commit in between, which push does not do")
            .detail(needs_commit.join("\n"))
            .hint("SELECT migrate.script(migrate.live(), <target>) gives the statements: CALL migrate.rollout with them."));
    }
    let lost = found(HazardKind::DataLoss, true);
    if !lost.is_empty() && !accept_data_loss {
        return Err(Report::new("55000", "data would be lost; nothing was done")
            .detail(lost.join("\n"))
            .hint("migrate.push(<target>, accept_data_loss => true) does it. Where something is only to get another name, say so: renames => '{\"public.users.name\": \"full_name\"}'."));
    }
    Ok(())
}

/// Runs the statements: all or nothing.
fn run(spi: &Spi, plan: &Plan) -> Result<(), Report> {
    let texts = [("", Cow::from(plan.script()))];
    let scripts = scripts(&texts)?;
    let before = Before::look(spi, &scripts);
    let subxact = Subxact::begin();
    let scope = Settings::open();
    // A body may name what comes later.
    scope.set("check_function_bodies", "off");
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
