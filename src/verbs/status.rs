//! `migrate.status(migrations)`

use crate::server::args::Args;
use crate::server::entry::{Answer, Outcome};

use crate::server::rows::{Cell, Row};
use crate::server::spi::Spi;
use crate::server::store::{self, Detailed};
use crate::server::{freshness, lock, memo};
use crate::sql_function;
use migrate_core::bundle::Bundle;
use migrate_core::error::literal;
use migrate_core::history::{
    diagnose, mark_as_running, name, recorded_state, Line, Recorded, Standing, State,
};
use migrate_core::Report;
use std::collections::HashMap;
use std::rc::Rc;

sql_function!(migrate_status => status);

fn status(args: &Args) -> Outcome {
    let mark = freshness::mark();
    let known = args.raw(0).and_then(|raw| memo::recall(raw, mark));
    if let Some(rows) = known.and_then(|done| done.rows.clone()) {
        return Ok(Answer::Rows(rows));
    }
    let json = args.text(0)?;
    let bundle = json
        .as_deref()
        .map(Bundle::parse)
        .transpose()
        .map_err(|e| e.report())?;
    let spi = Spi::connect();
    let history = store::detailed()?;
    let recorded: Vec<Recorded> = history.iter().map(|d| d.recorded.clone()).collect();
    let (mut lines, bundle) = match bundle {
        Some(bundle) => (
            diagnose(&bundle, &recorded, &|name| store::text(&spi, name)),
            bundle,
        ),
        None => (alone(&recorded), Bundle::default()),
    };
    let holder = running_by(&spi, &recorded);
    if holder.is_some() {
        mark_as_running(&mut lines, &recorded);
    }
    let view = View::new(&spi, &lines, holder)?;
    let rows = lines
        .iter()
        .map(|line| {
            let entry = line.recorded.map(|r| &history[r]);
            let name = name(line, &bundle, &recorded).into_owned();
            let detail = view.detail(line, &name, entry, &bundle);
            let done = entry.filter(|e| e.recorded.standing.is_done());
            vec![
                name.into(),
                line.state.as_str().into(),
                done.map_or(Cell::Null, |e| e.at.clone()),
                detail.into(),
            ]
        })
        .collect::<Vec<Row>>();
    let rows = Rc::new(rows);
    if let (Some(raw), true) = (args.raw(0), lines.iter().all(is_settled)) {
        memo::remember(raw, mark, lines.len(), Some(rows.clone()));
    }
    Ok(Answer::Rows(rows))
}

fn is_settled(line: &Line) -> bool {
    matches!(line.state, State::Applied | State::Baselined)
}

/// Without a bundle: the history by itself.
fn alone(recorded: &[Recorded]) -> Vec<Line> {
    recorded
        .iter()
        .enumerate()
        .map(|(i, r)| Line {
            bundled: None,
            recorded: Some(i),
            state: recorded_state(r.standing),
        })
        .collect()
}

/// Who is at work on a migration that the history has as running.
pub fn running_by(spi: &Spi, recorded: &[Recorded]) -> Option<Row> {
    let running = recorded.iter().any(|r| r.standing == Standing::Running);
    running.then(|| lock::holder(spi)).flatten()
}

/// What is needed besides the history to explain the states; asked for only where one needs it.
struct View {
    /// Who holds the migration lock now.
    holder: Option<Row>,
    /// name → (message, SQLSTATE, time) of the last failed attempt
    failures: HashMap<String, (String, String, String)>,
}

impl View {
    fn new(spi: &Spi, lines: &[Line], holder: Option<Row>) -> Result<Self, Report> {
        let any = |wanted: fn(State) -> bool| lines.iter().any(|l| wanted(l.state));
        let mut failures = HashMap::new();
        if any(|s| s.is_pending() || s == State::Failed) {
            for row in store::last_failures(spi)? {
                if let Ok(
                    [Cell::Text(name), Cell::Text(message), Cell::Text(state), Cell::Text(at)],
                ) = <[Cell; 4]>::try_from(row)
                {
                    failures.insert(name, (message, state, at));
                }
            }
        }
        Ok(View { holder, failures })
    }

    fn detail(
        &self,
        line: &Line,
        name: &str,
        entry: Option<&Detailed>,
        bundle: &Bundle<'_>,
    ) -> Option<String> {
        match line.state {
            State::Applied => None,
            State::Baselined => Some("recorded without running it".into()),
            State::Pending => match entry {
                Some(running) => Some(self.open(name, running)),
                None => self.last_failure(name),
            },
            State::OutOfOrder => Some(join(
                "sorts before migrations that are applied already",
                self.last_failure(name),
            )),
            State::RolledBack => Some(join(
                "declared undone; the next deployment runs it again",
                self.last_failure(name),
            )),
            State::Missing => Some("applied, but not in the bundle".into()),
            State::Edited => Some(self.edited(line, name, entry, bundle)),
            State::Failed => entry.map(|e| self.open(name, e)),
        }
    }

    fn edited(
        &self,
        line: &Line,
        name: &str,
        entry: Option<&Detailed>,
        bundle: &Bundle<'_>,
    ) -> String {
        let short = |sum: &str| sum.chars().take(12).collect::<String>();
        let applied = entry
            .map(|e| short(&e.recorded.checksum))
            .unwrap_or_default();
        let now = line
            .bundled
            .map(|i| short(&bundle.migrations[i].checksum))
            .unwrap_or_default();
        format!(
            "applied with checksum {applied}…, the bundle has {now}…; accept it with migrate.resolve({}, 'applied', <the bundle>)",
            literal(name)
        )
    }

    /// A migration that has begun and not ended: running now, or left half-way.
    fn open(&self, name: &str, entry: &Detailed) -> String {
        let progress = format!(
            "{} of {} statements are committed",
            entry.done, entry.statements
        );
        match (&self.holder, entry.recorded.standing) {
            (Some(holder), Standing::Running) => {
                format!("running now by {}: {progress}", lock::describe(holder))
            }
            (None, Standing::Running) => format!("its rollout ended without a word: {progress}"),
            _ => join(&progress, self.last_failure(name)),
        }
    }

    fn last_failure(&self, name: &str) -> Option<String> {
        let (message, state, at) = self.failures.get(name)?;
        Some(format!("last attempt {at}: {message} ({state})"))
    }
}

fn join(first: &str, second: Option<String>) -> String {
    match second {
        Some(second) => format!("{first}; {second}"),
        None => first.into(),
    }
}
