//! Indexes on tables that have rows.

use super::constraints::kept_table;
use super::{names, probe, Hazard, HazardKind};
use crate::diff::fate::Fates;
use crate::render::{quote, syntax};
use crate::schema::Object;

pub fn added(fates: &Fates, t: usize) -> Vec<Hazard> {
    let index = &fates.to.schema.objects[t];
    let Some(table) = kept_table(fates, index) else {
        return Vec::new();
    };
    let name = table.name.as_deref().unwrap_or_default();
    let scan = format!("All rows of the table `{name}` are read.");
    let mut list = vec![Hazard::new(HazardKind::FullScan, scan)];
    if index.attributes.get("unique").is_some() {
        let keys = keys(index);
        let shown: Vec<String> = (keys.iter())
            .map(|key| quote::parts(key).map_or(key.clone(), |p| p.concat()))
            .collect();
        let message = unique_message(&shown, name);
        let probe = duplicates(fates, table, index, &keys);
        let probe = probe.filter(|_| names::are_there(fates, t));
        list.insert(0, Hazard::new(HazardKind::MayFail, message).probed(probe));
    }
    list
}

pub fn unique_message(columns: &[String], table: &str) -> String {
    format!(
        "A unique constraint covering the columns `[{}]` on the table `{table}` will be added. If there \
         are existing duplicate values, this will fail.",
        columns.join(",")
    )
}

/// The columns and expressions without operator classes and order.
fn keys(index: &Object) -> Vec<String> {
    let items = syntax::items(index.text("key_columns").unwrap_or_default());
    let end = |item: &str| syntax::find(item, " ").unwrap_or(item.len());
    items
        .iter()
        .map(|item| item[..end(item)].to_string())
        .collect()
}

fn duplicates(fates: &Fates, table: &Object, index: &Object, keys: &[String]) -> Option<String> {
    let condition = index.text("where");
    let plain: Option<Vec<String>> = keys
        .iter()
        .map(|key| match quote::parts(key).filter(|p| p.len() == 1) {
            Some(parts) => names::column(fates, table, &parts.concat()),
            None => names::is_valid(fates, table, table, key).then(|| key.clone()),
        })
        .collect();
    let valid = condition.is_none_or(|c| names::is_valid(fates, table, table, c));
    let distinct = index.attributes.get("nulls_not_distinct").is_none();
    let table = names::table(fates, table)?;
    valid.then(|| plain.map(|keys| probe::duplicates(&table, &keys, condition, distinct)))?
}
