//! What a migration that stopped half-way has left in the schema, for who resolves it.

use super::replay::document;
use super::verify::against;
use crate::server::rows::{Cell, Row};
use crate::server::schema::watch;
use crate::server::spi::Spi;
use crate::server::store;
use migrate_core::bundle::Bundle;
use migrate_core::history::Standing;
use migrate_core::Report;
use serde_json::json;
use std::collections::HashSet;

/// How many differences are named.
const NAMED: usize = 10;

/// The schema beside the one that the texts of the applied migrations make.
pub fn beside_texts(spi: &Spi, bundle: &Bundle<'_>) -> Result<String, Report> {
    let recorded = store::recorded()?;
    let applied: HashSet<&str> = recorded
        .iter()
        .filter(|r| r.standing.is_done())
        .map(|r| r.name.as_str())
        .collect();
    let migrations: Vec<_> = bundle
        .migrations
        .iter()
        .filter(|m| applied.contains(m.name.as_ref()))
        .map(|m| json!({"name": m.name, "sql": m.sql, "checksum": m.checksum}))
        .collect();
    let texts = json!({"order": "given", "migrations": migrations}).to_string();
    let found = document(&texts).and_then(|replayed| against(spi, &replayed));
    Ok(match found {
        Ok(rows) => said(
            "what the applied migrations make",
            &rows.iter().map(named).collect::<Vec<_>>(),
            "migrate.verify(<the applied migrations>)",
        ),
        Err(report) => format!(
            "the schema could not be compared with what the migrations make: {}",
            report.message
        ),
    })
}

/// The schema beside the one that was recorded before it.
pub fn beside_recorded(spi: &Spi, standing: Standing, taken: bool) -> Result<String, Report> {
    const ASK: &str =
        "with the bundle as the third argument it is compared with what the migrations make";
    if taken || standing != Standing::RolledBack {
        return Ok(format!("the schema was taken as it is; {ASK}"));
    }
    Ok(match watch::look(spi)? {
        watch::Standing::Unknown => format!("no schema was recorded before it; {ASK}"),
        watch::Standing::AsExpected => said("the schema before it", &[], ""),
        watch::Standing::Drifted(drift) => {
            let differences = drift.differences();
            let names: Vec<String> = differences
                .iter()
                .map(|d| format!("{} {} {}", d.subject, d.display, d.change.as_str()))
                .collect();
            said("the schema before it", &names, "migrate.drift()")
        }
    })
}

fn named(row: &Row) -> String {
    let words = row.iter().take(3).filter_map(|cell| match cell {
        Cell::Text(text) => Some(text.as_str()),
        _ => None,
    });
    words.collect::<Vec<_>>().join(" ")
}

fn said(to: &str, names: &[String], look: &str) -> String {
    let plural = if names.len() == 1 { "" } else { "s" };
    match names.len() {
        0 => format!("the schema is as it should be: no difference to {to}"),
        n if n <= NAMED => format!(
            "{n} difference{plural} to {to}: {}; SELECT * FROM {look}",
            names.join(", ")
        ),
        n => format!(
            "{n} differences to {to}: {} and more; SELECT * FROM {look}",
            names[..NAMED].join(", ")
        ),
    }
}
