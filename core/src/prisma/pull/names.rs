//! Names that Prisma's language takes, for those that the database has.

use super::previous::Previous;
use crate::prisma::model::Model;
use std::collections::{HashMap, HashSet};

/// Names of models and enums that Prisma's client keeps for itself.
const RESERVED: &str = "PrismaClient break case catch class const continue debugger default delete do \
    else enum export extends false finally for function if implements import in instanceof interface \
    let new null package private protected public return super switch this throw true try typeof var \
    void while with yield";

/// A name in the language, and that in the database where it is another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    pub name: String,
    pub map: Option<String>,
    /// The language reserves the own name.
    pub reserved: bool,
    /// Another one has the own name.
    pub duplicate: bool,
}

impl Name {
    fn of(own: &str, name: String) -> Self {
        Name {
            map: (name != own).then(|| own.to_owned()),
            name,
            reserved: false,
            duplicate: false,
        }
    }

    /// As a file had it, where a name can be mapped to itself.
    pub fn previous(own: &str, name: &str, is_mapped: bool) -> Self {
        let mut kept = Name::of(own, name.into());
        kept.map = kept.map.or_else(|| is_mapped.then(|| own.into()));
        kept
    }

    /// Something else than what the own name gives was needed.
    pub fn is_made_up(&self, own: &str) -> bool {
        self.name != cleaned(own)
    }
}

/// Letters, digits and `_` after a letter: what does not fit goes away at the beginning and becomes
/// `_` elsewhere. Nothing may be left.
fn cleaned(own: &str) -> String {
    let start = own.trim_start_matches(|c: char| !c.is_ascii_alphabetic());
    let fits = |c: char| c.is_ascii_alphanumeric() || c == '_';
    start
        .chars()
        .map(|c| if fits(c) { c } else { '_' })
        .collect()
}

/// The same, and a made-up name where nothing is left.
pub fn sanitised(own: &str, what: &str) -> String {
    match cleaned(own) {
        empty if empty.is_empty() => {
            format!("{what}_{}", fitting(own).trim_start_matches('_'))
        }
        name => name,
    }
}

/// A part of a name, after others.
pub fn fitting(part: &str) -> String {
    cleaned(&format!("a{part}"))[1..].into()
}

/// Names of one place, each of which occurs once.
#[derive(Default)]
pub struct Taken(HashSet<String>);

impl Taken {
    pub fn keep(&mut self, name: &str) {
        self.0.insert(name.into());
    }

    /// The name, with a number where it is taken.
    pub fn free(&mut self, name: String) -> String {
        let numbered = (2..).map(|n| format!("{name}_{n}"));
        let mut names = std::iter::once(name.clone()).chain(numbered);
        let free = names.find(|n| !self.0.contains(n)).unwrap_or(name);
        self.0.insert(free.clone());
        free
    }

    /// The name of a field or of an enum's value.
    pub fn member(&mut self, own: &str, what: &str) -> Name {
        Name::of(own, self.free(sanitised(own, what)))
    }
}

/// An enum's value that is empty.
pub const EMPTY: &str = "EMPTY_ENUM_VALUE";

/// The names of all tables and enums, as many as the model has of them. Tables of many-to-many
/// relations, which have no name in the language, do not count.
pub fn top_level(
    model: &Model,
    joins: &HashSet<usize>,
    previous: Option<&Previous>,
) -> (Vec<Name>, Vec<Name>) {
    let tables = model.tables.iter().enumerate().map(|(at, table)| Entry {
        namespace: &table.namespace,
        own: &table.name,
        what: "model",
        previous: previous
            .and_then(|p| p.model(&table.namespace, &table.name))
            .map(|m| (m.name(), m.named.is_mapped())),
        counts: !joins.contains(&at),
    });
    let enums = model.enums.iter().map(|own| Entry {
        namespace: &own.namespace,
        own: &own.name,
        what: "enum",
        previous: previous
            .and_then(|p| p.of_enum(&own.namespace, &own.name))
            .map(|n| (n.name(), n.is_mapped())),
        counts: true,
    });
    let entries: Vec<Entry> = tables.chain(enums).collect();
    let mut names = name_all(&entries);
    let enums = names.split_off(model.tables.len());
    (names, enums)
}

struct Entry<'a> {
    namespace: &'a str,
    own: &'a str,
    what: &'static str,
    /// The name before, and whether another one was written beside it.
    previous: Option<(&'a str, bool)>,
    counts: bool,
}

fn name_all(entries: &[Entry]) -> Vec<Name> {
    let mut counts: HashMap<String, usize> = HashMap::new();
    let mut taken = Taken::default();
    for entry in entries.iter().filter(|e| e.counts) {
        let name = match entry.previous {
            Some((name, _)) => {
                taken.keep(name);
                name.to_owned()
            }
            None => cleaned(entry.own),
        };
        *counts.entry(name).or_default() += 1;
    }
    let several = |own: &str| counts.get(&cleaned(own)).is_some_and(|n| *n > 1);
    let name_of = |entry: &Entry| match entry.previous {
        Some((name, is_mapped)) => Name::previous(entry.own, name, is_mapped),
        None if !entry.counts => Name::of(entry.own, entry.own.into()),
        None => new_name(entry, several(entry.own), &mut taken),
    };
    entries.iter().map(name_of).collect()
}

fn new_name(entry: &Entry, duplicate: bool, taken: &mut Taken) -> Name {
    let reserved = RESERVED
        .split_ascii_whitespace()
        .any(|word| word == entry.own);
    let wanted = match (duplicate, reserved) {
        (true, _) => sanitised(&format!("{}_{}", entry.namespace, entry.own), entry.what),
        (false, true) => format!("Renamed{}", entry.own),
        (false, false) => sanitised(entry.own, entry.what),
    };
    Name {
        reserved: reserved && !duplicate,
        duplicate,
        ..Name::of(entry.own, taken.free(wanted))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_fit() {
        for (own, name) in [
            ("users", "users"),
            ("_users", "users"),
            ("1st place", "st_place"),
            ("größe", "gr__e"),
            ("123", "field_123"),
            ("-", "field_"),
            ("", "field_"),
        ] {
            assert_eq!(sanitised(own, "field"), name, "{own}");
        }
        let mut taken = Taken::default();
        let names = ["a-b", "a b", "a_b"].map(|own| taken.member(own, "field"));
        assert_eq!(names[0].name, "a_b");
        assert_eq!(names[1].name, "a_b_2");
        assert_eq!(
            (names[2].name.as_str(), names[2].map.as_deref()),
            ("a_b_3", Some("a_b"))
        );
    }

    #[test]
    fn top_level_names() {
        let entry = |namespace, own| Entry {
            namespace,
            own,
            what: "model",
            previous: None,
            counts: true,
        };
        let entries = [
            entry("a", "t"),
            entry("b", "t"),
            entry("a", "break"),
            entry("a", "9"),
        ];
        let names = name_all(&entries);
        let shown: Vec<_> = names.iter().map(|n| n.name.as_str()).collect();
        assert_eq!(shown, ["a_t", "b_t", "Renamedbreak", "model_9"]);
        assert_eq!(names[0].map.as_deref(), Some("t"));
        assert!(names[2].reserved && names[0].duplicate);
    }
}
