//! `migrate.live()`

use crate::server::args::Args;
use crate::server::entry::{Answer, Outcome};
use crate::server::rows::Cell;
use crate::server::schema::{self, recent, Sight};
use crate::server::spi::Spi;
use crate::sql_function;
use migrate_core::schema::json;

sql_function!(migrate_live => live);

fn live(_args: &Args) -> Outcome {
    let spi = Spi::connect();
    let sight = Sight::now();
    let assembled = schema::live(&spi)?;
    drop(spi);
    let document = json::write(&assembled.schema);
    recent::remember(sight, &document.fingerprint);
    Ok(Answer::Value(Cell::Json(document.text)))
}
