//! What `status` and `check` look at: the history, beside the bundle if one is given.

use crate::server::ledger::Known;
use crate::server::lock;
use crate::server::replaced::{self, Settled};
use crate::server::rows::Row;
use crate::server::schema::watch;
use crate::server::spi::Spi;
use crate::server::store::{self, Detailed};
use migrate_core::bundle::Bundle;
use migrate_core::divergence::Divergence;
use migrate_core::history::{self, Line, Recorded, Standing, State};
use migrate_core::Report;
use std::borrow::Cow;

pub struct Picture<'a> {
    pub bundle: Bundle<'a>,
    /// As it was given: `bundle` may have what a migration replaces in place of it.
    pub given: Bundle<'a>,
    pub lines: Vec<Line>,
    pub known: Known,
    /// Who is at work on a migration that the history has as running.
    pub holder: Option<Row>,
    /// How many objects and columns are not as the history left them.
    pub drift: usize,
    recorded: Vec<Recorded>,
    /// A deployment would take something over.
    has_to_learn: bool,
}

impl<'a> Picture<'a> {
    /// Takes no lock.
    pub fn take(spi: &Spi, json: Option<&'a str>) -> Result<Self, Report> {
        let bundle = json
            .map(Bundle::parse)
            .transpose()
            .map_err(|e| e.report())?;
        let mut known = Known::now(spi)?;
        let given = bundle.unwrap_or_default();
        let has_to_learn = known.has_to_learn(&given);
        let Settled {
            bundle,
            recorded,
            rows,
        } = replaced::settle(spi, &given, known.recorded())?;
        let bundle = bundle.into_owned();
        let settled = rows.iter().zip(&recorded).map(|(row, recorded)| Detailed {
            recorded: recorded.clone(),
            ..known.history[*row].clone()
        });
        known.history = settled.collect();
        let mut lines = match json {
            Some(_) => history::diagnose(&bundle, &recorded, &|name| store::text(spi, name)),
            None => history::by_itself(&recorded),
        };
        let running = recorded.iter().any(|r| r.standing == Standing::Running);
        let holder = running.then(|| lock::holder(spi)).flatten();
        if holder.is_some() {
            history::mark_as_running(&mut lines, &recorded);
        }
        Ok(Picture {
            bundle,
            given,
            lines,
            holder,
            // What Prisma has run is in no recorded schema yet.
            drift: match known.is_ahead {
                true => 0,
                false => watch::count(spi)?,
            },
            known,
            recorded,
            has_to_learn,
        })
    }

    pub fn name(&self, line: &Line) -> Cow<'_, str> {
        history::name(line, &self.bundle, &self.recorded)
    }

    pub fn divergence(&self) -> Option<Divergence> {
        Divergence::of(&self.lines, &self.bundle, &self.recorded)
    }

    /// Whether every migration is applied as it is, nothing else is known, and nothing has drifted.
    pub fn is_settled(&self) -> bool {
        self.drift == 0 && self.lines.iter().all(is_settled)
    }

    /// Whether a session may remember it: a deployment has nothing to do, not even to take over what
    /// Prisma or the bundle knows.
    pub fn may_be_kept(&self) -> bool {
        !self.has_to_learn
    }
}

/// Whether a migration is as it should be.
pub fn is_settled(line: &Line) -> bool {
    matches!(line.state, State::Applied | State::Baselined)
}
