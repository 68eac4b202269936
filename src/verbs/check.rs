//! `migrate.check(migrations)`

use super::picture::{is_settled, Picture};
use crate::server::args::Args;
use crate::server::entry::{Answer, Outcome};
use crate::server::schema::watch;
use crate::server::spi::Spi;
use crate::server::{freshness, memo};
use crate::sql_function;
use migrate_core::error::list;
use migrate_core::history::State;
use migrate_core::Error;

sql_function!(migrate_check => check);

fn check(args: &Args) -> Outcome {
    let mark = freshness::mark();
    let spi = Spi::connect();
    if let Some(done) = args.raw(0).and_then(|raw| memo::recall(raw, mark)) {
        if watch::count(&spi)? == 0 {
            return Ok(up_to_date(done.count));
        }
    }
    let json = args.text(0)?;
    let picture = Picture::take(&spi, json.as_deref())?;
    if picture.is_settled() {
        let count = picture.lines.len();
        if let (Some(raw), true) = (args.raw(0), picture.may_be_kept()) {
            memo::remember(raw, mark, count, None);
        }
        return Ok(up_to_date(count));
    }
    let open: Vec<(State, String)> = picture
        .lines
        .iter()
        .filter(|l| !is_settled(l))
        .map(|l| (l.state, picture.name(l).into_owned()))
        .collect();
    Err(behind(&open, picture.drift).report())
}

fn up_to_date(count: usize) -> Answer {
    let plural = if count == 1 { "" } else { "s" };
    Answer::Value(format!("up to date: {count} migration{plural} applied").into())
}

/// One line for each state that is not as it should be, and one for drift.
fn behind(open: &[(State, String)], drift: usize) -> Error {
    let mut summary = Vec::new();
    let mut detail = Vec::new();
    for state in [
        State::Failed,
        State::Edited,
        State::Missing,
        State::Pending,
        State::OutOfOrder,
        State::RolledBack,
    ] {
        let names: Vec<String> = open
            .iter()
            .filter(|(s, _)| *s == state)
            .map(|(_, n)| n.clone())
            .collect();
        if !names.is_empty() {
            summary.push(format!("{} {}", names.len(), state.as_str()));
            detail.push(format!("{}: {}", state.as_str(), list(&names)));
        }
    }
    if drift > 0 {
        let plural = if drift == 1 { "" } else { "s" };
        summary.push("the schema has drifted".into());
        detail.push(format!(
            "drifted: {drift} difference{plural}, SELECT * FROM migrate.drift()"
        ));
    }
    Error::Behind {
        summary: format!("the database is not up to date: {}", summary.join(", ")),
        detail: detail.join("\n"),
    }
}
