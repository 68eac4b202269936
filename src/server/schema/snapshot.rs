//! The recorded schema in its table: `migrate.snapshots`, one row.

use crate::server::identity::current_user;
use crate::server::owner::as_owner;
use crate::server::rows::{Cell, Row};
use crate::server::scan::{self, Seen};
use crate::server::spi::Spi;
use migrate_core::schema::assemble::Origin;
use migrate_core::schema::json::{self, Document};
use migrate_core::Report;
use pgrx::pg_sys;

/// What is kept beside the schema itself.
#[derive(Debug, Clone)]
pub struct Snapshot {
    /// Whether it was recorded in this very database, and not where it was restored from.
    pub here: bool,
    pub signature: String,
    /// Of the migrations that make it (`migrate_core::proof`); empty where that is not known.
    pub proof: String,
    /// When it was recorded; another is another time.
    pub taken_at: Cell,
}

/// The recorded schema's facts, without the schema.
pub fn read() -> Result<Option<Snapshot>, Report> {
    let columns = [
        (c"database", pg_sys::TEXTOID),
        (c"signature", pg_sys::TEXTOID),
        (c"taken_at", pg_sys::TIMESTAMPTZOID),
        (c"proof", pg_sys::TEXTOID),
    ];
    let here = database();
    let rows = scan::rows(c"snapshots", &columns, Seen::Now, |cells| {
        let [database, signature, taken_at, proof] = cells else {
            return None;
        };
        Some(Snapshot {
            here: database.take().into_text()? == here,
            signature: signature.take().into_text()?,
            taken_at: taken_at.take(),
            proof: proof.take().into_text()?,
        })
    })?;
    Ok(rows.into_iter().next())
}

/// A schema in writing, and where its objects are if that was in this database.
pub type Written = (String, Option<Vec<Origin>>);

/// The recorded schema.
pub fn document() -> Result<Option<Written>, Report> {
    let columns = [
        (c"schema", pg_sys::TEXTOID),
        (c"origins", pg_sys::TEXTOID),
        (c"database", pg_sys::TEXTOID),
    ];
    let here = database();
    let rows = scan::rows(c"snapshots", &columns, Seen::Now, |cells| {
        let mut texts = cells.iter_mut().map(|c| c.take().into_text());
        Some((texts.next()??, texts.next()??, texts.next()??))
    })?;
    Ok(rows.into_iter().next().map(|(text, origins, database)| {
        let origins = (database == here).then(|| json::read_origins(&origins));
        (text, origins.flatten())
    }))
}

/// The error for a recorded schema that somebody has changed.
pub fn unreadable(why: String) -> Report {
    Report::new(
        "XX001",
        format!("the recorded schema cannot be read: {why}"),
    )
    .hint("Record it again: deploy a migration, or resolve one as applied.")
}

/// Records a schema in place of the one before.
pub fn record(
    spi: &Spi,
    verb: &str,
    document: &Document,
    origins: &[Origin],
    signature: &str,
    proof: &str,
) -> Result<(), Report> {
    let args = [
        document.fingerprint.as_str().into(),
        document.text.as_str().into(),
        current_user().into(),
        verb.into(),
        database().into(),
        signature.into(),
        json::write_origins(origins).into(),
        proof.into(),
    ];
    as_owner(|| {
        spi.write(include_str!("../../../sql/queries/snapshot.sql"), &args);
        Ok(())
    })
}

/// Records that the recorded schema is what migrations make.
pub fn prove(spi: &Spi, proof: &str) -> Result<(), Report> {
    as_owner(|| {
        spi.write(
            include_str!("../../../sql/queries/prove.sql"),
            &[proof.into()],
        );
        Ok(())
    })
}

/// The DDL log since the schema was recorded, oldest first: when, who, command tag, statement and
/// objects.
pub fn log_since(spi: &Spi) -> Result<Vec<Row>, Report> {
    let args = [database().into()];
    as_owner(|| Ok(spi.read(include_str!("../../../sql/queries/ddl_since.sql"), &args)))
}

/// What tells this database from every other.
fn database() -> String {
    // SAFETY: plain look-ups of the server's state.
    unsafe {
        format!(
            "{}/{}",
            pg_sys::GetSystemIdentifier(),
            pg_sys::MyDatabaseId.to_u32()
        )
    }
}
