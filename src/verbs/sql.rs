//! `migrate.sql(text)`

use super::pending::scripts;
use crate::server::args::Args;
use crate::server::entry::{Answer, Outcome};
use crate::server::rows::Cell;
use crate::server::running;
use crate::server::schema::scoped;
use crate::server::shadow;
use crate::server::spi::Spi;
use crate::sql_function;
use migrate_core::sqltext::prepare;

sql_function!(migrate_sql => sql);

fn sql(args: &Args) -> Outcome {
    running::refuse("migrate.sql")?;
    let text = args.required(0, "text")?;
    // A text has no name of a migration.
    let texts = [("", prepare("", &text).map_err(|e| e.report())?)];
    let document = shadow::replay(&Spi::connect(), &scripts(&texts)?)?;
    Ok(Answer::Value(Cell::Json(scoped(document)?)))
}
