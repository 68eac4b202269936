//! `migrate.drift()`

use crate::server::args::Args;
use crate::server::entry::{Answer, Outcome};
use crate::server::rows::{Cell, Row};
use crate::server::schema::snapshot;
use crate::server::schema::watch::{self, Drift, Standing};
use crate::server::spi::Spi;
use crate::sql_function;
use migrate_core::drift::{blame, Cure, Cures, Difference, Entry};
use migrate_core::Report;

sql_function!(migrate_drift => drift);

fn drift(_args: &Args) -> Outcome {
    let spi = Spi::connect();
    match watch::look(&spi)? {
        Standing::Unknown => Err(unknown()),
        Standing::AsExpected => Ok(Answer::none()),
        Standing::Drifted(drift) => Ok(Answer::rows(rows(&spi, &drift)?)),
    }
}

/// The error where there is nothing to compare with.
pub fn unknown() -> Report {
    Report::new("55000", "no schema was recorded to compare the database with").hint(
        "migrate.deploy, CALL migrate.rollout, migrate.baseline and migrate.resolve(name, 'applied') record it.",
    )
}

fn rows(spi: &Spi, drift: &Drift) -> Result<Vec<Row>, Report> {
    let log = Log::since(spi)?;
    let around = drift.around();
    let cures = Cures::new(&around);
    let differences = drift.differences();
    let row = |difference: &Difference<'_>| {
        let by = blame(difference, &drift.expected, &drift.live, &log.entries);
        row(
            difference,
            cures.of(difference),
            by.map(|i| log.who[i].clone()),
        )
    };
    Ok(differences.iter().map(row).collect())
}

/// The entries of the DDL log, and who, when and with which statement for each.
struct Log {
    entries: Vec<Entry>,
    who: Vec<[Cell; 3]>,
}

impl Log {
    fn since(spi: &Spi) -> Result<Self, Report> {
        let mut log = Log {
            entries: Vec::new(),
            who: Vec::new(),
        };
        for row in snapshot::log_since(spi)? {
            let Ok([at, by, tag, statement, objects]) = <[Cell; 5]>::try_from(row) else {
                continue;
            };
            log.who.push([by, at, statement.clone()]);
            let objects = objects.into_text().unwrap_or_default();
            let tag = tag.into_text().unwrap_or_default();
            log.entries
                .push(Entry::read(tag, statement.into_text(), &objects));
        }
        Ok(log)
    }
}

fn row(difference: &Difference<'_>, cure: Cure, by: Option<[Cell; 3]>) -> Row {
    let (expected, actual) = difference.definitions();
    let json =
        |value: Option<serde_json::Value>| value.map_or(Cell::Null, |v| Cell::Json(v.to_string()));
    let [who, at, statement] = by.unwrap_or([Cell::Null, Cell::Null, Cell::Null]);
    vec![
        difference.subject.to_string().into(),
        difference.display.as_str().into(),
        difference.change.as_str().into(),
        difference.detail().into(),
        cure.undo.into(),
        cure.adopt.into(),
        who,
        at,
        statement,
        Some(difference.attributes())
            .filter(|a| !a.is_empty())
            .into(),
        json(expected),
        json(actual),
    ]
}
