//! Migrations that stand for others, as a squashed one does: which of them a database needs, and which
//! it has by another name.

use crate::bundle::{Bundle, Migration};
use crate::history::{same_text, Recorded};
use std::borrow::Cow;
use std::collections::HashSet;

/// A row of the history's mapping: the migration `by` was recorded as one that replaces this one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Replaced {
    pub by: String,
    pub name: String,
    pub checksum: String,
}

/// The mapping of a migration and of all that it replaces.
pub fn mapping(migration: &Migration<'_>) -> Vec<Replaced> {
    let of = |part: &Migration<'_>| Replaced {
        by: migration.name.to_string(),
        name: part.name.to_string(),
        checksum: part.checksum.to_string(),
    };
    let own = migration.replaces.iter().map(of);
    own.chain(migration.replaces.iter().flat_map(mapping))
        .collect()
}

/// Bundle and history in the same words, so that they can be compared name by name.
pub struct Settled<'b, 'a> {
    pub bundle: Cow<'b, Bundle<'a>>,
    pub recorded: Vec<Recorded>,
    /// For each of these the row of the history that says so.
    pub rows: Vec<usize>,
}

/// What was recorded is put into the words of the bundle, and a migration of the bundle that replaces
/// others gives way to these where the database has some of them.
pub fn settle<'b, 'a>(
    bundle: &'b Bundle<'a>,
    recorded: Vec<Recorded>,
    mapping: &[Replaced],
    stored_text: &dyn Fn(&str) -> Option<String>,
) -> Settled<'b, 'a> {
    let mut history = History::of(bundle, recorded, mapping);
    let bundle = match bundle.migrations.iter().all(|m| m.replaces.is_empty()) {
        true => Cow::Borrowed(bundle),
        false => Cow::Owned(history.unfold(bundle, stored_text)),
    };
    let (rows, recorded) = history.list.into_iter().unzip();
    Settled {
        bundle,
        recorded,
        rows,
    }
}

struct History {
    /// With the places of the rows.
    list: Vec<(usize, Recorded)>,
}

impl History {
    fn of(bundle: &Bundle<'_>, recorded: Vec<Recorded>, mapping: &[Replaced]) -> Self {
        if mapping.is_empty() {
            return History {
                list: recorded.into_iter().enumerate().collect(),
            };
        }
        let all = bundle.migrations.iter().flat_map(Migration::family);
        let bundled: HashSet<String> = all.map(|m| m.name.to_string()).collect();
        let mut known: HashSet<String> = recorded.iter().map(|r| r.name.clone()).collect();
        let words = Words {
            bundled: &bundled,
            mapping,
        };
        let covered = words.covered(&recorded);
        let mut list = Vec::with_capacity(recorded.len());
        for (row, one) in recorded.into_iter().enumerate() {
            if covered.contains(&one.name) && one.standing.is_done() {
                continue;
            }
            let parts = words.of(&one);
            let means_others = !bundled.contains(&one.name) && one.standing.is_done();
            if means_others && parts.iter().any(|part| bundled.contains(&part.name)) {
                let new = parts
                    .into_iter()
                    .filter(|part| known.insert(part.name.clone()));
                list.extend(new.map(|part| (row, part)));
            } else {
                list.push((row, one));
            }
        }
        History { list }
    }

    fn find(&self, name: &str) -> Option<&Recorded> {
        let mut all = self.list.iter().map(|(_, recorded)| recorded);
        all.find(|recorded| recorded.name == name)
    }

    fn unfold<'a>(
        &mut self,
        bundle: &Bundle<'a>,
        stored_text: &dyn Fn(&str) -> Option<String>,
    ) -> Bundle<'a> {
        let mut migrations = Vec::with_capacity(bundle.migrations.len());
        for migration in &bundle.migrations {
            self.put(migration, &mut migrations, stored_text);
        }
        Bundle {
            migrations,
            seed: bundle.seed.clone(),
        }
    }

    /// Appends a migration, with those that it replaces and that are to be looked at.
    fn put<'a>(
        &mut self,
        migration: &Migration<'a>,
        to: &mut Vec<Migration<'a>>,
        stored_text: &dyn Fn(&str) -> Option<String>,
    ) {
        let parts: Vec<_> = migration
            .replaces
            .iter()
            .flat_map(Migration::family)
            .collect();
        let has_parts = parts.iter().any(|part| self.find(&part.name).is_some());
        let is_done = self.is_done(migration);
        if has_parts && is_done {
            for part in parts {
                self.put_if_odd(part, to, stored_text);
            }
        } else if has_parts {
            for part in &migration.replaces {
                self.put(part, to, stored_text);
            }
        }
        to.push(Migration {
            is_covered: has_parts && !is_done,
            ..migration.clone()
        });
    }

    /// What was applied before it was replaced is no news, unless it has another text than was replaced.
    fn put_if_odd<'a>(
        &mut self,
        part: &Migration<'a>,
        to: &mut Vec<Migration<'a>>,
        stored_text: &dyn Fn(&str) -> Option<String>,
    ) {
        let Some(recorded) = self.find(&part.name) else {
            return;
        };
        if recorded.standing.is_done() && same_text(part, recorded, stored_text) {
            self.list.retain(|(_, recorded)| recorded.name != part.name);
        } else {
            to.push(part.clone());
        }
    }

    fn is_done(&self, migration: &Migration<'_>) -> bool {
        let recorded = self.find(&migration.name);
        recorded.is_some_and(|recorded| recorded.standing.is_done())
    }
}

/// The names that a bundle knows.
struct Words<'a> {
    bundled: &'a HashSet<String>,
    mapping: &'a [Replaced],
}

impl Words<'_> {
    /// What a recorded migration replaces, as far down as the bundle knows the names.
    fn of(&self, recorded: &Recorded) -> Vec<Recorded> {
        let mut seen = HashSet::from([recorded.name.clone()]);
        let mut open = vec![recorded.name.clone()];
        let mut parts = Vec::new();
        while let Some(by) = open.pop() {
            for part in self.mapping.iter().filter(|part| part.by == by) {
                // Rows that somebody changed may go round in circles.
                if !seen.insert(part.name.clone()) {
                    continue;
                }
                if self.bundled.contains(&part.name) || !self.replaces(&part.name) {
                    parts.push(Recorded {
                        name: part.name.clone(),
                        checksum: part.checksum.clone(),
                        standing: recorded.standing,
                    });
                } else {
                    open.push(part.name.clone());
                }
            }
        }
        parts
    }

    /// What the bundle does not have any more, because the history has what replaces it.
    fn covered(&self, recorded: &[Recorded]) -> HashSet<String> {
        let done = recorded.iter().filter(|r| r.standing.is_done());
        let mut open: Vec<&str> = done
            .map(|r| r.name.as_str())
            .filter(|name| self.bundled.contains(*name))
            .collect();
        let mut covered = HashSet::new();
        while let Some(by) = open.pop() {
            let parts = self.mapping.iter().filter(|part| part.by == by);
            for part in parts.filter(|part| !self.bundled.contains(&part.name)) {
                if covered.insert(part.name.clone()) {
                    open.push(&part.name);
                }
            }
        }
        covered
    }

    fn replaces(&self, name: &str) -> bool {
        self.mapping.iter().any(|part| part.by == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checksum;
    use crate::history::{diagnose, name, Standing};

    fn one(name: &str) -> Migration<'_> {
        Migration::new(name, name)
    }

    fn squashed<'a>(name: &'a str, replaces: &[Migration<'a>]) -> Migration<'a> {
        Migration {
            replaces: replaces.to_vec(),
            ..Migration::new(name, name)
        }
    }

    fn recorded(name: &str, standing: Standing) -> Recorded {
        Recorded {
            name: name.into(),
            checksum: checksum::of(name),
            standing,
        }
    }

    /// `name state` of each migration; a star for those that would be recorded without running them.
    fn states(bundle: &[Migration<'_>], history: &[&str], map: &[Replaced]) -> String {
        let history: Vec<Recorded> = (history.iter())
            .map(|name| recorded(name, Standing::Applied))
            .collect();
        told(bundle, history, map)
    }

    fn told(bundle: &[Migration<'_>], history: Vec<Recorded>, map: &[Replaced]) -> String {
        let bundle = Bundle {
            migrations: bundle.to_vec(),
            ..Bundle::default()
        };
        let settled = settle(&bundle, history, map, &|_| None);
        let lines = diagnose(&settled.bundle, &settled.recorded, &|_| None);
        let line = |line: &crate::history::Line| {
            let covered = line
                .bundled
                .is_some_and(|i| settled.bundle.migrations[i].is_covered);
            let star = if covered { "*" } else { "" };
            let name = name(line, &settled.bundle, &settled.recorded);
            format!("{name} {}{star}", line.state.as_str())
        };
        lines.iter().map(line).collect::<Vec<_>>().join(", ")
    }

    #[test]
    fn it_depends_on_what_the_database_has() {
        let bundle = [squashed("b2", &[one("a"), one("b")]), one("c")];
        for (history, expected) in [
            (&[][..], "b2 pending, c pending"),
            (&["a"][..], "a applied, b pending, b2 pending*, c pending"),
            (&["a", "b"], "a applied, b applied, b2 pending*, c pending"),
            (
                &["a", "b", "c"],
                "a applied, b applied, b2 pending*, c applied",
            ),
            (&["a", "b", "b2", "c"], "b2 applied, c applied"),
            (&["b2", "c"], "b2 applied, c applied"),
            (&["b2", "c", "x"], "b2 applied, c applied, x missing"),
        ] {
            assert_eq!(states(&bundle, history, &[]), expected, "{history:?}");
        }
    }

    #[test]
    fn an_old_bundle_knows_what_it_is_by_the_mapping() {
        let map = mapping(&squashed("b2", &[one("a"), one("b")]));
        let old = [one("a"), one("b")];
        assert_eq!(states(&old, &["b2"], &map), "a applied, b applied");
        assert_eq!(
            states(&old, &["a", "b", "b2"], &map),
            "a applied, b applied"
        );
        let older = [one("a")];
        assert_eq!(states(&older, &["b2"], &map), "a applied, b missing");
        assert_eq!(states(&[one("x")], &["b2"], &map), "x pending, b2 missing");
    }

    #[test]
    fn in_the_end_nobody_needs_the_old_ones() {
        let second = squashed("c2", &[squashed("b2", &[one("a"), one("b")]), one("c")]);
        let history = ["a", "b", "b2", "c", "c2", "x"];
        let bundle = [one("c2"), one("d")];
        assert_eq!(
            states(&bundle, &history, &mapping(&second)),
            "c2 applied, d pending, x missing"
        );
    }

    #[test]
    fn edited_and_failed_ones_are_still_seen() {
        let edited = Migration::new("a", "other");
        let map = mapping(&squashed("b2", &[one("a"), one("b")]));
        let bundle = [squashed("b2", &[edited.clone(), one("b")])];
        assert_eq!(
            states(&bundle, &["a"], &[]),
            "a edited, b pending, b2 pending*"
        );
        assert_eq!(
            states(&bundle, &["a", "b", "b2"], &map),
            "a edited, b2 applied"
        );
        assert_eq!(
            states(&[edited, one("b")], &["b2"], &map),
            "a edited, b applied"
        );
        let half = vec![
            recorded("a", Standing::Applied),
            recorded("b", Standing::Failed),
        ];
        let bundle = [squashed("b2", &[one("a"), one("b")])];
        assert_eq!(told(&bundle, half, &[]), "a applied, b failed, b2 pending*");
    }

    #[test]
    fn squashed_ones_can_be_squashed() {
        let first = squashed("b2", &[one("a"), one("b")]);
        let second = squashed("c2", &[first.clone(), one("c")]);
        let map = mapping(&second);
        let all = [second.clone(), one("d")];
        for (history, expected) in [
            (&[][..], "c2 pending, d pending"),
            (
                &["a"][..],
                "a applied, b pending, b2 pending*, c pending, c2 pending*, d pending",
            ),
            (&["b2"], "b2 applied, c pending, c2 pending*, d pending"),
            (&["a", "b", "b2", "c", "c2"], "c2 applied, d pending"),
        ] {
            assert_eq!(states(&all, history, &map), expected, "{history:?}");
        }
        let oldest = [one("a"), one("b"), one("c")];
        assert_eq!(
            states(&oldest, &["c2"], &map),
            "a applied, b applied, c applied"
        );
        assert_eq!(
            states(&[first, one("c")], &["c2"], &map),
            "b2 applied, c applied"
        );
        // One that squashes the same in one go.
        let flat = squashed("c3", &[one("a"), one("b"), one("c")]);
        assert_eq!(
            states(&[flat], &["b2"], &mapping(&second.replaces[0])),
            "a applied, b applied, c pending, c3 pending*"
        );
    }
}
