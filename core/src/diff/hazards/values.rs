//! The values of enums.

use super::{names, possible, probe, Hazard, HazardKind};
use crate::diff::fate::Fates;
use crate::diff::plan::Step;
use crate::render::{self, quote};
use crate::schema::{Kind, Object, Schema};
use serde_json::Value;

/// Where a column of an enum gets one with other values. None if it is about other types.
pub fn converted(
    fates: &Fates,
    table: &Object,
    column: &str,
    types: (&str, &str),
) -> Option<Vec<Hazard>> {
    let old = find(fates.from.schema, types.0)?;
    let new = find(fates.to.schema, types.1)?;
    let t = table.name.as_deref().unwrap_or_default();
    let rewrite = format!("All rows of the table `{t}` are written again.");
    let mut list = vec![Hazard::new(HazardKind::Rewrite, rewrite)];
    let kept = labels(new);
    let removed: Vec<&str> = labels(old)
        .into_iter()
        .filter(|l| !kept.contains(l))
        .collect();
    if removed.is_empty() {
        return Some(list);
    }
    let name = new.name.as_deref().unwrap_or_default();
    let message = format!(
        "The values [{}] on the enum `{name}` will be removed. If these variants are still used in the \
         database, this will fail.",
        removed.join(",")
    );
    let probe = || {
        let (t, c) = (
            names::table(fates, table)?,
            names::column(fates, table, column)?,
        );
        let values: Vec<String> = removed.iter().map(|l| quote::literal(l)).collect();
        let values = values.join(", ");
        Some(match types.0.ends_with("[]") {
            true => probe::which(&t, &format!("{c}::pg_catalog.text[] && ARRAY[{values}]")),
            false => probe::which(&t, &format!("{c}::pg_catalog.text IN ({values})")),
        })
    };
    list.push(Hazard::new(HazardKind::MayFail, message).probed(probe()));
    list.extend(possible::values(old, new));
    Some(list)
}

fn find<'a>(schema: &'a Schema, name: &str) -> Option<&'a Object> {
    let display = render::display(name.trim_end_matches("[]"));
    schema.find(Kind::Enum, &display)
}

pub fn labels(object: &Object) -> Vec<&str> {
    let list = object.attributes.get("labels").and_then(Value::as_array);
    list.into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect()
}

/// Values that are added to an enum that stays.
pub fn added(from: &Object, to: &Object) -> Vec<Hazard> {
    let old = labels(from);
    let new: Vec<&str> = labels(to)
        .into_iter()
        .filter(|l| !old.contains(l))
        .collect();
    if new.is_empty() {
        return Vec::new();
    }
    let name = to.name.as_deref().unwrap_or_default();
    let message = format!(
        "The values [{}] that are added to the enum `{name}` cannot be taken away.",
        new.join(",")
    );
    vec![Hazard::new(HazardKind::Irreversible, message)]
}

/// Marks the steps that add values which later ones use.
pub fn needing_commit(steps: &mut [Step]) {
    for i in 0..steps.len() {
        if steps[i].kind != Kind::Enum {
            continue;
        }
        let added: Vec<String> = steps[i].sql.iter().filter_map(|s| value(s)).collect();
        let uses = |s: &String| added.iter().any(|v| s.contains(v.as_str()));
        if steps[i + 1..]
            .iter()
            .any(|later| later.sql.iter().any(uses))
        {
            let message = format!(
                "The values that are added to {} are used by later steps: these need it to be committed.",
                steps[i].object
            );
            steps[i]
                .hazards
                .push(Hazard::new(HazardKind::NeedsCommit, message));
        }
    }
}

/// The constant that a statement adds to an enum.
fn value(statement: &str) -> Option<String> {
    let (_, rest) = statement.split_once(" ADD VALUE ")?;
    let end = rest[1..].find("' ").map_or(rest.len(), |at| at + 2);
    Some(rest[..end].trim_start_matches('E').to_string())
}
