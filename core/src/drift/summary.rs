//! The drift in the words of Prisma Migrate's drift summary: its sections and lines in its order.
//! What Prisma's schema language has no words for follows in the same style, so that nothing is
//! left out.
//!
//! Two slips of Prisma's are not repeated: the `)` on a line of its own after an added primary key,
//! and removed extensions without their names.
//! Nor is a column ever one that `would be dropped and recreated`: what differs has happened already.

mod attributes;
mod column;
mod default;
mod keys;
mod overview;
mod sections;

use super::{Change, Changed, Difference, Subject};
use crate::schema::{Kind, Object};
use overview::Overview;
use sections::{Fate, Sections, Step, What};

/// The text; it ends with a line end, but where there is no difference.
pub fn summary(differences: &[Difference<'_>]) -> String {
    if differences.is_empty() {
        return "No difference detected.".into();
    }
    let differences = split(differences);
    let overview = Overview::of(&differences);
    let mut sections = Sections::default();
    let (keys, rest): (Vec<_>, Vec<_>) = (differences.iter())
        .partition(|d| d.subject != Subject::Column && sides(d).all(keys::is_key));
    keys::write(&keys, &overview, &mut sections);
    for difference in rest {
        match difference.subject {
            Subject::Column => column::write(difference, &overview, &mut sections),
            Subject::Object(_) => write(difference, &overview, &mut sections),
        }
    }
    sections.text()
}

/// The differences, where a constraint that has become one of another type is two: it was removed
/// and added.
fn split<'a>(differences: &[Difference<'a>]) -> Vec<Difference<'a>> {
    let mut list = Vec::with_capacity(differences.len());
    for difference in differences {
        if difference.subject != Subject::Object(Kind::Constraint) || !changes(difference, "type") {
            list.push(difference.clone());
            continue;
        }
        list.push(Difference {
            change: Change::Removed,
            actual: None,
            ..difference.clone()
        });
        list.push(Difference {
            change: Change::Added,
            expected: None,
            ..difference.clone()
        });
    }
    list
}

fn changes(difference: &Difference<'_>, attribute: &str) -> bool {
    match &difference.change {
        Change::Changed(list) => list.iter().any(|c| c.name == attribute),
        _ => false,
    }
}

fn sides<'a>(difference: &Difference<'a>) -> impl Iterator<Item = &'a Object> {
    difference.expected.into_iter().chain(difference.actual)
}

/// Writes what happened to an object that is no key of a table.
fn write(difference: &Difference<'_>, overview: &Overview, sections: &mut Sections) {
    let Some(object) = difference.actual.or(difference.expected) else {
        return;
    };
    let what = What::of(object);
    match &difference.change {
        Change::Added | Change::Removed if overview.comes_with_another(difference, object) => {}
        Change::Added => sections.list(Fate::Added, what, overview.entry(object)),
        Change::Removed => sections.list(Fate::Removed, what, overview.entry(object)),
        Change::Renamed { .. } => {
            let was = difference.expected.unwrap_or(object);
            sections.renamed(what, &overview.renamed(was, object));
        }
        Change::Changed(list) => {
            let name = overview.name(object);
            for text in changed(object, list) {
                sections.line(what, &name, Step::Attribute, 0, text);
            }
        }
    }
}

fn changed(object: &Object, list: &[Changed]) -> Vec<String> {
    let mut lines = Vec::new();
    let mut rest: Vec<&Changed> = list.iter().collect();
    if object.kind == Kind::Enum {
        lines = variants(list);
        if !lines.is_empty() {
            rest.retain(|c| c.name != "labels");
        }
    }
    lines.extend(attributes::lines(&rest));
    lines
}

/// The added and removed variants of an enum. None where they are the same in another order.
fn variants(list: &[Changed]) -> Vec<String> {
    let labels = list.iter().find(|c| c.name == "labels");
    let [old, new] = [
        labels.and_then(|c| c.expected.as_ref()),
        labels.and_then(|c| c.actual.as_ref()),
    ]
    .map(|labels| {
        let list = labels.and_then(|l| l.as_array()).into_iter().flatten();
        list.filter_map(|l| l.as_str()).collect::<Vec<_>>()
    });
    let added = new.iter().filter(|label| !old.contains(label));
    let removed = old.iter().filter(|label| !new.contains(label));
    (added.map(|label| format!("[+] Added variant `{label}`")))
        .chain(removed.map(|label| format!("[-] Removed variant `{label}`")))
        .collect()
}

#[cfg(test)]
mod tests;
