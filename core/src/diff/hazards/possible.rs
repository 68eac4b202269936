//! What is dropped and created in the same shape, as if it was to be renamed.

use super::{Hazard, HazardKind};
use crate::diff::fate::Fates;
use crate::diff::labels;
use crate::diff::plan::{Change, Step};
use crate::drift::Subject;
use crate::schema::{Column, Kind, Object};

/// Adds notes to the steps that drop something.
pub fn notes(fates: &Fates, steps: &mut [Step]) {
    for step in steps {
        let Subject::Object(kind) = step.kind else {
            continue;
        };
        let Some(i) = fates.from.schema.position(kind, &step.object) else {
            continue;
        };
        let list = match step.change {
            Change::Drop if fates.saved_by(i).is_none() => object(fates, i).into_iter().collect(),
            Change::Alter => columns(fates, i),
            Change::Recreate => {
                let to = fates.target(i);
                to.and_then(|to| values(fates.source(i), to))
                    .into_iter()
                    .collect()
            }
            _ => Vec::new(),
        };
        step.hazards.extend(list);
    }
}

fn hint(old: &str, new: &str, what: &str) -> Hazard {
    let quote = |text: &str| serde_json::Value::from(text).to_string();
    let message = format!(
        "{what} If it is to be renamed, say so: {{{}: {}}}.",
        quote(old),
        quote(new)
    );
    Hazard::new(HazardKind::PossibleRename, message)
}

fn object(fates: &Fates, i: usize) -> Option<Hazard> {
    let old = fates.source(i);
    let shape = shape(old)?;
    let all = fates.to.schema.objects.iter().enumerate();
    let new = all.filter(|(t, o)| o.kind == old.kind && fates.back[*t].is_none());
    let (_, new) = { new }.find(|(_, o)| self::shape(o).as_ref() == Some(&shape))?;
    let kind = old.kind;
    let what = format!(
        "The {kind} {} is dropped, and {} of the same shape is created.",
        old.display, new.display
    );
    let name = match old.schema == new.schema {
        true => new.name.clone().unwrap_or_default(),
        false => new.display.clone(),
    };
    Some(hint(&old.display, &name, &what))
}

/// What tells objects of a kind apart besides their names.
fn shape(object: &Object) -> Option<String> {
    let columns = || {
        let column = |c: &Column| format!("{} {:?};", c.name, c.attributes.get("type"));
        let list: String = object.columns.iter().map(column).collect();
        Some(list).filter(|l| !l.is_empty())
    };
    match object.kind {
        Kind::Table | Kind::ForeignTable | Kind::CompositeType => columns(),
        Kind::Enum => Some(format!("{:?}", object.attributes.get("labels")?)),
        Kind::View | Kind::MaterializedView => object.text("definition").map(String::from),
        Kind::Function | Kind::Procedure => {
            let body = object.text("body").or(object.text("sql_body"))?;
            Some(format!("{:?} {body}", object.arguments))
        }
        _ => None,
    }
}

/// A column that goes while one of the same type comes to the table.
fn columns(fates: &Fates, i: usize) -> Vec<Hazard> {
    let Some(to) = fates.target(i) else {
        return Vec::new();
    };
    let from = fates.source(i);
    let kind = |c: &Column| c.attributes.get("type").cloned();
    let mut come: Vec<&Column> = to
        .columns
        .iter()
        .filter(|c| from.column(&c.name).is_none())
        .collect();
    let mut list = Vec::new();
    for old in from.columns.iter().filter(|c| to.column(&c.name).is_none()) {
        let Some(at) = come.iter().position(|new| kind(new) == kind(old)) else {
            continue;
        };
        let new = come.remove(at);
        let display = from.column_display(&old.name);
        let what = format!(
            "The column {display} is dropped, and `{}` of the same type is added.",
            new.name
        );
        list.push(hint(&display, &new.name, &what));
    }
    list
}

/// A value of an enum that goes while another one comes.
pub fn values(from: &Object, to: &Object) -> Option<Hazard> {
    let (old, new) = (labels::of(from), labels::of(to));
    let gone: Vec<&&str> = old.iter().filter(|l| !new.contains(l)).collect();
    let come: Vec<&&str> = new.iter().filter(|l| !old.contains(l)).collect();
    let ([gone], [come]) = (gone.as_slice(), come.as_slice()) else {
        return None;
    };
    let display = to.column_display(gone);
    let what = format!("The value {display} is removed, and '{come}' is added.");
    Some(hint(&display, come, &what))
}
