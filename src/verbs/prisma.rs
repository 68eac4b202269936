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

/// The first fault with its place; where there are more, all of them as Prisma shows them.
pub fn invalid(errors: Errors) -> Report {
    let Some(first) = errors.0.first() else {
        return Report::new("42601", "P1012");
    };
    let (file, line, column) = (&first.file, first.line, first.column);
    let message = format!("P1012: {file}:{line}:{column}: {}", first.message);
    let place = format!("{file}, line {line}, column {column}\n{}", first.excerpt);
    let report = Report::new("42601", message).context(place);
    match errors.0.len() {
        1 => report,
        n => report.detail(format!("{n} errors:\n{}", errors.to_string().trim_end())),
    }
}
