//! `migrate.prisma(text)`

use crate::server::args::Args;
use crate::server::entry::{Answer, Outcome};
use crate::server::rows::Cell;
use crate::sql_function;
use migrate_core::prisma::psl::Errors;
use migrate_core::prisma::value::Source;
use migrate_core::Report;
use pgrx::pg_sys;

sql_function!(migrate_prisma => prisma);

fn prisma(args: &Args) -> Outcome {
    let text = args.required(0, "schema")?;
    let default_schema = args.required(1, "default_schema")?;
    let source = Source::new(&text, &default_schema).map_err(|why| {
        Report::new("22023", format!("schema is no Prisma schema: {why}"))
            .hint("Give the text of schema.prisma, or a JSON of several files: {\"name\": \"text\", ...}.")
    })?;
    let document = source
        .document(pg_sys::PG_MAJORVERSION_NUM)
        .map_err(invalid)?;
    Ok(Answer::Value(Cell::Json(document)))
}

/// The first fault with its place in the message, all of them as Prisma shows them in the detail.
pub fn invalid(errors: Errors) -> Report {
    let first = errors.0.first().map_or_else(String::new, |e| {
        format!("{}:{}:{}: {}", e.file, e.line, e.column, e.message)
    });
    Report::new("42601", format!("P1012: {first}")).detail(errors.to_string().trim_end())
}
