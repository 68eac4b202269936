//! The end of a history: a reset forgets it.

use super::owner::as_owner;
use super::rows::Cell;
use super::spi::Spi;
use migrate_core::Report;

/// Forgets all migrations of our own tables. Their texts stay until `prune`: a worker that records a failed attempt must not
/// have to wait for this transaction.
pub fn history(spi: &Spi) -> Result<(), Report> {
    as_owner(|| {
        spi.write("DELETE FROM migrate.replaced", &[]);
        spi.write("DELETE FROM migrate.migrations", &[]);
        Ok(())
    })
}

/// The texts of which neither the history nor an attempt speaks any more.
pub fn prune(spi: &Spi) -> Result<(), Report> {
    as_owner(|| {
        spi.write(include_str!("../../sql/queries/prune_scripts.sql"), &[]);
        Ok(())
    })
}

/// The texts that the history has.
pub fn texts(spi: &Spi) -> Result<Vec<String>, Report> {
    let rows = as_owner(|| {
        let query =
            "SELECT s.sql FROM migrate.scripts AS s JOIN migrate.migrations AS m USING (checksum)";
        Ok(spi.read(query, &[]))
    })?;
    let cells = rows.into_iter().flatten();
    Ok(cells.filter_map(Cell::into_text).collect())
}
