//! The expected schema: what it was before a verb changes the database, and what it is afterwards.

use super::sight::Sight;
use super::signature::signature;
use super::unchanged::{self, Key};
use super::{ignored, read, snapshot};
use crate::server::identity::current_user;
use crate::server::spi::Spi;
use crate::server::store;
use migrate_core::drift::{compare, differing, merge, Around, Difference};
use migrate_core::history::Recorded;
use migrate_core::proof;
use migrate_core::schema::assemble::Assembled;
use migrate_core::schema::part::Part;
use migrate_core::schema::{ignore, json, Object, Schema};
use migrate_core::Report;

/// How the database stands to what is expected of it.
pub enum Standing {
    /// Nothing was recorded yet.
    Unknown,
    AsExpected,
    Drifted(Box<Drift>),
}

/// The objects that differ, on both sides.
pub struct Drift {
    pub expected: Part,
    pub live: Part,
    /// The whole schema as it is.
    pub whole: Schema,
}

impl Drift {
    pub fn differences(&self) -> Vec<Difference<'_>> {
        compare(&self.expected, &self.live)
    }

    /// The differing objects among their neighbours, which statements about them need.
    pub fn around(&self) -> Around {
        Around::new(&self.expected, &self.live, &self.whole, &current_user())
    }
}

/// The schema of this database, without what the project ignores.
pub fn live(spi: &Spi) -> Result<Assembled, Report> {
    let Assembled { schema, origins } = read::live(spi);
    let whole = Part {
        schema,
        origins: Some(origins),
    };
    let part = ignore::without(whole, &ignored::ignored()?);
    Ok(Assembled {
        schema: part.schema,
        origins: part.origins.unwrap_or_default(),
    })
}

/// What the database and the history were before a verb that applies migrations.
pub struct Before {
    standing: Standing,
    history: Vec<Recorded>,
    /// That the history made the schema, if that is known.
    proof: Option<String>,
}

impl Before {
    pub fn look(spi: &Spi) -> Result<Self, Report> {
        let standing = look(spi)?;
        let history = store::recorded()?;
        let known = match standing {
            Standing::AsExpected => snapshot::read()?.map(|recorded| recorded.proof),
            _ => None,
        };
        let is_new = !history.iter().any(|r| r.standing.is_done());
        let proof = match known.filter(|proof| !proof.is_empty()) {
            None if is_new && is_empty(spi)? => Some(proof::of(SERVER, None, [].into_iter())),
            known => known,
        };
        Ok(Before {
            standing,
            history,
            proof,
        })
    }

    /// For a schema that is taken as it is.
    fn unknown() -> Self {
        Before {
            standing: Standing::Unknown,
            history: Vec::new(),
            proof: None,
        }
    }

    /// What follows is not all run: nobody knows whether it makes what is there then.
    pub fn forget_proof(&mut self) {
        self.proof = None;
    }

    /// That the history makes the schema as it is now.
    fn carried(&self) -> Result<String, Report> {
        let Some(proof) = &self.proof else {
            return Ok(String::new());
        };
        let carried = proof::carried(SERVER, proof, &self.history, &store::recorded()?);
        Ok(carried.unwrap_or_default())
    }
}

const SERVER: u32 = pgrx::pg_sys::PG_MAJORVERSION_NUM;

/// Whether the database is as a new one.
fn is_empty(spi: &Spi) -> Result<bool, Report> {
    Ok(proof::is_made(&Schema::empty(SERVER), &live(spi)?.schema))
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
    let Some((text, origins)) = snapshot::document()? else {
        return Ok(Standing::Unknown);
    };
    let live = live(spi)?;
    let now = json::write(&live.schema).text;
    let (ours, theirs) = differing(&text, &now).map_err(snapshot::unreadable)?;
    let expected = Part::read(live.schema.server, ours, origins.as_deref());
    let drift = Drift {
        expected: ignore::without(expected, &patterns),
        live: Part::pick(&live.schema, Some(&live.origins), &theirs),
        whole: live.schema,
    };
    Ok(match drift.differences().is_empty() {
        true => Standing::AsExpected,
        false => Standing::Drifted(Box::new(drift)),
    })
}

/// How many differences there are; none where nothing was recorded.
pub fn count(spi: &Spi) -> Result<usize, Report> {
    let sight = Sight::of_others();
    if let Some(known) = unchanged::at(sight) {
        return Ok(known);
    }
    let Some(recorded) = snapshot::read()? else {
        return Ok(0);
    };
    let key = Key::now(format!("{:?} {:?}", recorded.taken_at, ignored::ignored()?));
    if let Some(known) = (key.as_ref()).and_then(|key| unchanged::recall(key, sight)) {
        return Ok(known);
    }
    let differences = match look(spi)? {
        Standing::Drifted(drift) => drift.differences().len(),
        _ => 0,
    };
    if let Some(key) = key {
        unchanged::remember(key, sight, differences);
    }
    Ok(differences)
}

/// Records what is expected from now on. What had drifted before is no part of it: only what
/// changed since `before` was meant.
pub fn record(spi: &Spi, verb: &str, before: &Before) -> Result<(), Report> {
    let live = live(spi)?;
    let signature = signature(&ignored::ignored()?);
    let document = json::write(&live.schema);
    if let Standing::Drifted(drift) = &before.standing {
        let expected = merge(&drift.expected.schema, &drift.live.schema, &live.schema);
        let merged = json::write(&expected);
        if merged.fingerprint != document.fingerprint {
            let origins = drift.expected.origins_for(&expected, &live);
            return snapshot::record(spi, verb, &merged, &origins, "", "");
        }
    }
    let proof = before.carried()?;
    snapshot::record(spi, verb, &document, &live.origins, &signature, &proof)
}

/// Records the schema as it is, but for some objects, which stay what they are: drift.
pub fn accept_but(spi: &Spi, verb: &str, is_drift: impl Fn(&Object) -> bool) -> Result<(), Report> {
    let Assembled { schema, origins } = live(spi)?;
    let keep: Vec<bool> = schema.objects.iter().map(|o| !is_drift(o)).collect();
    if keep.iter().all(|keep| *keep) {
        return accept(spi, verb);
    }
    let mut part = Part {
        schema,
        origins: Some(origins),
    };
    part.retain(&keep);
    let origins = part.origins.unwrap_or_default();
    snapshot::record(spi, verb, &json::write(&part.schema), &origins, "", "")
}

/// Records the schema as it is: whatever had drifted is accepted.
pub fn accept(spi: &Spi, verb: &str) -> Result<(), Report> {
    record(spi, verb, &Before::unknown())
}
