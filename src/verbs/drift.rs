//! `migrate.drift()`

use crate::server::args::Args;
use crate::server::entry::{Answer, Outcome};
use crate::server::rows::{Cell, Row};
use crate::server::schema::watch::{self, Standing};
use crate::server::spi::Spi;
use crate::sql_function;
use migrate_core::drift::Difference;
use migrate_core::Report;

sql_function!(migrate_drift => drift);

fn drift(_args: &Args) -> Outcome {
    let spi = Spi::connect();
    match watch::look(&spi)? {
        Standing::Unknown => Err(unknown()),
        Standing::AsExpected => Ok(Answer::none()),
        Standing::Drifted(drift) => Ok(Answer::rows(drift.differences().iter().map(row).collect())),
    }
}

fn unknown() -> Report {
    Report::new("55000", "no schema was recorded to compare the database with").hint(
        "migrate.deploy, CALL migrate.rollout, migrate.baseline and migrate.resolve(…, 'applied') record it.",
    )
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
        Cell::Null,
        Cell::Null,
        Cell::Null,
        Cell::Null,
        Cell::Null,
        Some(difference.attributes())
            .filter(|a| !a.is_empty())
            .into(),
        json(expected),
        json(actual),
    ]
}
