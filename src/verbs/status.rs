//! `migrate.status(migrations)`

use super::picture::Picture;
use crate::server::args::Args;
use crate::server::entry::{Answer, Outcome};
use crate::server::rows::{Cell, Row};
use crate::server::schema::watch;
use crate::server::spi::Spi;
use crate::server::store::{self, Detailed};
use crate::server::{freshness, lock, memo};
use crate::sql_function;
use migrate_core::adopt::words::standing_detail;
use migrate_core::error::literal;
use migrate_core::history::{Line, Standing, State};
use migrate_core::Report;
use std::collections::HashMap;
use std::rc::Rc;

sql_function!(migrate_status => status);

fn status(args: &Args) -> Outcome {
    let mark = freshness::mark();
    let known = args.raw(0).and_then(|raw| memo::recall(raw, mark));
    let spi = Spi::connect();
    if let Some(rows) = known.and_then(|done| done.rows.clone()) {
        if watch::count(&spi)? == 0 {
            return Ok(Answer::Rows(rows));
        }
    }
    let json = args.text(0)?;
    let picture = Picture::take(&spi, json.as_deref())?;
    let view = View::new(&spi, &picture)?;
    let mut rows: Vec<Row> = picture.lines.iter().map(|line| view.row(line)).collect();
    rows.extend((picture.drift > 0).then(|| drifted(picture.drift)));
    let rows = Rc::new(rows);
    let kept = picture.is_settled() && picture.may_be_kept();
    if let (Some(raw), true) = (args.raw(0), kept) {
        memo::remember(raw, mark, rows.len(), Some(rows.clone()));
    }
    Ok(Answer::Rows(rows))
}

/// The row that is about no migration.
fn drifted(differences: usize) -> Row {
    let plural = if differences == 1 { "" } else { "s" };
    vec![
        "(schema)".into(),
        "drifted".into(),
        Cell::Null,
        format!("{differences} difference{plural} to what the history left: SELECT * FROM migrate.drift()").into(),
    ]
}

/// What is needed besides the history to explain the states; asked for only where one needs it.
struct View<'a> {
    picture: &'a Picture<'a>,
    /// name → (message, SQLSTATE, time) of the last failed attempt
    failures: HashMap<String, (String, String, String)>,
}

impl<'a> View<'a> {
    fn new(spi: &Spi, picture: &'a Picture<'a>) -> Result<Self, Report> {
        let mut failures = HashMap::new();
        let open = |l: &Line| l.state.is_pending() || l.state == State::Failed;
        if picture.lines.iter().any(open) {
            for row in store::last_failures(spi)? {
                if let Ok(
                    [Cell::Text(name), Cell::Text(message), Cell::Text(state), Cell::Text(at)],
                ) = <[Cell; 4]>::try_from(row)
                {
                    failures.insert(name, (message, state, at));
                }
            }
        }
        Ok(View { picture, failures })
    }

    fn row(&self, line: &Line) -> Row {
        let entry = line.recorded.map(|r| &self.picture.known.history[r]);
        let name = self.picture.name(line);
        let detail = self.detail(line, &name, entry);
        let done = entry.filter(|e| e.recorded.standing.is_done());
        vec![
            name.as_ref().into(),
            line.state.as_str().into(),
            done.map_or(Cell::Null, |e| e.at.clone()),
            detail.into(),
        ]
    }

    fn detail(&self, line: &Line, name: &str, entry: Option<&Detailed>) -> Option<String> {
        match line.state {
            State::Applied => entry.and_then(|e| standing_detail(&e.recorded)),
            State::Baselined => {
                let adopted = entry.and_then(|e| standing_detail(&e.recorded));
                Some(adopted.unwrap_or_else(|| "recorded without running it".into()))
            }
            State::Pending if self.is_covered(line) => {
                Some("to be recorded without running it: it replaces migrations that are applied, or come before it".into())
            }
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
            State::Edited => Some(self.edited(line, name, entry)),
            State::Failed => entry.map(|e| self.open(name, e)),
        }
    }

    fn is_covered(&self, line: &Line) -> bool {
        let bundled = line.bundled.map(|i| &self.picture.bundle.migrations[i]);
        bundled.is_some_and(|migration| migration.is_covered)
    }

    fn edited(&self, line: &Line, name: &str, entry: Option<&Detailed>) -> String {
        let short = |sum: &str| sum.chars().take(12).collect::<String>();
        let applied = entry
            .map(|e| short(&e.recorded.checksum))
            .unwrap_or_default();
        let now = line
            .bundled
            .map(|i| short(&self.picture.bundle.migrations[i].checksum))
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
        match (&self.picture.holder, entry.recorded.standing) {
            (Some(holder), Standing::Running) if entry.statements == 0 => {
                format!("running now by {}", lock::describe(holder))
            }
            _ if entry.statements == 0 => self.by_prisma(name),
            (Some(holder), Standing::Running) => {
                format!("running now by {}: {progress}", lock::describe(holder))
            }
            (None, Standing::Running) => format!("its rollout ended without a word: {progress}"),
            _ => join(&progress, self.last_failure(name)),
        }
    }

    /// It failed in Prisma, which does not count statements.
    fn by_prisma(&self, name: &str) -> String {
        let failure = self.picture.known.failure(name);
        failure.unwrap_or_else(|| "how far it came is not known".into())
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
