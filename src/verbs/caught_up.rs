//! What the migrations of a folder make, when all of them are applied: what `dev` goes on from.

use super::deploy::bring;
use super::dev::row;
use super::pending::Wish;
use super::picture::Picture;
use super::{diagnosis, replay};
use crate::server::rows::Row;
use crate::server::schema::watch::{self, Standing};
use crate::server::schema::{self, snapshot};
use crate::server::settings;
use crate::server::spi::Spi;
use migrate_core::bundle::Bundle;
use migrate_core::history::Line;
use migrate_core::prisma::between::Side;
use migrate_core::schema::name::quoted;
use migrate_core::schema::{json, Kind, Schema};
use migrate_core::{proof, Report};

/// What the migrations make, when all of them are applied.
pub enum CaughtUp {
    Yes {
        history: Side,
        /// One for each migration that was pending.
        rows: Vec<Row>,
    },
    /// The database is not what the applied ones make.
    Drifted(Row),
}

/// Finds drift before anything is applied, and migrations that do not run.
pub fn caught_up(spi: &Spi, picture: &Picture, target: &Side) -> Result<CaughtUp, Report> {
    let done = |line: &&Line| !line.state.is_pending();
    let applied: Vec<usize> = (picture.lines.iter().filter(done))
        .filter_map(|line| line.bundled)
        .collect();
    let applied_all = applied.len() == picture.bundle.migrations.len();
    if applied_all {
        if let Some(history) = proven(spi, picture, target)? {
            let rows = Vec::new();
            return Ok(CaughtUp::Yes { history, rows });
        }
    }
    let live = schema::live(spi)?.schema;
    let own_schema = own_schema(&live, target);
    let history = replayed(&picture.bundle, &applied, own_schema)?;
    if let Some(row) = diagnosis::drift(picture, &history, &live, target) {
        return Ok(CaughtUp::Drifted(row));
    }
    prove(spi, picture, &applied, own_schema, &history.schema, &live)?;
    if applied_all {
        let rows = Vec::new();
        return Ok(CaughtUp::Yes { history, rows });
    }
    let all: Vec<usize> = (0..picture.bundle.migrations.len()).collect();
    Ok(CaughtUp::Yes {
        history: replayed(&picture.bundle, &all, own_schema)?,
        rows: pending_applied(spi, &picture.given)?,
    })
}

/// What the applied migrations make, where that is known without running them: it is the recorded
/// schema, and nothing has drifted.
fn proven(spi: &Spi, picture: &Picture, target: &Side) -> Result<Option<Side>, Report> {
    let Some(recorded) = snapshot::read()?.filter(|recorded| !recorded.proof.is_empty()) else {
        return Ok(None);
    };
    let own = proof::own_schema(&recorded.proof);
    let all = 0..picture.bundle.migrations.len();
    if proof_of(picture, all, own) != recorded.proof
        || !matches!(watch::look(spi)?, Standing::AsExpected)
    {
        return Ok(None);
    }
    let Some((text, _)) = snapshot::document()? else {
        return Ok(None);
    };
    let schema = json::read(&text).map_err(snapshot::unreadable)?;
    let is_same_start = own_schema(&schema, target) == own;
    Ok(is_same_start.then_some(Side {
        schema,
        prisma: None,
    }))
}

/// Records that the applied migrations make the schema of the database, if they do so exactly.
fn prove(
    spi: &Spi,
    picture: &Picture,
    applied: &[usize],
    own: Option<&str>,
    made: &Schema,
    live: &Schema,
) -> Result<(), Report> {
    if proof::is_made(made, live) && matches!(watch::look(spi)?, Standing::AsExpected) {
        snapshot::prove(spi, &proof_of(picture, applied.iter().copied(), own))?;
    }
    Ok(())
}

fn proof_of(picture: &Picture, which: impl Iterator<Item = usize>, own: Option<&str>) -> String {
    let migrations = which.map(|i| &picture.bundle.migrations[i]);
    let pairs = migrations.map(|m| (m.name.as_ref(), m.checksum.as_ref()));
    proof::of(pgrx::pg_sys::PG_MAJORVERSION_NUM, own, pairs)
}

/// The target's default schema, where it is there before any migration: that of Prisma's `?schema=`.
fn own_schema<'a>(live: &Schema, target: &'a Side) -> Option<&'a str> {
    let wanted = target.prisma.as_ref()?.model.default_namespace.as_str();
    let is_there = live.find(Kind::Schema, &quoted(wanted)).is_some();
    // A new database has this one.
    (is_there && wanted != "public").then_some(wanted)
}

fn replayed(bundle: &Bundle<'_>, which: &[usize], own: Option<&str>) -> Result<Side, Report> {
    let is_new = which.is_empty() && own.is_none() && settings::shadow_template().is_none();
    let schema = match is_new {
        true => Schema::empty(pgrx::pg_sys::PG_MAJORVERSION_NUM),
        false => replay::schema(bundle, which, own)?,
    };
    Ok(Side {
        schema,
        prisma: None,
    })
}

fn pending_applied(spi: &Spi, bundle: &Bundle<'_>) -> Result<Vec<Row>, Report> {
    let rows = bring(spi, bundle, &Wish::all(), false)?;
    let of = |mut own: Row| {
        let name = own[0].take().into_text();
        row("applied", name.as_deref(), None, None, "was pending")
    };
    Ok(rows.into_iter().map(of).collect())
}
