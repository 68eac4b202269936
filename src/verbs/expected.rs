//! `migrate.expected()`

use crate::server::args::Args;
use crate::server::entry::{Answer, Outcome};
use crate::server::rows::Cell;
use crate::server::schema::{scoped, snapshot};
use crate::sql_function;

sql_function!(migrate_expected => expected);

fn expected(_args: &Args) -> Outcome {
    Ok(Answer::Value(match snapshot::document()? {
        Some((text, _)) => Cell::Json(scoped(text)?),
        None => Cell::Null,
    }))
}
