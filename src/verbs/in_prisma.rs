//! A plan of Prisma's (`migrate_core::prisma::diff`) as rows and as a script, and what to refuse of it.

use super::engine::{self, refuse_data, refuse_loss};
use crate::server::probes::Counts;
use crate::server::rows::{Cell, Row};
use migrate_core::prisma::between::Models;
use migrate_core::prisma::diff::{self, Plan, Style};
use migrate_core::prisma::findings::{self, Finding};
use migrate_core::prisma::named::named;
use migrate_core::Report;
use serde_json::{json, Value};

/// What is to be run must work with any rows; what is to be read is as Prisma writes it.
pub fn plan(models: &Models, is_run: bool) -> Plan<'_> {
    let style = if is_run { Style::Safe } else { Style::Prisma };
    diff::plan(&models.from, &models.to, style)
}

pub fn probes(plan: &Plan, models: &Models) -> Vec<String> {
    findings::probes(plan, &models.from)
}

fn found(plan: &Plan, models: &Models, counts: Option<&Counts>) -> Vec<Finding> {
    findings::findings(plan, &models.from, &|probe| counts?.get(probe))
}

/// The rows of `diff` and `push`: first what gets another name, then Prisma's steps.
pub fn rows(plan: &Plan, models: &Models, counts: Option<&Counts>) -> Vec<Row> {
    let findings = found(plan, models, counts);
    let renames = models.renames.iter().map(|step| engine::row(step, None));
    let mut rows: Vec<Row> = renames.collect();
    for (i, step) in plan.steps.iter().enumerate() {
        let own = named(step);
        let hazards = findings.iter().filter(|finding| finding.step == i);
        let hazards: Vec<Value> = hazards.map(hazard).collect();
        rows.push(vec![
            Cell::Int(rows.len() as i32 + 1),
            own.kind.into(),
            own.object.into(),
            own.change.into(),
            engine::statements(&step.statements).into(),
            Cell::Json(Value::Array(hazards).to_string()),
        ]);
    }
    rows
}

fn hazard(finding: &Finding) -> Value {
    let mut value = json!({"kind": finding.kind, "message": finding.message});
    if let Some(count) = finding.count {
        value["count"] = json!(count);
    }
    value
}

/// As `prisma migrate diff --script` writes it; nothing at all where nothing is to be done.
pub fn script(plan: &Plan, models: &Models) -> String {
    with_renames(models, plan.steps.is_empty(), plan.script())
}

/// As `prisma migrate dev` writes it, with all that may be lost.
pub fn migration(plan: &Plan, models: &Models) -> String {
    with_renames(models, plan.steps.is_empty(), plan.migration())
}

fn with_renames(models: &Models, is_empty: bool, script: String) -> String {
    let own = models.renames.iter().map(|step| {
        let title = if step.sql.iter().any(|s| s.contains(" RENAME COLUMN ")) {
            "RenameColumn"
        } else {
            "Rename"
        };
        format!("-- {title}\n{}\n", engine::statements(&step.sql))
    });
    let mut parts: Vec<String> = own.collect();
    if !is_empty {
        parts.push(script);
    }
    parts.join("\n")
}

/// Refuses as `prisma db push` does, but for what was counted and is not there.
pub fn refuse(
    plan: &Plan,
    models: &Models,
    counts: &Counts,
    accept_data_loss: bool,
) -> Result<(), Report> {
    let (refused, warned): (Vec<Finding>, Vec<Finding>) = found(plan, models, Some(counts))
        .into_iter()
        .partition(|finding| finding.refused);
    let lines = |list: Vec<Finding>| list.into_iter().map(|finding| finding.message).collect();
    refuse_data(lines(refused))?;
    refuse_loss(lines(warned), accept_data_loss)
}

/// The warnings, for `dev`.
pub fn warnings(plan: &Plan, models: &Models, counts: &Counts) -> Vec<String> {
    let findings = found(plan, models, Some(counts)).into_iter();
    findings.map(|finding| finding.message).collect()
}
