//! `migrate.check(migrations)`

use super::status::running_by;
use crate::server::args::Args;
use crate::server::entry::{Answer, Outcome};
use crate::server::spi::Spi;
use crate::server::{freshness, memo, store};
use crate::sql_function;
use migrate_core::bundle::Bundle;
use migrate_core::error::list;
use migrate_core::history::{diagnose, mark_as_running, name, recorded_state, Line, State};
use migrate_core::Error;

sql_function!(migrate_check => check);

fn check(args: &Args) -> Outcome {
    let mark = freshness::mark();
    if let Some(done) = args.raw(0).and_then(|raw| memo::recall(raw, mark)) {
        return Ok(up_to_date(done.count));
    }
    let json = args.text(0)?;
    let bundle = json
        .as_deref()
        .map(Bundle::parse)
        .transpose()
        .map_err(|e| e.report())?;
    let spi = Spi::connect();
    let recorded = store::recorded()?;
    let mut lines = match &bundle {
        Some(bundle) => diagnose(bundle, &recorded, &|name| store::text(&spi, name)),
        None => recorded
            .iter()
            .enumerate()
            .map(|(i, r)| Line {
                bundled: None,
                recorded: Some(i),
                state: recorded_state(r.standing),
            })
            .collect(),
    };
    if running_by(&spi, &recorded).is_some() {
        mark_as_running(&mut lines, &recorded);
    }
    let bundle = bundle.unwrap_or_default();
    let open: Vec<(State, String)> = lines
        .iter()
        .filter(|l| !matches!(l.state, State::Applied | State::Baselined))
        .map(|l| (l.state, name(l, &bundle, &recorded).into_owned()))
        .collect();
    if open.is_empty() {
        if let Some(raw) = args.raw(0) {
            memo::remember(raw, mark, lines.len(), None);
        }
        return Ok(up_to_date(lines.len()));
    }
    Err(behind(&open).report())
}

fn up_to_date(count: usize) -> Answer {
    let plural = if count == 1 { "" } else { "s" };
    Answer::Value(format!("up to date: {count} migration{plural} applied").into())
}

/// One line for each state that is not as it should be.
fn behind(open: &[(State, String)]) -> Error {
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
    Error::Behind {
        summary: format!("the database is not up to date: {}", summary.join(", ")),
        detail: detail.join("\n"),
    }
}
