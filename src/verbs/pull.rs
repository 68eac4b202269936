//! `migrate.pull(format, previous, schemas)`

use super::prisma::invalid;
use crate::server::args::Args;
use crate::server::entry::{Answer, Outcome};
use crate::server::notice::warning;
use crate::server::schema;
use crate::server::spi::Spi;
use crate::sql_function;
use migrate_core::diff::{self, Renames};
use migrate_core::prisma::psl;
use migrate_core::prisma::value::Source;
use migrate_core::prisma::{document, pull as prisma};
use migrate_core::schema::Schema;
use migrate_core::Report;
use serde_json::{Map, Value};

sql_function!(migrate_pull => pull);

fn pull(args: &Args) -> Outcome {
    let format = args.required(0, "format")?;
    let live = schema::live(&Spi::connect())?.schema;
    let text = match &*format {
        "prisma" => in_prisma(args, &live)?,
        "sql" => diff::plan(&Schema::empty(live.server), &live, &Renames::none()).script(),
        other => {
            return Err(Report::new(
                "22023",
                format!("the format is \"prisma\" or \"sql\", not \"{other}\""),
            ))
        }
    };
    Ok(Answer::Value(text.into()))
}

fn in_prisma(args: &Args, live: &Schema) -> Result<String, Report> {
    let previous = args.text(1)?;
    let several =
        (previous.as_deref()).is_some_and(|text| text.trim_start().starts_with(['{', '[']));
    let previous = previous.as_deref().map(read).transpose()?;
    let spoken_of = || previous.as_ref().map(|p| p.model.namespaces.clone());
    let schemas = args.texts(2).or_else(spoken_of);
    let schemas = schemas.unwrap_or_else(|| vec!["public".into()]);
    let default = match schemas.iter().any(|s| s == "public") {
        true => "public",
        false => schemas.first().map_or("public", String::as_str),
    };
    let model = document::read(live, default, &schemas);
    let pulled = prisma::pull(live, &model, previous.as_ref().map(|p| &p.ast));
    for note in &pulled.warnings {
        let about: String = note
            .about
            .iter()
            .map(|what| format!("\n  - {what}"))
            .collect();
        warning(format!("{}{about}", note.text));
    }
    Ok(match several {
        true => {
            let files = pulled.files.into_iter();
            let files: Map<String, Value> = files.map(|(name, text)| (name, text.into())).collect();
            Value::Object(files).to_string()
        }
        false => pulled.files.into_iter().map(|(_, text)| text).collect(),
    })
}

fn read(text: &str) -> Result<psl::Schema, Report> {
    let source = Source::new(text, "public")
        .map_err(|why| Report::new("22023", format!("previous is no Prisma schema: {why}")))?;
    source.read().map_err(invalid)
}
