//! A plan of the engine (`migrate_core::diff`) as rows, and what to refuse of it.

use crate::server::probes::Counts;
use crate::server::rows::{Cell, Row};
use migrate_core::diff::{Hazard, HazardKind, Impossible, Plan, Step};
use migrate_core::Report;
use serde_json::{json, Value};

/// The queries that count what the hazards are about.
pub fn probes(plan: &Plan) -> Vec<String> {
    let hazards = plan.steps.iter().flat_map(|step| &step.hazards);
    hazards.filter_map(|hazard| hazard.probe.clone()).collect()
}

pub fn count(counts: Option<&Counts>, hazard: &Hazard) -> Option<i64> {
    counts?.get(hazard.probe.as_ref()?)
}

/// The rows of `diff` and `push`.
pub fn rows(plan: &Plan, counts: Option<&Counts>) -> Vec<Row> {
    let impossible = plan.impossible.iter().map(impossible);
    let steps = plan.steps.iter().map(|step| row(step, counts));
    impossible.chain(steps).collect()
}

/// A step as a row.
pub fn row(step: &Step, counts: Option<&Counts>) -> Row {
    let hazards: Vec<Value> = step.hazards.iter().map(|h| hazard(h, counts)).collect();
    vec![
        Cell::Int(step.number as i32),
        step.kind.to_string().into(),
        step.object.as_str().into(),
        step.change.as_str().into(),
        statements(&step.sql).into(),
        Cell::Json(Value::Array(hazards).to_string()),
    ]
}

/// Statements as the text of a row.
pub fn statements(sql: &[String]) -> String {
    let sql: Vec<String> = sql.iter().map(|s| format!("{s};")).collect();
    sql.join("\n")
}

fn hazard(hazard: &Hazard, counts: Option<&Counts>) -> Value {
    let mut value = json!({"kind": hazard.kind.as_str(), "message": hazard.message});
    if let HazardKind::Lock { level, relation } = &hazard.kind {
        value["lock"] = json!(level);
        value["relation"] = json!(relation);
    }
    if let Some(count) = count(counts, hazard) {
        value["count"] = json!(count);
        value["message"] = json!(hazard.message_of(count));
    }
    value
}

fn impossible(no: &Impossible) -> Row {
    let why = json!([{"kind": "impossible", "message": no.reason}]);
    vec![
        Cell::Null,
        no.kind.as_str().into(),
        no.object.as_str().into(),
        "impossible".into(),
        Cell::Null,
        Cell::Json(why.to_string()),
    ]
}

/// Refuses what no statements can do.
pub fn refuse_impossible(plan: &Plan) -> Result<(), Report> {
    if plan.impossible.is_empty() {
        return Ok(());
    }
    let lines = plan
        .impossible
        .iter()
        .map(|no| format!("{} {}: {}", no.kind, no.object, no.reason));
    Err(Report::new(
        "0A000",
        "the schema cannot be made equal to the target without losing what is there",
    )
    .detail(lines.collect::<Vec<_>>().join("\n"))
    .hint("Drop by hand what is in the way, or change the target. migrate.diff shows all the other steps."))
}

/// Refuses what cannot be done, what would fail on the data, and what would lose data unless that is
/// accepted.
pub fn refuse(plan: &Plan, counts: &Counts, accept_data_loss: bool) -> Result<(), Report> {
    refuse_impossible(plan)?;
    let found = |kind: HazardKind, unknown: bool| {
        let all = plan.steps.iter().flat_map(|step| &step.hazards);
        let of_kind = all.filter(|hazard| hazard.kind == kind);
        let lines = of_kind.filter_map(|hazard| match count(Some(counts), hazard) {
            Some(0) => None,
            Some(n) => Some(hazard.message_of(n)),
            None => unknown.then(|| hazard.message.clone()),
        });
        lines.collect::<Vec<_>>()
    };
    refuse_data(found(HazardKind::MayFail, false))?;
    let needs_commit = found(HazardKind::NeedsCommit, true);
    if !needs_commit.is_empty() {
        return Err(Report::new("55P04", "this needs a commit in between, and all of it is to be done in one transaction")
            .detail(needs_commit.join("\n"))
            .hint("SELECT migrate.script(migrate.live(), <target>) gives the statements: CALL migrate.rollout with them."));
    }
    refuse_loss(found(HazardKind::DataLoss, true), accept_data_loss)
}

/// Refuses what the data are in the way of.
pub fn refuse_data(lines: Vec<String>) -> Result<(), Report> {
    match lines.is_empty() {
        true => Ok(()),
        false => Err(Report::new(
            "55000",
            "the data are in the way of the new schema; nothing was done",
        )
        .detail(lines.join("\n"))
        .hint("Change the data first.")),
    }
}

/// Refuses to lose data, unless that is accepted.
pub fn refuse_loss(lines: Vec<String>, accepted: bool) -> Result<(), Report> {
    match lines.is_empty() || accepted {
        true => Ok(()),
        false => Err(Report::new("55000", "data would be lost; nothing was done")
            .detail(lines.join("\n"))
            .hint("accept_data_loss => true does it. Where something is only to get another name, say so: renames => '{\"public.users.name\": \"full_name\"}'.")),
    }
}
