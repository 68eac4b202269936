//! `migrate.expected()`

use crate::server::args::Args;
use crate::server::entry::{Answer, Outcome};
use crate::server::rows::Cell;
use crate::server::schema::ignored::ignored;
use crate::server::schema::snapshot;
use crate::sql_function;
use migrate_core::schema::{ignore, json};

sql_function!(migrate_expected => expected);

fn expected(_args: &Args) -> Outcome {
    let patterns = ignored()?;
    let text = match patterns.is_empty() {
        true => snapshot::document()?,
        false => snapshot::schema()?.map(|(schema, origins)| {
            let (schema, _) = ignore::without(schema, origins, &patterns);
            json::write(&schema).text
        }),
    };
    Ok(Answer::Value(text.map_or(Cell::Null, Cell::Json)))
}
