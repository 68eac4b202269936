//! `migrate.diff(from, to, renames)` and `migrate.script(from, to, renames)`

use super::engine;
use super::in_prisma::Course;
use crate::server::args::Args;
use crate::server::entry::{Answer, Outcome};
use crate::server::probes::Counts;
use crate::server::schema::{self, recent};
use crate::server::spi::Spi;
use crate::sql_function;
use migrate_core::diff::Renames;
use migrate_core::prisma::between::{Models, Side};
use migrate_core::prisma::value::Source;
use migrate_core::schema::{json, Schema};
use migrate_core::Report;

sql_function!(migrate_diff => rows);
sql_function!(migrate_script => script);

fn rows(args: &Args) -> Outcome {
    let (from, to, hints) = arguments(args)?;
    if let Some(models) = Models::of(&from, &to, &hints) {
        let course = Course::to_read(&models);
        let counts = counts_of(&from, course.probes())?;
        return Ok(Answer::rows(course.rows(counts.as_ref())));
    }
    let plan = migrate_core::diff::plan(&from.schema, &to.schema, &hints);
    let counts = counts_of(&from, engine::probes(&plan))?;
    Ok(Answer::rows(engine::rows(&plan, counts.as_ref())))
}

fn script(args: &Args) -> Outcome {
    let (from, to, hints) = arguments(args)?;
    if let Some(models) = Models::of(&from, &to, &hints) {
        return Ok(Answer::Value(Course::to_read(&models).script().into()));
    }
    let plan = migrate_core::diff::plan(&from.schema, &to.schema, &hints);
    engine::refuse_impossible(&plan)?;
    let counts = counts_of(&from, engine::probes(&plan))?;
    let warnings = plan.warnings(|hazard| engine::count(counts.as_ref(), hazard));
    Ok(Answer::Value((warnings + &plan.script()).into()))
}

fn arguments(args: &Args) -> Result<(Side, Side, Renames), Report> {
    let (from, to) = (side(args, 0, "from")?, side(args, 1, "to")?);
    let hints = renames(args.text(2)?.as_deref(), &from.schema, &to.schema)?;
    Ok((from, to, hints))
}

/// A schema value that the caller gave.
pub fn side(args: &Args, n: usize, name: &str) -> Result<Side, Report> {
    let text = args.required(n, name)?;
    let wrong = |why: String| {
        Report::new("22023", format!("{name} is no schema value: {why}"))
            .hint("migrate.live(), expected(), empty(), sql(text), prisma(text) and replay(migrations) make one.")
    };
    let schema = json::read(&text).map_err(wrong)?;
    let source = Source::of(&text);
    let prisma = source.map(|source| source.read().map_err(|errors| wrong(errors.to_string())));
    Ok(Side {
        schema,
        prisma: prisma.transpose()?,
    })
}

/// What is to get another name.
pub fn renames(json: Option<&str>, from: &Schema, to: &Schema) -> Result<Renames, Report> {
    let read = |json| Renames::read(json, from, to).map_err(|why| Report::new("22023", why));
    json.map_or_else(|| Ok(Renames::none()), read)
}

/// What the hazards are about, counted where the schema that is to be changed is this database's.
fn counts_of(from: &Side, probes: Vec<String>) -> Result<Option<Counts>, Report> {
    if probes.is_empty() || from.prisma.is_some() {
        return Ok(None);
    }
    let spi = Spi::connect();
    let live = match recent::fingerprint() {
        Some(known) => known,
        None => json::fingerprint(&schema::live(&spi)?.schema),
    };
    let is_live = live == json::fingerprint(&from.schema);
    Ok(is_live.then(|| Counts::of(&spi, probes.iter().map(String::as_str))))
}
