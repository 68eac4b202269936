//! `migrate.replay(migrations)`

use super::pending::{scripts, texts};
use crate::server::args::Args;
use crate::server::entry::{Answer, Outcome};
use crate::server::rows::Cell;
use crate::server::running;
use crate::server::schema::{scoped, snapshot};
use crate::server::shadow;
use crate::server::spi::Spi;
use crate::sql_function;
use migrate_core::bundle::Bundle;
use migrate_core::render::quote;
use migrate_core::schema::{json, Schema};
use migrate_core::Report;
use std::borrow::Cow;

sql_function!(migrate_replay => replay);

fn replay(args: &Args) -> Outcome {
    running::refuse("migrate.replay")?;
    let document = document(&args.required(0, "migrations")?)?;
    Ok(Answer::Value(Cell::Json(document)))
}

/// The schema that a bundle makes, without what the project ignores.
pub fn document(json: &str) -> Result<String, Report> {
    let bundle = Bundle::parse(json).map_err(|e| e.report())?;
    let all: Vec<usize> = (0..bundle.migrations.len()).collect();
    made_by(&texts(&bundle, &all)?)
}

/// The schema that some migrations of a bundle make, in a database that has the schema `own`.
pub fn schema(bundle: &Bundle<'_>, which: &[usize], own: Option<&str>) -> Result<Schema, Report> {
    let before = own.map(|own| format!("CREATE SCHEMA IF NOT EXISTS {}", quote::ident(own)));
    let before = before.map(|sql| ("", Cow::from(sql)));
    let texts: Vec<_> = (before.into_iter()).chain(texts(bundle, which)?).collect();
    json::read(&made_by(&texts)?).map_err(snapshot::unreadable)
}

fn made_by(texts: &[(&str, Cow<'_, str>)]) -> Result<String, Report> {
    scoped(shadow::replay(&Spi::connect(), &scripts(texts)?)?)
}
