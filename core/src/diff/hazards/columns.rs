//! Columns that go, become required, or get another type.

use super::{casts, names, probe, Hazard, HazardKind};
use crate::diff::fate::Fates;
use crate::render;
use crate::schema::{Column, Object};

/// What is lost where a table lets go of something for a while: computed columns are computed again.
pub fn loosened(fates: &Fates, i: usize) -> Vec<Hazard> {
    let (from, loose) = (fates.source(i), fates.current(i));
    let gone = from
        .columns
        .iter()
        .filter(|c| loose.column(&c.name).is_none());
    let again = gone.filter(|c| {
        fates
            .target(i)
            .is_some_and(|to| to.column(&c.name).is_some())
    });
    again
        .map(|c| {
            let message = format!("The column `{}` will be computed again.", c.name);
            Hazard::new(HazardKind::Rewrite, message)
        })
        .collect()
}

pub fn changed(fates: &Fates, i: usize, to: &Object) -> Vec<Hazard> {
    let now = fates.current(i);
    let mut list = Vec::new();
    for old in &now.columns {
        match to.column(&old.name) {
            None => list.extend(dropped(fates, to, old)),
            Some(new) if render::is_column_replaced(old, new, fates.context.server()) => {
                list.push(replaced(fates, to, old));
            }
            Some(new) => {
                list.extend(casts::of(fates, to, old, new));
                list.extend(required(fates, to, old, new));
            }
        }
    }
    list.extend(storage(now, to));
    list
}

fn is_computed(column: &Column) -> bool {
    column.attributes.get("generated").is_some()
}

fn dropped(fates: &Fates, table: &Object, column: &Column) -> Option<Hazard> {
    let (name, t) = (&column.name, table.name.as_deref().unwrap_or_default());
    let message = format!(
        "You are about to drop the column `{name}` on the `{t}` table. All the data in the column will be lost."
    );
    let before = format!(
        "You are about to drop the column `{name}` on the `{t}` table, which still contains "
    );
    let hazard = Hazard::new(HazardKind::DataLoss, message).counted(before, " non-null values.");
    (!is_computed(column)).then(|| hazard.probed(values(fates, table, name)))
}

fn replaced(fates: &Fates, table: &Object, column: &Column) -> Hazard {
    let (name, t) = (&column.name, table.name.as_deref().unwrap_or_default());
    if is_computed(column) {
        let message = format!("The column `{name}` will be computed again.");
        return Hazard::new(HazardKind::Rewrite, message);
    }
    let message = format!(
        "The `{name}` column on the `{t}` table would be dropped and recreated. This will lead to data \
         loss if there is data in the column."
    );
    Hazard::new(HazardKind::DataLoss, message).probed(values(fates, table, name))
}

pub fn values(fates: &Fates, table: &Object, column: &str) -> Option<String> {
    let t = names::table(fates, table)?;
    Some(probe::values(&t, &names::column(fates, table, column)?))
}

fn required(fates: &Fates, table: &Object, old: &Column, new: &Column) -> Vec<Hazard> {
    let is = |c: &Column| c.attributes.get("not_null").is_some();
    if is(old) || !is(new) {
        return Vec::new();
    }
    let (name, t) = (&new.name, table.name.as_deref().unwrap_or_default());
    let message = format!(
        "Made the column `{name}` on table `{t}` required. This step will fail if there are existing NULL \
         values in that column."
    );
    let nulls = || {
        let column = names::column(fates, table, name)?;
        let t = names::table(fates, table)?;
        Some(probe::which(&t, &format!("{column} IS NULL")))
    };
    let scan = format!("All rows of the table `{t}` are read to look for NULL values.");
    let before = format!("Made the column `{name}` on table `{t}` required, but there are ");
    vec![
        Hazard::new(HazardKind::MayFail, message)
            .probed(nulls())
            .counted(before, " existing NULL values."),
        Hazard::new(HazardKind::FullScan, scan),
    ]
}

fn storage(now: &Object, to: &Object) -> Option<Hazard> {
    let moved = ["unlogged", "access_method", "tablespace"];
    let differs = moved
        .iter()
        .any(|n| now.attributes.get(n) != to.attributes.get(n));
    let name = to.name.as_deref().unwrap_or_default();
    let message = format!("All rows of the table `{name}` are written again.");
    differs.then(|| Hazard::new(HazardKind::Rewrite, message))
}
