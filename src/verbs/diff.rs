//! `migrate.diff(from, to, renames)` and `migrate.script(from, to, renames)`

use crate::server::args::Args;
use crate::server::entry::{Answer, Outcome};
use crate::server::probes::Counts;
use crate::server::rows::{Cell, Row};
use crate::server::schema::{self, recent};
use crate::server::spi::Spi;
use crate::sql_function;
use migrate_core::diff::{self, Hazard, HazardKind, Impossible, Plan, Renames, Step};
use migrate_core::schema::{json, Schema};
use migrate_core::Report;
use serde_json::{json, Value};

sql_function!(migrate_diff => rows);
sql_function!(migrate_script => script);

fn rows(args: &Args) -> Outcome {
    let (from, to) = (document(args, 0, "from")?, document(args, 1, "to")?);
    let plan = plan(&from, &to, args.text(2)?.as_deref())?;
    let counts = counts_of(&from, &plan)?;
    let impossible = plan.impossible.iter().map(impossible);
    let steps = plan.steps.iter().map(|step| row(step, counts.as_ref()));
    Ok(Answer::rows(impossible.chain(steps).collect()))
}

fn script(args: &Args) -> Outcome {
    let (from, to) = (document(args, 0, "from")?, document(args, 1, "to")?);
    let plan = plan(&from, &to, args.text(2)?.as_deref())?;
    refuse_impossible(&plan)?;
    let counts = counts_of(&from, &plan)?;
    let warnings = plan.warnings(|hazard| counts.as_ref()?.of_hazard(hazard));
    Ok(Answer::Value((warnings + &plan.script()).into()))
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

/// A schema value that the caller gave.
pub fn document(args: &Args, n: usize, name: &str) -> Result<Schema, Report> {
    json::read(&args.required(n, name)?).map_err(|why| {
        Report::new("22023", format!("{name} is no schema value: {why}"))
            .hint("migrate.live(), expected(), empty(), sql(text) and replay(migrations) make one.")
    })
}

/// What leads from one schema to the other.
pub fn plan(from: &Schema, to: &Schema, renames: Option<&str>) -> Result<Plan, Report> {
    let renames = match renames {
        Some(json) => Renames::read(json, from, to).map_err(|why| Report::new("22023", why))?,
        None => Renames::none(),
    };
    Ok(diff::plan(from, to, &renames))
}

/// What the hazards are about, counted where the schema that is to be changed is this database's.
fn counts_of(from: &Schema, plan: &Plan) -> Result<Option<Counts>, Report> {
    let mut hazards = plan.steps.iter().flat_map(|step| &step.hazards);
    if hazards.all(|hazard| hazard.probe.is_none()) {
        return Ok(None);
    }
    let spi = Spi::connect();
    let live = match recent::fingerprint() {
        Some(known) => known,
        None => json::fingerprint(&schema::live(&spi)?.schema),
    };
    Ok((live == json::fingerprint(from)).then(|| Counts::of(&spi, plan)))
}

/// A step as a row of `diff` and `push`.
pub fn row(step: &Step, counts: Option<&Counts>) -> Row {
    let hazards: Vec<Value> = step.hazards.iter().map(|h| hazard(h, counts)).collect();
    let sql: Vec<String> = step.sql.iter().map(|s| format!("{s};")).collect();
    vec![
        Cell::Int(step.number as i32),
        step.kind.as_str().into(),
        step.object.as_str().into(),
        step.change.as_str().into(),
        sql.join("\n").into(),
        Cell::Json(Value::Array(hazards).to_string()),
    ]
}

fn hazard(hazard: &Hazard, counts: Option<&Counts>) -> Value {
    let mut value = json!({"kind": hazard.kind.as_str(), "message": hazard.message});
    if let HazardKind::Lock { level, relation } = &hazard.kind {
        value["lock"] = json!(level);
        value["relation"] = json!(relation);
    }
    if let Some(count) = counts.and_then(|counts| counts.of_hazard(hazard)) {
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
