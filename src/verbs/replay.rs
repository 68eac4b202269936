//! `migrate.replay(migrations)`

use super::pending::{scripts, texts};
use crate::server::args::Args;
use crate::server::entry::{Answer, Outcome};
use crate::server::rows::Cell;
use crate::server::running;
use crate::server::schema::scoped;
use crate::server::shadow;
use crate::server::spi::Spi;
use crate::sql_function;
use migrate_core::bundle::Bundle;
use migrate_core::Report;

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
    let texts = texts(&bundle, &all)?;
    scoped(shadow::replay(&Spi::connect(), &scripts(&texts)?)?)
}
