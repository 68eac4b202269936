//! One migration in place of many: what they make of an empty database, schema and rows.

mod contents;
mod loose;
mod name;
mod odd;

pub use contents::{settled, Contents, Holder, Table};
pub use name::name;
pub use odd::{fillers, oddities, writers, Oddity};

use crate::bundle::Migration;
use crate::diff::{plan, Impossible, Renames};
use crate::error::{called, list};
use crate::schema::Schema;

/// The text of the migration that makes this schema with these rows, or what no statements make. `first`
/// are statements about the whole server, which no schema shows.
pub fn text(
    replaced: &[Migration<'_>],
    first: &[String],
    schema: &Schema,
    contents: &Contents,
) -> Result<String, Vec<Impossible>> {
    let mut text = title(replaced);
    if !first.is_empty() {
        text += "\n-- For the whole server\n";
        text.extend(first.iter().map(|statement| format!("{statement};\n")));
    }
    let empty = Schema::empty(schema.server);
    let stages = match contents.has_rows() {
        true => vec![empty, loose::before_rows(schema), schema.clone()],
        false => vec![empty, schema.clone()],
    };
    for (i, stage) in stages.windows(2).enumerate() {
        let plan = plan(&stage[0], &stage[1], &Renames::none());
        if !plan.impossible.is_empty() {
            return Err(plan.impossible);
        }
        let script = plan.script();
        if !script.is_empty() {
            text += "\n";
            text += &script;
        }
        if i == 0 {
            text += &contents.rows_script();
        }
    }
    Ok(text + &contents.rest_script())
}

fn title(replaced: &[Migration<'_>]) -> String {
    let names: Vec<String> = replaced.iter().map(|m| m.name.to_string()).collect();
    format!(
        "-- Squashed from {} migrations: {}\n",
        names.len(),
        list(&names)
    )
}

/// Where a statement is, for a message.
pub fn place(migration: &str, statement: usize) -> String {
    format!("{}, statement {}", called(migration), statement + 1)
}
