//! Adopted migrations beside a bundle: which of its migrations they are, and so which text they have.

use super::found::Found;
use super::names::{self, key, mentions, Key};
use super::{Evidence, Origin, Tool};
use crate::bundle::{Bundle, Migration};
use crate::error::{literal, Report};
use crate::history::{Recorded, Standing};
use std::collections::{HashMap, HashSet};

/// What a bundle tells of one row of the history.
#[derive(Debug, Clone, Copy)]
pub struct Lesson<'b, 'a> {
    /// Index into the history.
    pub row: usize,
    pub migration: &'b Migration<'a>,
    /// It is not the row's own migration, but one before it: the tool keeps the last one only.
    pub is_before: bool,
    /// Its place in the history is that in the bundle: the table has no order.
    pub is_placed: bool,
    /// The text is the one that was run, as far as the tool can tell.
    pub agrees: bool,
}

impl Lesson<'_, '_> {
    /// How the migration stands.
    pub fn standing(&self, recorded: &Recorded) -> Standing {
        match (self.is_before, recorded.standing) {
            (true, Standing::Baselined) => Standing::Baselined,
            (true, _) => Standing::Applied,
            (false, own) => own,
        }
    }

    /// Whether the history has to learn it: the name, or the text.
    pub fn is_news(&self, recorded: &Recorded) -> bool {
        self.migration.sql.is_some() && (self.agrees || recorded.name != self.migration.name)
    }
}

/// What the bundle has of the migrations that were adopted without their texts, in its order.
pub fn lessons<'b, 'a>(bundle: &'b Bundle<'a>, recorded: &[Recorded]) -> Vec<Lesson<'b, 'a>> {
    let adopted: Vec<(usize, Origin<'_>)> = recorded
        .iter()
        .enumerate()
        .filter_map(|(i, r)| Some((i, Origin::parse(&r.checksum)?)))
        .collect();
    if adopted.is_empty() {
        return Vec::new();
    }
    let mut match_up = MatchUp::of(bundle, recorded);
    for (row, origin) in &adopted {
        match_up.own(*row, origin);
    }
    for (row, origin) in &adopted {
        match_up.before(*row, origin);
    }
    let mut list = match_up.list;
    list.sort_by_key(|(at, _)| *at);
    list.into_iter().map(|(_, lesson)| lesson).collect()
}

/// The history in the bundle's words: each row, and those which it stands for besides, with the row's
/// index.
pub fn in_words_of(bundle: &Bundle<'_>, recorded: Vec<Recorded>) -> Vec<(usize, Recorded)> {
    if !recorded.iter().any(Recorded::is_textless) {
        return recorded.into_iter().enumerate().collect();
    }
    let mut told: Vec<Vec<Recorded>> = vec![Vec::new(); recorded.len()];
    let mut own: Vec<Option<Recorded>> = vec![None; recorded.len()];
    for lesson in lessons(bundle, &recorded) {
        let row = &recorded[lesson.row];
        let known = Recorded {
            name: lesson.migration.name.to_string(),
            checksum: match lesson.agrees {
                true => lesson.migration.checksum.to_string(),
                false => row.checksum.clone(),
            },
            standing: lesson.standing(row),
        };
        match lesson.is_before {
            true => told[lesson.row].push(known),
            false => own[lesson.row] = Some(known),
        }
    }
    let rows = recorded.into_iter().zip(told).zip(own).enumerate();
    rows.flat_map(|(i, ((row, before), own))| {
        let all = before.into_iter().chain([own.unwrap_or(row)]);
        all.map(move |known| (i, known))
    })
    .collect()
}

struct MatchUp<'b, 'a, 'r> {
    recorded: &'r [Recorded],
    /// The bundle's migrations, and what they replace.
    family: Vec<&'b Migration<'a>>,
    by_name: HashMap<&'b str, usize>,
    by_key: HashMap<(Tool, Key), usize>,
    keyed: HashSet<Tool>,
    /// Names that some row has.
    taken: HashSet<&'b str>,
    /// With the place in the bundle.
    list: Vec<(usize, Lesson<'b, 'a>)>,
}

impl<'b, 'a, 'r> MatchUp<'b, 'a, 'r> {
    fn of(bundle: &'b Bundle<'a>, recorded: &'r [Recorded]) -> Self {
        let family: Vec<&'b Migration<'a>> = bundle
            .migrations
            .iter()
            .flat_map(Migration::family)
            .collect();
        let names = family.iter().enumerate();
        let by_name: HashMap<&'b str, usize> = names.map(|(i, m)| (m.name.as_ref(), i)).collect();
        let known = recorded.iter().filter_map(|r| by_name.get(r.name.as_str()));
        MatchUp {
            taken: known.map(|i| family[*i].name.as_ref()).collect(),
            recorded,
            family,
            by_name,
            by_key: HashMap::new(),
            keyed: HashSet::new(),
            list: Vec::new(),
        }
    }

    /// The migration that the row itself is.
    fn own(&mut self, row: usize, origin: &Origin<'_>) {
        let name = &self.recorded[row].name;
        let named = self.by_name.get(name.as_str()).copied();
        let Some(at) = named.or_else(|| self.meant(origin, name)) else {
            return;
        };
        self.add(at, row, false, origin);
    }

    fn meant(&mut self, origin: &Origin<'_>, name: &str) -> Option<usize> {
        let free = |at: &usize| !self.taken.contains(self.family[*at].name.as_ref());
        if let (Tool::Alembic, Evidence::UpTo(revision)) = (origin.tool, origin.evidence) {
            return place_of(&self.family, revision).filter(free);
        }
        let key = key(origin.tool, name)?;
        if self.keyed.insert(origin.tool) {
            for (at, migration) in self.family.iter().enumerate() {
                let name = migration.name.as_ref();
                if let (false, Some(key)) =
                    (self.taken.contains(name), names::key(origin.tool, name))
                {
                    self.by_key.entry((origin.tool, key)).or_insert(at);
                }
            }
        }
        let at = self.by_key.get(&(origin.tool, key)).copied()?;
        (!self.taken.contains(self.family[at].name.as_ref())).then_some(at)
    }

    /// Those before it, where the table has the last one only, or where it is a baseline.
    fn before(&mut self, row: usize, origin: &Origin<'_>) {
        let Evidence::UpTo(last) = origin.evidence else {
            return;
        };
        let own = self.list.iter().find(|(_, l)| l.row == row && !l.is_before);
        let own = own.map(|(at, _)| *at);
        let limit = names::Version::parse(last);
        let is_before = |at: usize, migration: &Migration<'_>| match origin.tool {
            Tool::Alembic => own.is_some_and(|own| at < own),
            // Without its own file, this is not the tool's folder.
            Tool::GolangMigrate if own.is_none() => false,
            tool => match (names::version(tool, &migration.name), &limit) {
                (Some(version), Some(limit)) => version <= *limit,
                _ => false,
            },
        };
        let before: Vec<usize> = (0..self.family.len())
            .filter(|at| !self.taken.contains(self.family[*at].name.as_ref()))
            .filter(|at| is_before(*at, self.family[*at]))
            .collect();
        for at in before {
            self.add(at, row, true, origin);
        }
    }

    fn add(&mut self, at: usize, row: usize, is_before: bool, origin: &Origin<'_>) {
        let migration = self.family[at];
        self.taken.insert(migration.name.as_ref());
        let lesson = Lesson {
            row,
            migration,
            is_before,
            is_placed: matches!(origin.evidence, Evidence::UpTo(_)),
            agrees: origin.agrees(migration),
        };
        self.list.push((at, lesson));
    }
}

/// The place of the migration that has the revision in its name, best at the beginning.
fn place_of(family: &[&Migration<'_>], revision: &str) -> Option<usize> {
    let places = family.iter().enumerate();
    let places = places.filter_map(|(at, m)| Some((mentions(&m.name, revision)?, at)));
    places.min().map(|(_, at)| at)
}

/// Refuses a bundle that may have migrations which were run, while nothing says which: the tool keeps
/// the last one only, and that one is not in it.
pub fn refuse_unclear(tool: Tool, bundle: &Bundle<'_>, news: &[Found]) -> Result<(), Report> {
    let family: Vec<_> = bundle
        .migrations
        .iter()
        .flat_map(Migration::family)
        .collect();
    let is_unclear = |last: &&Found| match tool {
        Tool::Alembic => !family.is_empty() && place_of(&family, &last.name).is_none(),
        Tool::GolangMigrate => {
            let limit = names::version(tool, &last.name);
            let versions = || family.iter().filter_map(|m| names::version(tool, &m.name));
            versions().all(|version| Some(version) != limit)
                && versions().any(|version| Some(version) < limit)
        }
        _ => false,
    };
    let Some(last) = news.iter().find(is_unclear) else {
        return Ok(());
    };
    let (title, name) = (tool.title(), tool.name());
    let message = format!(
        "the bundle has no migration of the version \"{}\", at which {title} is",
        last.name
    );
    Err(Report::new("22023", message)
        .detail(format!(
            "{title} keeps the last version only: without it nothing says which migrations of the bundle were applied. Nothing was recorded."
        ))
        .hint(format!(
            "Send the bundle that has it, or, if the bundle has new migrations only, none: SELECT * FROM migrate.adopt({})",
            literal(name)
        )))
}

/// Which of these the history has to take in, by the names that it has for them. An error is the place
/// of what stands half-way by a rollout of ours.
pub fn news(
    tool: Tool,
    found: Vec<Found>,
    recorded: &[Recorded],
    by_rollout: &dyn Fn(usize) -> bool,
) -> Result<Vec<Found>, usize> {
    let mut known: HashMap<Key, usize> = HashMap::new();
    for (i, one) in recorded.iter().enumerate() {
        known.insert(Key::Text(one.name.clone()), i);
        if let Some(key) = key(tool, &one.name) {
            known.insert(key, i);
        }
    }
    let revision = |name: &str| match tool {
        Tool::Alembic => recorded
            .iter()
            .position(|r| mentions(&r.name, name).is_some()),
        _ => None,
    };
    let mut list = Vec::new();
    for (i, one) in found.iter().flat_map(|last| passed(last, tool, recorded)) {
        match by_rollout(i) {
            true => return Err(i),
            false => list.push(one),
        }
    }
    for one in found {
        let by_name = known.get(&Key::Text(one.name.clone())).copied();
        let by_key = key(tool, &one.name).and_then(|key| known.get(&key).copied());
        let Some(i) = by_name.or(by_key).or_else(|| revision(&one.name)) else {
            list.push(one);
            continue;
        };
        match recorded[i].standing {
            Standing::Running | Standing::Failed if by_rollout(i) => return Err(i),
            // What was half-way or undone was run since.
            standing if !standing.is_done() && one.standing.is_done() => list.push(Found {
                name: recorded[i].name.clone(),
                ..one
            }),
            _ => {}
        }
    }
    Ok(list)
}

/// What was half-way or undone, and is before the last version that golang-migrate has now: it has run
/// them since.
fn passed(last: &Found, tool: Tool, recorded: &[Recorded]) -> Vec<(usize, Found)> {
    let limit = names::version(tool, &last.name).filter(|_| tool == Tool::GolangMigrate);
    let is_passed = |r: &Recorded| {
        let version = names::version(tool, &r.name);
        !r.standing.is_done() && version.is_some() && version < limit
    };
    let origin = Origin {
        tool,
        evidence: Evidence::None,
    };
    let found = |name: &str| Found {
        name: name.into(),
        origin: origin.as_checksum(),
        standing: Standing::Applied,
        at: None,
        took: None,
        by: None,
    };
    let rows = recorded.iter().enumerate();
    rows.filter(|(_, r)| is_passed(r))
        .map(|(i, r)| (i, found(&r.name)))
        .collect()
}

#[cfg(test)]
mod tests;
