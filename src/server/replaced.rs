//! What recorded migrations stand for: `migrate.replaced`.

use super::owner::as_owner;
use super::scan::{self, Seen};
use super::spi::Spi;
use migrate_core::adopt::lessons::in_words_of;
use migrate_core::bundle::{Bundle, Migration};
use migrate_core::history::Recorded;
use migrate_core::replaces::{self, Replaced};
use migrate_core::Report;
use pgrx::pg_sys;

pub use migrate_core::replaces::Settled;

/// Bundle and history in the same words.
pub fn settle<'b, 'a>(
    spi: &Spi,
    bundle: &'b Bundle<'a>,
    recorded: Vec<Recorded>,
) -> Result<Settled<'b, 'a>, Report> {
    let text = |name: &str| super::store::text(spi, name);
    let (origins, recorded): (Vec<usize>, Vec<Recorded>) =
        in_words_of(bundle, recorded).into_iter().unzip();
    let mut settled = replaces::settle(bundle, recorded, &mapping()?, &text);
    settled.rows.iter_mut().for_each(|row| *row = origins[*row]);
    Ok(settled)
}

/// As committed now.
fn mapping() -> Result<Vec<Replaced>, Report> {
    let columns = [
        (c"position", pg_sys::INT8OID),
        (c"replaced_by", pg_sys::TEXTOID),
        (c"name", pg_sys::TEXTOID),
        (c"checksum", pg_sys::TEXTOID),
    ];
    let mut rows = scan::rows(c"replaced", &columns, Seen::Now, |cells| {
        let place = cells[0].as_long();
        let mut texts = cells[1..].iter_mut().map(|cell| cell.take().into_text());
        let replaced = Replaced {
            by: texts.next()??,
            name: texts.next()??,
            checksum: texts.next()??,
        };
        Some((place, replaced))
    })?;
    rows.sort_by_key(|(place, _)| *place);
    Ok(rows.into_iter().map(|(_, replaced)| replaced).collect())
}

/// Keeps what a migration that is recorded replaces.
pub fn record(spi: &Spi, migration: &Migration<'_>) -> Result<(), Report> {
    if migration.replaces.is_empty() {
        return Ok(());
    }
    let part =
        |r: Replaced| serde_json::json!({"by": r.by, "name": r.name, "checksum": r.checksum});
    let parts: serde_json::Value = replaces::mapping(migration).into_iter().map(part).collect();
    as_owner(|| {
        let query = include_str!("../../sql/queries/replaced.sql");
        spi.write(query, &[parts.to_string().into()]);
        Ok(())
    })
}
