//! Constraints that existing rows may violate.

use super::{indexes, names, probe, Hazard, HazardKind};
use crate::diff::fate::Fates;
use crate::render::{quote, syntax};
use crate::schema::{Kind, Object};

pub fn added(fates: &Fates, t: usize) -> Vec<Hazard> {
    let constraint = &fates.to.schema.objects[t];
    let Some(table) = kept_table(fates, constraint) else {
        return Vec::new();
    };
    if constraint.attributes.get("attached_to").is_some() {
        return Vec::new();
    }
    let mut list = match constraint.text("type") {
        Some("primary key") => primary_key(fates, table, constraint),
        Some("unique") => unique(fates, table, constraint),
        Some("check") => check(fates, table, constraint),
        Some("foreign key") => foreign_key(fates, table, constraint),
        _ => {
            let name = constraint.name.as_deref().unwrap_or_default();
            let message = format!("The constraint `{name}` fails if existing rows conflict.");
            vec![Hazard::new(HazardKind::MayFail, message), scan(table)]
        }
    };
    let foreign = constraint.text("type") == Some("foreign key");
    if !foreign && !names::are_there(fates, t) {
        list.iter_mut().for_each(|hazard| hazard.probe = None);
    }
    list
}

/// The table that an object is to hang on, if it is there before and has its rows still.
pub fn kept_table<'a>(fates: &'a Fates, object: &Object) -> Option<&'a Object> {
    let on = object.on.as_deref()?;
    let place = fates.from.schema.position(Kind::Table, on)?;
    fates.target(place).filter(|_| !fates.dropped[place])
}

/// It is looked at in all rows, and some may not fit.
fn may_fail(table: &Object, message: String, probe: Option<String>) -> Vec<Hazard> {
    vec![
        Hazard::new(HazardKind::MayFail, message).probed(probe),
        scan(table),
    ]
}

fn scan(table: &Object) -> Hazard {
    let name = table.name.as_deref().unwrap_or_default();
    let message = format!("All rows of the table `{name}` are read.");
    Hazard::new(HazardKind::FullScan, message)
}

fn is_unchecked(constraint: &Object) -> bool {
    ["not_valid", "not_enforced"]
        .iter()
        .any(|n| constraint.attributes.get(n).is_some())
}

fn keys(constraint: &Object) -> Vec<String> {
    let definition = constraint.text("definition").unwrap_or_default();
    let group = syntax::group(definition).map(|(open, close)| &definition[open + 1..close]);
    let items = group.map(syntax::items).unwrap_or_default();
    items
        .iter()
        .map(|item| quote::parts(item).map_or(item.to_string(), |p| p.concat()))
        .collect()
}

/// The columns as they are called before all steps. None if one is new.
fn columns(fates: &Fates, table: &Object, keys: &[String]) -> Option<Vec<String>> {
    keys.iter()
        .map(|key| names::column(fates, table, key))
        .collect()
}

fn duplicates(fates: &Fates, table: &Object, constraint: &Object) -> Option<String> {
    let keys = columns(fates, table, &keys(constraint))?;
    let distinct = !constraint
        .text("definition")?
        .contains("NULLS NOT DISTINCT");
    Some(probe::duplicates(
        &names::table(fates, table)?,
        &keys,
        None,
        distinct,
    ))
}

fn primary_key(fates: &Fates, table: &Object, constraint: &Object) -> Vec<Hazard> {
    let name = table.name.as_deref().unwrap_or_default();
    let had = fates.from.schema.objects.iter().any(|o| {
        o.kind == Kind::Constraint && o.on == constraint.on && o.text("type") == Some("primary key")
    });
    let message = match had {
        true => format!(
            "The primary key for the `{name}` table will be changed. If it partially fails, the table \
             could be left without primary key constraint."
        ),
        false => indexes::unique_message(&keys(constraint), name),
    };
    let probe = duplicates(fates, table, constraint);
    may_fail(table, message, probe)
}

fn unique(fates: &Fates, table: &Object, constraint: &Object) -> Vec<Hazard> {
    let name = table.name.as_deref().unwrap_or_default();
    let message = indexes::unique_message(&keys(constraint), name);
    let probe = duplicates(fates, table, constraint);
    may_fail(table, message, probe)
}

fn check(fates: &Fates, table: &Object, constraint: &Object) -> Vec<Hazard> {
    if is_unchecked(constraint) {
        return Vec::new();
    }
    let [name, t] = [constraint, table].map(|o| o.name.as_deref().unwrap_or_default());
    let message = format!(
        "A check constraint `{name}` on the table `{t}` will be added. If there are existing rows that \
         violate it, this will fail."
    );
    let condition = constraint.text("definition").and_then(|d| {
        let (open, close) = syntax::group(d)?;
        names::is_valid(fates, table, table, d).then(|| format!("NOT {}", &d[open..=close]))
    });
    let probe = condition.and_then(|c| Some(probe::which(&names::table(fates, table)?, &c)));
    may_fail(table, message, probe)
}

fn foreign_key(fates: &Fates, table: &Object, constraint: &Object) -> Vec<Hazard> {
    if is_unchecked(constraint) {
        return Vec::new();
    }
    let [name, t] = [constraint, table].map(|o| o.name.as_deref().unwrap_or_default());
    let message = format!(
        "A foreign key `{name}` on the table `{t}` will be added. If there are existing values without a \
         row that they refer to, this will fail."
    );
    let probe = orphans(fates, table, constraint);
    may_fail(table, message, probe)
}

fn orphans(fates: &Fates, table: &Object, constraint: &Object) -> Option<String> {
    let definition = constraint.text("definition")?;
    let own = columns(fates, table, &keys(constraint))?;
    let (_, rest) = definition.split_once(" REFERENCES ")?;
    let (open, close) = syntax::group(rest)?;
    let display = crate::render::display(&rest[..open]);
    let other = fates.to.schema.find(Kind::Table, &display)?;
    let others: Option<Vec<String>> = (syntax::items(&rest[open + 1..close]).iter())
        .map(|item| names::column(fates, other, &quote::parts(item)?.concat()))
        .collect();
    let (table, other) = (names::table(fates, table)?, names::table(fates, other)?);
    Some(probe::orphans(&table, &own, &other, &others?))
}

/// A constraint that is validated.
pub fn changed(fates: &Fates, i: usize, to: &Object) -> Vec<Hazard> {
    let was = fates.source(i).attributes.get("not_valid").is_some();
    let Some(table) = kept_table(fates, to).filter(|_| was && !is_unchecked(to)) else {
        return Vec::new();
    };
    match to.text("type") {
        Some("check") => check(fates, table, to),
        Some("foreign key") => foreign_key(fates, table, to),
        _ => Vec::new(),
    }
}

/// All columns of the domain are looked at.
pub fn of_domain(constraint: &Object) -> Vec<Hazard> {
    let name = constraint.name.as_deref().unwrap_or_default();
    let message =
        format!("The constraint `{name}` fails if existing values of the domain violate it.");
    let hazard = Hazard::new(HazardKind::MayFail, message);
    (!is_unchecked(constraint))
        .then_some(hazard)
        .into_iter()
        .collect()
}
