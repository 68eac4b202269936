//! What `status` and `check` look at: the history, beside the bundle if one is given.

use crate::server::lock;
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
    pub lines: Vec<Line>,
    pub history: Vec<Detailed>,
    /// Who is at work on a migration that the history has as running.
    pub holder: Option<Row>,
    /// How many objects and columns are not as the history left them.
    pub drift: usize,
    recorded: Vec<Recorded>,
}

impl<'a> Picture<'a> {
    /// Takes no lock.
    pub fn take(spi: &Spi, json: Option<&'a str>) -> Result<Self, Report> {
        let bundle = json
            .map(Bundle::parse)
            .transpose()
            .map_err(|e| e.report())?;
        let history = store::detailed()?;
        let recorded: Vec<Recorded> = history.iter().map(|d| d.recorded.clone()).collect();
        let mut lines = match &bundle {
            Some(bundle) => history::diagnose(bundle, &recorded, &|name| store::text(spi, name)),
            None => history::by_itself(&recorded),
        };
        let running = recorded.iter().any(|r| r.standing == Standing::Running);
        let holder = running.then(|| lock::holder(spi)).flatten();
        if holder.is_some() {
            history::mark_as_running(&mut lines, &recorded);
        }
        Ok(Picture {
            bundle: bundle.unwrap_or_default(),
            lines,
            history,
            holder,
            drift: watch::count(spi)?,
            recorded,
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
}

/// Whether a migration is as it should be.
pub fn is_settled(line: &Line) -> bool {
    matches!(line.state, State::Applied | State::Baselined)
}
