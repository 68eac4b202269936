//! The expected schema: what it was before a verb changes the database, and what it is afterwards.

use super::signature::signature;
use super::{ignored, read, snapshot};
use crate::server::spi::Spi;
use migrate_core::drift::{compare, merge, Side};
use migrate_core::schema::assemble::{Assembled, Origin};
use migrate_core::schema::{ignore, json, Schema};
use migrate_core::Report;

/// How the database stands to what is expected of it.
pub enum Standing {
    /// Nothing was recorded yet.
    Unknown,
    AsExpected,
    Drifted(Box<Drift>),
}

/// Both sides of a drift.
pub struct Drift {
    pub expected: Schema,
    /// Where the expected objects were in the catalog, if that still says something.
    pub origins: Option<Vec<Origin>>,
    pub live: Assembled,
}

impl Drift {
    pub fn sides(&self) -> (Side<'_>, Side<'_>) {
        (
            Side {
                schema: &self.expected,
                origins: self.origins.as_deref(),
            },
            Side {
                schema: &self.live.schema,
                origins: Some(&self.live.origins),
            },
        )
    }
}

/// The schema of this database, without what the project ignores.
pub fn live(spi: &Spi) -> Result<Assembled, Report> {
    let mut assembled = read::live(spi);
    let patterns = ignored::ignored()?;
    if !patterns.is_empty() {
        ignore::leave_out(&mut assembled, &patterns);
    }
    Ok(assembled)
}

/// Compares the database with what was recorded; the catalog is read only if it has changed since.
pub fn look(spi: &Spi) -> Result<Standing, Report> {
    let Some(recorded) = snapshot::read()? else {
        return Ok(Standing::Unknown);
    };
    let patterns = ignored::ignored()?;
    if recorded.here && recorded.signature == signature(&patterns) {
        return Ok(Standing::AsExpected);
    }
    let live = live(spi)?;
    if json::fingerprint(&live.schema) == recorded.fingerprint {
        return Ok(Standing::AsExpected);
    }
    let Some((schema, origins)) = snapshot::schema()? else {
        return Ok(Standing::Unknown);
    };
    let (expected, origins) = ignore::without(schema, origins, &patterns);
    let drift = Drift {
        expected,
        origins,
        live,
    };
    let (ours, theirs) = drift.sides();
    Ok(match compare(ours, theirs).is_empty() {
        true => Standing::AsExpected,
        false => Standing::Drifted(Box::new(drift)),
    })
}

/// Records what is expected from now on. What had drifted before is no part of it: only what
/// changed since `before` was meant.
pub fn record(spi: &Spi, verb: &str, before: &Standing) -> Result<(), Report> {
    let live = live(spi)?;
    if let Standing::Drifted(drift) = before {
        let expected = merge(&drift.expected, &drift.live.schema, &live.schema);
        let document = json::write(&expected);
        if document.fingerprint != json::fingerprint(&live.schema) {
            let origins = origins_of(&expected, drift, &live);
            return snapshot::record(spi, verb, &document, &origins, "");
        }
    }
    let document = json::write(&live.schema);
    let signature = signature(&ignored::ignored()?);
    snapshot::record(spi, verb, &document, &live.origins, &signature)
}

/// Records the schema as it is: whatever had drifted is accepted.
pub fn accept(spi: &Spi, verb: &str) -> Result<(), Report> {
    record(spi, verb, &Standing::Unknown)
}

/// Where the expected objects are: as before, or as they are now.
fn origins_of(expected: &Schema, drift: &Drift, live: &Assembled) -> Vec<Origin> {
    let nowhere = || Origin {
        address: (0, 0),
        columns: Vec::new(),
    };
    let position = |schema: &Schema, object: &migrate_core::schema::Object| {
        schema.position(object.kind, &object.display)
    };
    (expected.objects.iter())
        .map(|object| {
            let before = position(&drift.expected, object)
                .and_then(|i| drift.origins.as_ref().map(|list| list[i].clone()));
            let same_columns = |o: &Origin| o.columns.len() == object.columns.len();
            let now = || position(&live.schema, object).map(|i| live.origins[i].clone());
            before
                .filter(same_columns)
                .or_else(|| now().filter(same_columns))
                .unwrap_or_else(nowhere)
        })
        .collect()
}
