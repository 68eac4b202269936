//! What Prisma knows on a table besides columns: primary keys, foreign keys and indexes. To it, a
//! unique constraint is a unique index.

use super::super::{Change, Changed, Difference};
use super::attributes;
use super::overview::Overview;
use super::sections::{Sections, Step, What};
use crate::render::quote;
use crate::schema::index::Parts;
use crate::schema::{Kind, Object};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Key {
    Primary,
    Foreign,
    Index { unique: bool },
}

impl Key {
    fn of(object: &Object) -> Option<Self> {
        let unique = object.attributes.get("unique").is_some();
        match (object.kind, object.text("type")) {
            (Kind::Index, _) => Some(Key::Index { unique }),
            (Kind::Constraint, Some("primary key")) => Some(Key::Primary),
            (Kind::Constraint, Some("foreign key")) => Some(Key::Foreign),
            (Kind::Constraint, Some("unique")) => Some(Key::Index { unique: true }),
            _ => None,
        }
    }
}

pub fn is_key(object: &Object) -> bool {
    Key::of(object).is_some()
}

/// With one of these changed it is another key: the old one was removed, the new one added.
const ESSENCE: [&str; 5] = ["definition", "key_columns", "method", "table", "unique"];

#[derive(Default)]
struct Keys<'a> {
    removed: Vec<&'a Object>,
    added: Vec<&'a Object>,
    renamed: Vec<(&'a Object, &'a Object)>,
    altered: Vec<(&'a Object, Vec<&'a Changed>)>,
}

pub fn write(differences: &[&Difference<'_>], overview: &Overview, sections: &mut Sections) {
    let mut keys = Keys::default();
    for difference in differences {
        keys.take(difference);
    }
    keys.removed.sort_by(|a, b| a.name.cmp(&b.name));
    keys.added.sort_by(|a, b| a.name.cmp(&b.name));
    for object in &keys.removed {
        removed(object, overview, sections);
    }
    for object in &keys.added {
        added(object, overview, sections);
    }
    for (was, is) in &keys.renamed {
        renamed(was, is, overview, sections);
    }
    for (object, list) in &keys.altered {
        let name = object.name.as_deref().unwrap_or_default();
        let parts: Vec<String> = list.iter().map(|c| attributes::part(c)).collect();
        let word = What::of(object).word;
        let text = format!("[*] Altered {word} `{name}` ({})", parts.join(", "));
        line(object, Step::AlteredKey, text, overview, sections);
    }
}

impl<'a> Keys<'a> {
    fn take(&mut self, difference: &'a Difference<'_>) {
        match (&difference.change, difference.expected, difference.actual) {
            (Change::Removed, Some(was), _) => match self.added.iter().position(|o| same(o, was)) {
                Some(i) => self.renamed.push((was, self.added.remove(i))),
                None => self.removed.push(was),
            },
            (Change::Added, _, Some(is)) => match self.removed.iter().position(|o| same(o, is)) {
                Some(i) => self.renamed.push((self.removed.remove(i), is)),
                None => self.added.push(is),
            },
            (Change::Renamed { .. }, Some(was), Some(is)) => self.renamed.push((was, is)),
            (Change::Changed(list), Some(was), Some(is)) => {
                let essence = |c: &&Changed| ESSENCE.contains(&c.name.as_str());
                let (essence, rest): (Vec<_>, Vec<_>) = list.iter().partition(essence);
                if !essence.is_empty() {
                    self.removed.push(was);
                    self.added.push(is);
                }
                if !rest.is_empty() {
                    self.altered.push((is, rest));
                }
            }
            _ => {}
        }
    }
}

/// Whether these are the same but for their names, which makes it a rename to Prisma.
fn same(a: &Object, b: &Object) -> bool {
    (a.kind, &a.on, &a.attributes) == (b.kind, &b.on, &b.attributes)
}

/// As in Prisma, a table takes its indexes along when it goes, but not its foreign keys.
fn removed(object: &Object, overview: &Overview, sections: &mut Sections) {
    let on = object.on.as_deref().unwrap_or_default();
    let columns = columns(object);
    let (step, text) = match Key::of(object) {
        Some(Key::Foreign) => (
            Step::RemovedForeignKey,
            format!("[-] Removed foreign key on columns ({columns})"),
        ),
        _ if overview.is_removed(on) => return,
        Some(Key::Primary) => (
            Step::RemovedPrimaryKey,
            format!("[-] Dropped the primary key on columns ({columns})"),
        ),
        _ => (
            Step::RemovedIndex,
            format!("[-] Removed {}index on columns ({columns})", unique(object)),
        ),
    };
    line(object, step, text, overview, sections);
}

/// As in Prisma, a table comes with its primary key only.
fn added(object: &Object, overview: &Overview, sections: &mut Sections) {
    let on = object.on.as_deref().unwrap_or_default();
    let new = overview.is_added(on);
    if new && overview.relation(on).0.kind != Kind::Table {
        return;
    }
    let columns = columns(object);
    let (step, text) = match Key::of(object) {
        Some(Key::Foreign) => (
            Step::AddedForeignKey,
            format!("[+] Added foreign key on columns ({columns})"),
        ),
        Some(Key::Primary) if new => return,
        Some(Key::Primary) => (
            Step::AddedPrimaryKey,
            format!("[+] Added primary key on columns ({columns})"),
        ),
        _ => (
            Step::AddedIndex,
            format!("[+] Added {}index on columns ({columns})", unique(object)),
        ),
    };
    line(object, step, text, overview, sections);
}

fn renamed(was: &Object, is: &Object, overview: &Overview, sections: &mut Sections) {
    let [from, to] = [was, is].map(|o| o.name.as_deref().unwrap_or_default());
    let (step, text) = match Key::of(is) {
        Some(Key::Foreign) => (
            Step::RenamedForeignKey,
            format!("[*] Renamed the foreign key \"{from}\" to \"{to}\""),
        ),
        Some(Key::Primary) => (
            Step::RenamedPrimaryKey,
            format!("[*] Renamed the primary key on columns ({})", columns(was)),
        ),
        _ => (
            Step::RenamedIndex,
            format!("[*] Renamed index `{from}` to `{to}`"),
        ),
    };
    line(is, step, text, overview, sections);
}

fn line(object: &Object, step: Step, text: String, overview: &Overview, sections: &mut Sections) {
    let (what, name) = overview.relation(object.on.as_deref().unwrap_or_default());
    sections.line(what, &name, step, 0, text);
}

fn unique(object: &Object) -> &'static str {
    match Key::of(object) {
        Some(Key::Index { unique: true }) => "unique ",
        _ => "",
    }
}

/// The names of a key's columns; an expression as it is.
fn columns(object: &Object) -> String {
    let definition = || Some(Parts::of(object.text("definition")?)?.key);
    let key = object.text("key_columns").or_else(definition);
    let names: Vec<String> = (items(key.unwrap_or_default()).into_iter())
        .map(column)
        .collect();
    names.join(", ")
}

/// The name of a column without order, collation and operator class.
fn column(item: &str) -> String {
    let (name, rest) = item.split_at(name_end(item));
    match quote::parts(name) {
        Some(names) if rest.is_empty() || rest.starts_with(' ') => names.concat(),
        _ => item.into(),
    }
}

fn name_end(item: &str) -> usize {
    if !item.starts_with('"') {
        return item.find(' ').unwrap_or(item.len());
    }
    let mut end = 1;
    while let Some(at) = item[end..].find('"') {
        end += at + 1;
        if !item[end..].starts_with('"') {
            return end;
        }
        end += 1;
    }
    item.len()
}

/// The parts between commas that are in no quotes and parentheses.
fn items(text: &str) -> Vec<&str> {
    let (mut depth, mut quote, mut start) = (0i32, None, 0);
    let mut list = Vec::new();
    for (at, c) in text.char_indices() {
        match (c, quote) {
            (_, Some(open)) if c == open => quote = None,
            (_, Some(_)) => {}
            ('"' | '\'', None) => quote = Some(c),
            ('(', None) => depth += 1,
            (')', None) => depth -= 1,
            (',', None) if depth == 0 => {
                list.push(text[start..at].trim());
                start = at + 1;
            }
            _ => {}
        }
    }
    list.push(text[start..].trim());
    list
}
