//! `migrate.empty()`

use crate::server::args::Args;
use crate::server::entry::{Answer, Outcome};
use crate::server::rows::Cell;
use crate::sql_function;
use migrate_core::schema::{json, Schema};
use pgrx::pg_sys;

sql_function!(migrate_empty => empty);

fn empty(_args: &Args) -> Outcome {
    let schema = Schema::empty(pg_sys::PG_MAJORVERSION_NUM);
    Ok(Answer::Value(Cell::Json(json::write(&schema).text)))
}
