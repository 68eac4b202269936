//! The catalog as a schema value. Read with a fixed number of queries, whatever the number of objects.

mod families;
pub mod ignored;
mod present;
mod read;
pub mod recent;
mod sight;
mod signature;
pub mod snapshot;
mod unchanged;
pub mod watch;

pub use sight::Sight;
pub use watch::live;

use crate::server::session::Settings;
use crate::server::spi::Spi;
use migrate_core::schema::part::Part;
use migrate_core::schema::{ignore, json, Schema};
use migrate_core::Report;

/// The schema of a database that has no tables of ours.
pub fn of_database(spi: &Spi) -> Schema {
    read::live(spi).schema
}

/// Values are written so that every session reads them the same.
pub fn plain_settings(scope: &Settings) {
    read::SETTINGS
        .iter()
        .for_each(|(name, value)| scope.set(name, value));
}

/// A recorded document, or that of another database, without what this one's project ignores.
pub fn scoped(document: String) -> Result<String, Report> {
    let patterns = ignored::ignored()?;
    let schema = json::read(&document).map_err(snapshot::unreadable)?;
    let part = ignore::without(Part::from(schema), &patterns);
    Ok(json::write(&part.schema).text)
}
