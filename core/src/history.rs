//! The states of a history: what a bundle and the recorded migrations say together.

use crate::adopt::Origin;
use crate::bundle::{Bundle, Migration};
use crate::checksum;
use crate::error::Error;
use std::borrow::Cow;
use std::collections::HashMap;

/// How a migration stands in the history.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Its statements ran to the end, or someone said so by `resolve`.
    Applied,
    /// Recorded by `baseline`: the schema had it already.
    Baselined,
    /// A rollout of it has begun and not ended: still running, or died half-way.
    Running,
    /// A rollout of it stopped with an error, half-way.
    Failed,
    /// A failed one that was declared undone: to be run again.
    RolledBack,
}

impl Standing {
    pub fn as_str(self) -> &'static str {
        match self {
            Standing::Applied => "applied",
            Standing::Baselined => "baselined",
            Standing::Running => "running",
            Standing::Failed => "failed",
            Standing::RolledBack => "rolled_back",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        [
            Self::Applied,
            Self::Baselined,
            Self::Running,
            Self::Failed,
            Self::RolledBack,
        ]
        .into_iter()
        .find(|s| s.as_str() == text)
    }

    /// Whether the schema has what the migration does.
    pub fn is_done(self) -> bool {
        matches!(self, Standing::Applied | Standing::Baselined)
    }

    /// Whether it stopped half-way and nobody has said what to do.
    pub fn is_open(self) -> bool {
        matches!(self, Standing::Running | Standing::Failed)
    }
}

/// One recorded migration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recorded {
    pub name: String,
    pub checksum: String,
    pub standing: Standing,
}

impl Recorded {
    /// Another tool has run it, and its text is not known.
    pub fn is_textless(&self) -> bool {
        Origin::parse(&self.checksum).is_some()
    }
}

/// The state of a migration, as `status` shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    Applied,
    Baselined,
    Pending,
    /// Pending, but its place is before one that is applied already.
    OutOfOrder,
    Failed,
    RolledBack,
    Edited,
    Missing,
}

impl State {
    pub fn as_str(self) -> &'static str {
        match self {
            State::Applied => "applied",
            State::Baselined => "baselined",
            State::Pending => "pending",
            State::OutOfOrder => "out_of_order",
            State::Failed => "failed",
            State::RolledBack => "rolled_back",
            State::Edited => "edited",
            State::Missing => "missing",
        }
    }

    pub fn is_pending(self) -> bool {
        matches!(self, State::Pending | State::OutOfOrder | State::RolledBack)
    }
}

/// One line of a diagnosis: a migration of the bundle, of the history, or of both.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Index into the bundle's migrations.
    pub bundled: Option<usize>,
    /// Index into the recorded migrations.
    pub recorded: Option<usize>,
    pub state: State,
}

/// The bundle against the history: first the bundle's migrations in their order, then those that
/// only the history has, by name.
pub fn diagnose(
    bundle: &Bundle<'_>,
    recorded: &[Recorded],
    stored_text: &dyn Fn(&str) -> Option<String>,
) -> Vec<Line> {
    // Most histories were recorded in the order of the bundle: only what differs is looked up.
    let same = recorded
        .iter()
        .zip(&bundle.migrations)
        .take_while(|(r, m)| r.name == m.name)
        .count();
    let by_name: HashMap<&str, usize> = (same..recorded.len())
        .map(|r| (recorded[r].name.as_str(), r))
        .collect();
    let mut known = vec![false; recorded.len()];
    let mut lines: Vec<Line> = Vec::with_capacity(bundle.migrations.len());
    for (i, migration) in bundle.migrations.iter().enumerate() {
        let index = match i < same {
            true => Some(i),
            false => by_name.get(migration.name.as_ref()).copied(),
        };
        if let Some(r) = index {
            known[r] = true;
        }
        lines.push(Line {
            bundled: Some(i),
            recorded: index,
            state: state(migration, index.map(|r| &recorded[r]), stored_text),
        });
    }
    mark_out_of_order(&mut lines, bundle);
    let mut others: Vec<usize> = (0..recorded.len()).filter(|r| !known[*r]).collect();
    others.sort_by(|a, b| recorded[*a].name.cmp(&recorded[*b].name));
    lines.extend(others.into_iter().map(|r| Line {
        bundled: None,
        recorded: Some(r),
        state: alone(&recorded[r]),
    }));
    lines
}

fn state(
    migration: &Migration<'_>,
    recorded: Option<&Recorded>,
    stored_text: &dyn Fn(&str) -> Option<String>,
) -> State {
    let Some(recorded) = recorded else {
        return State::Pending;
    };
    match recorded.standing {
        Standing::RolledBack => State::RolledBack,
        Standing::Running | Standing::Failed => State::Failed,
        _ if !same_text(migration, recorded, stored_text) => State::Edited,
        Standing::Applied => State::Applied,
        Standing::Baselined => State::Baselined,
    }
}

pub(crate) fn same_text(
    migration: &Migration<'_>,
    recorded: &Recorded,
    stored_text: &dyn Fn(&str) -> Option<String>,
) -> bool {
    if checksum::same(&recorded.checksum, &migration.checksum) {
        return true;
    }
    match &migration.sql {
        Some(sql) => checksum::matches(&recorded.checksum, sql),
        // Only a checksum came: the stored text tells whether line endings make the difference.
        None => stored_text(&recorded.name)
            .is_some_and(|sql| checksum::matches(&migration.checksum, &sql)),
    }
}

/// The state of a migration that is in the history only. What another tool has applied need not be in
/// a bundle: it may have no text at all.
fn alone(recorded: &Recorded) -> State {
    match recorded.standing {
        Standing::Applied | Standing::Baselined if !recorded.is_textless() => State::Missing,
        Standing::Applied => State::Applied,
        Standing::Baselined => State::Baselined,
        Standing::Running | Standing::Failed => State::Failed,
        Standing::RolledBack => State::RolledBack,
    }
}

/// Shows what a rollout is at work on as pending: it is no failure.
pub fn mark_as_running(lines: &mut [Line], recorded: &[Recorded]) {
    let running = |r: usize| recorded[r].standing == Standing::Running;
    for line in lines {
        if line.recorded.is_some_and(running) {
            line.state = State::Pending;
        }
    }
}

/// The state of a migration when no bundle was given.
fn recorded_state(recorded: &Recorded) -> State {
    match recorded.standing {
        Standing::Applied => State::Applied,
        Standing::Baselined => State::Baselined,
        _ => alone(recorded),
    }
}

fn mark_out_of_order(lines: &mut [Line], bundle: &Bundle<'_>) {
    let last_done = lines
        .iter()
        .rposition(|l| matches!(l.state, State::Applied | State::Baselined | State::Edited));
    for line in lines.iter_mut().take(last_done.unwrap_or(0)) {
        // What is not run has no order.
        let is_covered = line
            .bundled
            .is_some_and(|i| bundle.migrations[i].is_covered);
        if line.state == State::Pending && !is_covered {
            line.state = State::OutOfOrder;
        }
    }
}

/// The history by itself, when no bundle was given.
pub fn by_itself(recorded: &[Recorded]) -> Vec<Line> {
    let line = |(i, r): (usize, &Recorded)| Line {
        bundled: None,
        recorded: Some(i),
        state: recorded_state(r),
    };
    recorded.iter().enumerate().map(line).collect()
}

/// What a deployment may overlook on purpose.
#[derive(Debug, Clone, Copy, Default)]
pub struct Allowed {
    /// Applied migrations that the bundle does not have: an older release of the application.
    pub missing: bool,
}

/// The bundle's indexes of what is to be applied, or why nothing may be.
pub fn pending(
    lines: &[Line],
    bundle: &Bundle<'_>,
    recorded: &[Recorded],
    allowed: Allowed,
) -> Result<Vec<usize>, Error> {
    let names = |state: State| -> Vec<String> {
        lines
            .iter()
            .filter(|l| l.state == state)
            .map(|l| name(l, bundle, recorded).into_owned())
            .collect()
    };
    let (edited, missing) = (names(State::Edited), names(State::Missing));
    if let Some(name) = names(State::Failed).into_iter().next() {
        return Err(Error::Failed {
            name,
            detail: String::new(),
        });
    }
    if !edited.is_empty() {
        let is_edited = |l: &&Line| l.state == State::Edited;
        let mut rows = lines.iter().filter(is_edited).filter_map(|l| l.recorded);
        let by_others = rows.any(|r| recorded[r].is_textless());
        let names = edited;
        return Err(Error::Edited { names, by_others });
    }
    if !missing.is_empty() && !allowed.missing {
        return Err(Error::Missing { names: missing });
    }
    Ok(lines
        .iter()
        .filter(|l| l.state.is_pending())
        .filter_map(|l| l.bundled)
        .collect())
}

/// The name of a line's migration.
pub fn name<'a>(line: &Line, bundle: &'a Bundle<'_>, recorded: &'a [Recorded]) -> Cow<'a, str> {
    match (line.bundled, line.recorded) {
        (Some(i), _) => Cow::Borrowed(&bundle.migrations[i].name),
        (None, Some(r)) => Cow::Borrowed(&recorded[r].name),
        (None, None) => Cow::Borrowed(""),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn recorded(name: &str, sql: &str, standing: Standing) -> Recorded {
        Recorded {
            name: name.into(),
            checksum: checksum::of(sql),
            standing,
        }
    }

    fn states(json: &str, history: &[Recorded]) -> Vec<(String, &'static str)> {
        let bundle = Bundle::parse(json).unwrap();
        diagnose(&bundle, history, &|_| Some("a\n".into()))
            .iter()
            .map(|l| (name(l, &bundle, history).into_owned(), l.state.as_str()))
            .collect()
    }

    #[test]
    fn every_state_of_a_history() {
        let history = [
            recorded("a", "a", Standing::Applied),
            recorded("b", "old", Standing::Applied),
            recorded("d", "d", Standing::Baselined),
            recorded("e", "e", Standing::Failed),
            recorded("f", "f", Standing::RolledBack),
            recorded("z", "z", Standing::Applied),
        ];
        let json = r#"[{"name":"a","sql":"a"},{"name":"b","sql":"new"},{"name":"c","sql":"c"},{"name":"d","sql":"d"},
                       {"name":"e","sql":"e"},{"name":"f","sql":"f"},{"name":"g","sql":"g"}]"#;
        let expected = [
            "applied",
            "edited",
            "out_of_order",
            "baselined",
            "failed",
            "rolled_back",
            "pending",
            "missing",
        ];
        let got = states(json, &history);
        assert_eq!(got.iter().map(|(_, s)| *s).collect::<Vec<_>>(), expected);
        assert_eq!(got[7].0, "z");
    }

    #[test]
    fn what_was_adopted_without_its_text_is_not_missing() {
        let mut history = [recorded("z", "", Standing::Applied)];
        history[0].checksum = "rails:".into();
        assert_eq!(states("[]", &history)[0].1, "applied");
        // Under its name in the bundle, with another checksum of the tool's, it is edited.
        let json = r#"[{"name":"z","sql":"a"}]"#;
        assert_eq!(states(json, &history)[0].1, "edited");
    }

    #[test]
    fn line_endings_are_no_edit_even_when_only_checksums_are_sent() {
        let history = [recorded("a", "a\n", Standing::Applied)];
        assert_eq!(
            states(r#"[{"name":"a","sql":"a\r\n"}]"#, &history)[0].1,
            "applied"
        );
        let crlf = format!(r#"[{{"name":"a","checksum":"{}"}}]"#, checksum::of("a\r\n"));
        assert_eq!(states(&crlf, &history)[0].1, "applied");
        let other = format!(r#"[{{"name":"a","checksum":"{}"}}]"#, checksum::of("b"));
        assert_eq!(states(&other, &history)[0].1, "edited");
    }

    #[test]
    fn a_deployment_is_refused_with_the_names() {
        let history = [recorded("z", "z", Standing::Applied)];
        let bundle = Bundle::parse(r#"[{"name":"a","sql":""}]"#).unwrap();
        let lines = diagnose(&bundle, &history, &|_| None);
        let refused = pending(&lines, &bundle, &history, Allowed::default());
        assert_eq!(
            refused,
            Err(Error::Missing {
                names: vec!["z".into()]
            })
        );
        let allowed = pending(&lines, &bundle, &history, Allowed { missing: true });
        assert_eq!(allowed, Ok(vec![0]));
    }
}
