//! Columns that come to a table which may have rows.

use super::{names, probe, Hazard, HazardKind};
use crate::diff::fate::Fates;
use crate::schema::{Column, Object};

pub fn columns(fates: &Fates, i: usize, to: &Object) -> Vec<Hazard> {
    let now = fates.current(i);
    let is_new = |c: &&Column| {
        let old = now.column(&c.name);
        old.is_none_or(|old| crate::render::is_column_replaced(old, c, fates.context.server()))
    };
    let new = to.columns.iter().filter(is_new);
    new.flat_map(|column| column_hazards(fates, to, column))
        .collect()
}

fn column_hazards(fates: &Fates, table: &Object, column: &Column) -> Option<Hazard> {
    let has = |name: &str| column.attributes.get(name).is_some();
    let (name, t) = (&column.name, table.name.as_deref().unwrap_or_default());
    let default = column.attributes.get("default").and_then(|d| d.as_str());
    let computed = has("identity")
        || column
            .attributes
            .get("generated")
            .is_some_and(|g| g == "stored");
    if computed || default.is_some_and(|d| d.contains('(')) {
        let message = format!("All rows of the table `{t}` are written again.");
        return Some(Hazard::new(HazardKind::Rewrite, message));
    }
    let required = has("not_null") && default.is_none() && !has("generated");
    let added =
        format!("Added the required column `{name}` to the `{t}` table without a default value.");
    let message = format!("{added} This is not possible if the table is not empty.");
    let (before, after) = (
        format!("{added} There are "),
        " rows in this table, it is not possible to execute this step.",
    );
    let probe = names::table(fates, table).map(|t| probe::rows(&t));
    required.then(|| {
        Hazard::new(HazardKind::MayFail, message)
            .probed(probe)
            .counted(before, after)
    })
}
