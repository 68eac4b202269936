//! `migrate.expected()`

use crate::server::args::Args;
use crate::server::entry::{Answer, Outcome};
use crate::server::rows::Cell;
use crate::server::schema::ignored::ignored;
use crate::server::schema::snapshot;
use crate::sql_function;
use migrate_core::schema::part::Part;
use migrate_core::schema::{ignore, json};

sql_function!(migrate_expected => expected);

fn expected(_args: &Args) -> Outcome {
    let Some((text, _)) = snapshot::document()? else {
        return Ok(Answer::Value(Cell::Null));
    };
    let patterns = ignored()?;
    if patterns.is_empty() {
        return Ok(Answer::Value(Cell::Json(text)));
    }
    let schema = json::read(&text).map_err(snapshot::unreadable)?;
    let whole = Part {
        schema,
        origins: None,
    };
    let part = ignore::without(whole, &patterns);
    Ok(Answer::Value(Cell::Json(json::write(&part.schema).text)))
}
