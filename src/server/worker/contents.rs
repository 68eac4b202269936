//! Reads what a shadow database holds besides its schema.

use crate::server::caught::Caught;
use crate::server::encoding::to_server;
use crate::server::rows::Cell;
use crate::server::schema;
use crate::server::session::Settings;
use crate::server::spi::Spi;
use serde_json::{json, Value};

/// The holders of data, in the form of `migrate_core::squash::Contents`.
pub fn read(spi: &Spi) -> Result<Value, Caught> {
    let scope = Settings::open();
    schema::plain_settings(&scope);
    let mut holders = Vec::new();
    for row in spi.read(include_str!("../../../sql/queries/contents.sql"), &[]) {
        holders.extend(holder(spi, row)?);
    }
    scope.close();
    Ok(json!({ "holders": holders }))
}

/// None where there is nothing in it.
fn holder(spi: &Spi, row: Vec<Cell>) -> Result<Option<Value>, Caught> {
    let mut texts = row.into_iter().map(Cell::into_text);
    let mut next = || texts.next().flatten();
    let (kind, schema, name, columns) = (next(), next(), next(), next());
    let mut holder = json!({"kind": kind, "schema": schema, "name": name});
    let Some(query) = next() else {
        return Ok(Some(holder));
    };
    let rows: Vec<Value> = spi.texts(&to_server(&query))?.iter().map(parsed).collect();
    let Some(first) = rows.first() else {
        return Ok(None);
    };
    match kind.as_deref() {
        Some("sequence") => {
            holder["value"] = first[0].clone();
            holder["called"] = (first[1] == "true").into();
        }
        Some("filled") => holder["value"] = first[0].clone(),
        Some("table") => {
            holder["columns"] = parsed(columns.unwrap_or_default());
            holder["rows"] = rows.into();
        }
        _ => {}
    }
    Ok(Some(holder))
}

fn parsed(text: impl AsRef<str>) -> Value {
    serde_json::from_str(text.as_ref()).unwrap_or_default()
}
