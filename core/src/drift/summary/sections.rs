//! The sections of the summary and their order.

use crate::schema::{Kind, Object};
use std::collections::BTreeMap;
use std::fmt::Write;

/// What has become of the objects of a section.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fate {
    Added,
    Removed,
    Renamed,
    Changed,
}

/// The sections that Prisma has, in its order, with the renames that it does not know before the
/// changes. All others follow.
const PRISMA: [(Fate, Kind); 12] = [
    (Fate::Added, Kind::Schema),
    (Fate::Changed, Kind::Extension),
    (Fate::Removed, Kind::Extension),
    (Fate::Added, Kind::Extension),
    (Fate::Added, Kind::Enum),
    (Fate::Added, Kind::Table),
    (Fate::Removed, Kind::Enum),
    (Fate::Removed, Kind::Table),
    (Fate::Renamed, Kind::Enum),
    (Fate::Changed, Kind::Enum),
    (Fate::Renamed, Kind::Table),
    (Fate::Changed, Kind::Table),
];

/// The lines of a changed table, in Prisma's order, and what it does not see at the end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    RemovedForeignKey,
    RemovedIndex,
    RemovedPrimaryKey,
    RenamedPrimaryKey,
    RemovedColumn,
    AddedColumn,
    RenamedColumn,
    AlteredColumn,
    AddedPrimaryKey,
    AddedIndex,
    RenamedForeignKey,
    AddedForeignKey,
    RenamedIndex,
    AlteredKey,
    ColumnGrant,
    Attribute,
}

/// What people call a kind of object.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct What {
    pub kind: Kind,
    pub word: &'static str,
}

impl What {
    pub fn of(object: &Object) -> Self {
        let word = match (object.kind, object.text("type")) {
            (Kind::Constraint, Some("check")) => "check constraint",
            (Kind::Constraint, Some("exclusion")) => "exclusion constraint",
            (Kind::Constraint, Some("unique")) => "unique constraint",
            (Kind::Constraint, Some("primary key")) => "primary key",
            (Kind::Constraint, Some("foreign key")) => "foreign key",
            (kind, _) => kind.as_str(),
        };
        let kind = object.kind;
        What { kind, word }
    }

    pub fn kind(kind: Kind) -> Self {
        let word = kind.as_str();
        What { kind, word }
    }

    fn plural(self) -> String {
        let word = self.word;
        match self.kind {
            // Prisma's capital.
            Kind::Schema => "Schemas".into(),
            Kind::Statistics | Kind::DefaultPrivileges | Kind::Privileges => word.into(),
            _ => match word.strip_suffix('y') {
                Some(stem) if !stem.ends_with('e') => format!("{stem}ies"),
                _ if word.ends_with(['s', 'x']) => format!("{word}es"),
                _ => format!("{word}s"),
            },
        }
    }
}

/// A name in a list, after its schema's.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Entry {
    pub schema: Option<String>,
    pub name: String,
}

/// Names of an object before and after.
pub struct Renamed {
    pub from: String,
    pub to: String,
}

#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    prisma: usize,
    fate: Fate,
    what: What,
    /// Of a section for one object.
    name: String,
}

impl Place {
    fn new(fate: Fate, what: What, name: &str) -> Self {
        let own = |place: &(Fate, Kind)| *place == (fate, what.kind);
        Place {
            prisma: PRISMA.iter().position(own).unwrap_or(PRISMA.len()),
            fate,
            what,
            name: name.into(),
        }
    }
}

#[derive(Debug, Default)]
struct Section {
    head: String,
    entries: Vec<Entry>,
    lines: Vec<(Step, usize, String)>,
}

#[derive(Debug, Default)]
pub struct Sections(BTreeMap<Place, Section>);

impl Sections {
    /// Puts an object into the list of those that were added or removed.
    pub fn list(&mut self, fate: Fate, what: What, entry: Entry) {
        let (sign, verb) = match fate {
            Fate::Removed => ('-', "Removed"),
            _ => ('+', "Added"),
        };
        let head = || format!("[{sign}] {verb} {}", what.plural());
        let section = self.section(Place::new(fate, what, ""), head);
        section.entries.push(entry);
    }

    pub fn renamed(&mut self, what: What, names: &Renamed) {
        let Renamed { from, to } = names;
        let head = || format!("[*] Renamed the `{from}` {} to `{to}`", what.word);
        self.section(Place::new(Fate::Renamed, what, from), head);
    }

    /// Writes a line about an object. Lines of the same step stand in the order of `at`, then in
    /// the order that they come in.
    pub fn line(&mut self, what: What, name: &str, step: Step, at: usize, text: String) {
        let head = || format!("[*] Changed the `{name}` {}", what.word);
        let section = self.section(Place::new(Fate::Changed, what, name), head);
        section.lines.push((step, at, text));
    }

    fn section(&mut self, place: Place, head: impl FnOnce() -> String) -> &mut Section {
        self.0.entry(place).or_insert_with(|| Section {
            head: head(),
            ..Section::default()
        })
    }

    pub fn text(mut self) -> String {
        let mut text = String::new();
        for section in self.0.values_mut() {
            section.entries.sort();
            section.lines.sort_by_key(|(step, at, _)| (*step, *at));
            section.write(&mut text).expect("a string takes all");
        }
        text
    }
}

impl Section {
    fn write(&self, text: &mut String) -> std::fmt::Result {
        writeln!(text, "\n{}", self.head)?;
        for entry in &self.entries {
            writeln!(text, "  - {}", entry.name)?;
        }
        for (_, _, line) in &self.lines {
            writeln!(text, "  {line}")?;
        }
        Ok(())
    }
}
