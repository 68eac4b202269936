//! Columns, in Prisma's words.

use super::super::{Change, Changed, Difference};
use super::attributes;
use super::default;
use super::overview::Overview;
use super::sections::{Sections, Step, What};
use crate::schema::{Column, Object};

/// Writes what happened to a column.
pub fn write(difference: &Difference<'_>, overview: &Overview, sections: &mut Sections) {
    let Some(object) = difference.actual.or(difference.expected) else {
        return;
    };
    let (was, is) = difference.columns;
    let Some(column) = is.or(was) else {
        return;
    };
    let (what, table) = (What::of(object), overview.name(object));
    let place = |object: Option<&Object>| {
        let columns = &object?.columns;
        columns.iter().position(|c| c.name == column.name)
    };
    let at = place(difference.actual).or_else(|| place(difference.expected));
    let at = at.unwrap_or_default();
    let name = &column.name;
    let mut line = |step, text| sections.line(what, &table, step, at, text);
    match (&difference.change, was, is) {
        (Change::Added, ..) => line(Step::AddedColumn, format!("[+] Added column `{name}`")),
        (Change::Removed, ..) => line(Step::RemovedColumn, format!("[-] Removed column `{name}`")),
        (Change::Renamed { .. }, Some(was), _) => {
            let text = format!("[*] Renamed column `{}` to `{name}`", was.name);
            line(Step::RenamedColumn, text);
        }
        (Change::Changed(list), Some(was), Some(is)) => {
            let parts = parts(was, is, list);
            if !parts.is_empty() {
                let text = format!("[*] Altered column `{name}` ({})", parts.join(", "));
                line(Step::AlteredColumn, text);
            }
            for grant in list.iter().filter(|c| attributes::is_grant(c)) {
                for text in attributes::grants(grant, &format!(" on column `{name}`")) {
                    line(Step::ColumnGrant, text);
                }
            }
        }
        _ => {}
    }
}

/// What changed: first what Prisma sees, then all else.
fn parts(was: &Column, is: &Column, list: &[Changed]) -> Vec<String> {
    let changed = |name: &str| list.iter().any(|c| c.name == name);
    let mut parts = Vec::new();
    let mut told = vec!["type", "not_null"];
    let (old, new) = match arity(was) == arity(is) && changed("not_null") {
        // Of lists, Prisma does not look at it.
        true => (nullability(was), nullability(is)),
        false => (arity(was), arity(is)),
    };
    if old != new {
        parts.push(format!("changed from {old} to {new}"));
    }
    if let Some(part) = default_part(was, is).filter(|_| changed("default")) {
        told.push("default");
        parts.push(part);
    }
    if changed("type") {
        parts.push("type changed".into());
    }
    if counts(was) != counts(is) {
        told.extend(["default", "identity"]);
        parts.push(match counts(is) {
            true => "column became autoincrementing".into(),
            false => "column is no longer autoincrementing".into(),
        });
    }
    let rest =
        (list.iter()).filter(|c| !told.contains(&c.name.as_str()) && !attributes::is_grant(c));
    parts.extend(rest.map(attributes::part));
    parts
}

/// Prisma speaks of a sequence that comes or goes as autoincrement, not as default.
fn default_part(was: &Column, is: &Column) -> Option<String> {
    let [old, new] = [was, is].map(|c| text(c, "default"));
    let comes = new.is_some_and(default::is_sequence);
    let goes = old.is_some_and(default::is_sequence) && new.is_none();
    let [old, new] = [was, is].map(|c| default::shown(text(c, "default"), kind(c)));
    (old != new && !comes && !goes).then(|| format!("default changed from `{old}` to `{new}`"))
}

/// Whether the column gets numbers from a sequence by itself.
pub fn counts(column: &Column) -> bool {
    column.attributes.get("identity").is_some()
        || text(column, "default").is_some_and(default::is_sequence)
}

fn arity(column: &Column) -> &'static str {
    match kind(column).ends_with("[]") {
        true => "List",
        false => nullability(column),
    }
}

fn nullability(column: &Column) -> &'static str {
    match column.attributes.get("not_null").is_some() {
        true => "Required",
        false => "Nullable",
    }
}

fn kind(column: &Column) -> &str {
    text(column, "type").unwrap_or_default()
}

fn text<'a>(column: &'a Column, name: &str) -> Option<&'a str> {
    column.attributes.get(name)?.as_str()
}
