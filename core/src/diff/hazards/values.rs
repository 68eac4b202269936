//! The values of enums.

use super::{names, possible, probe, Hazard, HazardKind};
use crate::diff::fate::Fates;
use crate::diff::labels;
use crate::render::{self, quote};
use crate::schema::{Kind, Object, Schema};

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
    let kept = labels::of(new);
    let removed: Vec<&str> = labels::of(old)
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

/// Values that are added to an enum that stays.
pub fn added(fates: &Fates, from: &Object, to: &Object) -> Vec<Hazard> {
    let new = labels::added(from, to);
    if new.is_empty() {
        return Vec::new();
    }
    let name = to.name.as_deref().unwrap_or_default();
    let message = format!(
        "The values [{}] that are added to the enum `{name}` cannot be taken away.",
        new.join(",")
    );
    let mut list = vec![Hazard::new(HazardKind::Irreversible, message)];
    if labels::must_be_committed(from, to, fates.to.schema) {
        let message = format!(
            "The values that are added to {} are used by later steps: these need it to be committed.",
            to.display
        );
        list.push(Hazard::new(HazardKind::NeedsCommit, message));
    }
    list
}
