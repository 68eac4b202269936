//! One migration of all differences.

use super::around::Around;
use super::cure::{change, script};
use super::order::by_need;
use super::{Change, Difference, Subject};
use crate::render::{self, Context};
use crate::schema::Object;
use std::collections::HashSet;

/// The text of a migration that makes the expected schema what it is now. The error lists what no
/// statement can be given for.
pub fn adopt(differences: &[Difference<'_>], around: &Around) -> Result<String, Vec<String>> {
    let context = Context::between(&around.expected, &around.live);
    let mut text = Steps::default();
    text.step("rename", renames(differences)?);
    text.step("drop", drops(differences, &context));
    let (mut statements, mut last) = (Vec::new(), Vec::new());
    let mut impossible = Vec::new();
    let pairs = pairs(differences);
    let objects: Vec<&Object> = pairs.iter().map(|(_, to)| *to).collect();
    for i in by_need(&objects) {
        let (from, to) = &pairs[i];
        match from {
            None => {
                let to = around.to_create(to);
                statements.extend(render::create(&to, &context));
                last.extend(render::finish(&to, &context));
            }
            Some(from) => match change(from, to, &context) {
                Some(list) => statements.extend(list),
                None => impossible.push(to.id()),
            },
        }
    }
    if !impossible.is_empty() {
        return Err(impossible);
    }
    text.step("create and change", statements);
    text.step("finish", last);
    Ok(text.0)
}

#[derive(Default)]
struct Steps(String);

impl Steps {
    fn step(&mut self, name: &str, statements: Vec<String>) {
        if let Some(script) = script(Some(statements)) {
            let blank = if self.0.is_empty() { "" } else { "\n" };
            self.0.push_str(&format!("{blank}-- {name}\n{script}\n"));
        }
    }
}

fn renames(differences: &[Difference<'_>]) -> Result<Vec<String>, Vec<String>> {
    let mut list = Vec::new();
    let mut impossible = Vec::new();
    for difference in differences {
        let (Change::Renamed { .. }, Some(was), Some(is)) =
            (&difference.change, difference.expected, difference.actual)
        else {
            continue;
        };
        let statements = match (difference.subject, difference.columns) {
            (Subject::Column, (Some(old), Some(new))) => {
                render::rename_column(is, &old.name, &new.name)
            }
            _ => render::rename(was, is),
        };
        match statements {
            // Tables first: their columns are named by the new name.
            Some(statements) if difference.subject == Subject::Column => list.extend(statements),
            Some(statements) => {
                list.splice(0..0, statements);
            }
            None => impossible.push(was.id()),
        }
    }
    if impossible.is_empty() {
        Ok(list)
    } else {
        Err(impossible)
    }
}

/// What depends on others goes first; what hangs on a dropped table goes with it.
fn drops(differences: &[Difference<'_>], context: &Context<'_>) -> Vec<String> {
    let removed: Vec<&Object> = (differences.iter())
        .filter(|d| d.change == Change::Removed && d.subject != Subject::Column)
        .filter_map(|d| d.expected)
        .collect();
    let tables: HashSet<&str> = removed.iter().map(|o| o.display.as_str()).collect();
    let goes_along = |o: &Object| {
        let foreign_key = o.text("type") == Some("foreign key");
        let table = o
            .text("owned_by")
            .and_then(|column| column.rsplit_once('.'))
            .map(|t| t.0);
        o.on.as_deref().is_some_and(|on| tables.contains(on)) && !foreign_key
            || table.is_some_and(|t| tables.contains(t))
    };
    let order = by_need(&removed);
    (order.into_iter().rev())
        .map(|i| removed[i])
        .filter(|o| !goes_along(o))
        .flat_map(|o| render::drop(o, context))
        .collect()
}

/// The objects to create, and those to change with what they were.
fn pairs<'a>(differences: &[Difference<'a>]) -> Vec<(Option<Object>, &'a Object)> {
    let mut known = HashSet::new();
    let mut pairs = Vec::new();
    for difference in differences {
        let Some(to) = difference.actual else {
            continue;
        };
        if !known.insert(to.id()) {
            continue;
        }
        let from = difference.expected.map(|was| renamed(was, to, differences));
        pairs.push((from, to));
    }
    pairs
}

/// An expected object after the renames.
fn renamed(was: &Object, is: &Object, differences: &[Difference<'_>]) -> Object {
    let mut object = Object {
        display: is.display.clone(),
        schema: is.schema.clone(),
        name: is.name.clone(),
        arguments: is.arguments.clone(),
        on: is.on.clone(),
        ..was.clone()
    };
    for difference in differences {
        let same = difference.expected.is_some_and(|e| std::ptr::eq(e, was));
        if let (true, Change::Renamed { .. }, (Some(old), Some(new))) =
            (same, &difference.change, difference.columns)
        {
            for column in object.columns.iter_mut().filter(|c| c.name == old.name) {
                column.name.clone_from(&new.name);
            }
        }
    }
    // What follows from renames elsewhere is no change of this object.
    let changed: HashSet<&str> = (differences.iter())
        .filter(|d| {
            d.subject != Subject::Column && d.expected.is_some_and(|e| std::ptr::eq(e, was))
        })
        .flat_map(|d| match &d.change {
            Change::Changed(list) => list.iter().map(|c| c.name.as_str()).collect(),
            _ => Vec::new(),
        })
        .collect();
    if changed.contains("table") {
        object.on.clone_from(&was.on);
    }
    for (name, value) in is.attributes.iter() {
        if !changed.contains(name) {
            object.attributes.insert(name, value.clone());
        }
    }
    for column in &mut object.columns {
        let Some(now) = is.column(&column.name) else {
            continue;
        };
        let of_column = |d: &&Difference<'_>| {
            d.expected.is_some_and(|e| std::ptr::eq(e, was))
                && d.columns.1.is_some_and(|c| c.name == column.name)
        };
        let difference: Vec<_> = differences.iter().filter(of_column).collect();
        let same = |name: &str| !difference.iter().any(|d| d.changes(name));
        for (name, value) in now.attributes.iter().filter(|(name, _)| same(name)) {
            column.attributes.insert(name, value.clone());
        }
    }
    object
}
