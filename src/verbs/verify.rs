//! `migrate.verify(migrations)`

use super::replay::document;
use crate::server::args::Args;
use crate::server::entry::{Answer, Outcome};
use crate::server::rows::{Cell, Row};
use crate::server::running;
use crate::server::schema::{self, snapshot};
use crate::server::spi::Spi;
use crate::sql_function;
use migrate_core::drift::{compare, Difference};
use migrate_core::schema::part::Part;
use migrate_core::schema::{json, owner};
use migrate_core::Report;

sql_function!(migrate_verify => verify);

fn verify(args: &Args) -> Outcome {
    running::refuse("migrate.verify")?;
    let replayed = document(&args.required(0, "migrations")?)?;
    Ok(Answer::rows(against(&Spi::connect(), &replayed)?))
}

/// How the database differs from a document: a row for each difference.
pub fn against(spi: &Spi, replayed: &str) -> Result<Vec<Row>, Report> {
    let mut expected = json::read(replayed).map_err(snapshot::unreadable)?;
    let mut live = schema::live(spi)?.schema;
    owner::agree(&mut expected, &mut live);
    let part = |schema| Part::from(schema);
    let (expected, live) = (part(expected), part(live));
    Ok(compare(&expected, &live).iter().map(row).collect())
}

fn row(difference: &Difference<'_>) -> Row {
    let (expected, actual) = difference.definitions();
    let json =
        |value: Option<serde_json::Value>| value.map_or(Cell::Null, |v| Cell::Json(v.to_string()));
    vec![
        difference.subject.to_string().into(),
        difference.display.as_str().into(),
        difference.change.as_str().into(),
        difference.detail().into(),
        json(expected),
        json(actual),
    ]
}
