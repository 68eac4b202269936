//! Columns, without what only this database's past explains.

use crate::schema::raw::{Raw, RawColumn, RawObject};
use std::collections::{HashMap, HashSet};

pub type Columns = HashMap<u32, Vec<RawColumn>>;

pub fn columns_by_relation(list: Vec<RawColumn>) -> Columns {
    let mut columns = Columns::new();
    for column in list {
        columns.entry(column.relation).or_default().push(column);
    }
    for list in columns.values_mut() {
        list.sort_by_key(|c| c.number);
    }
    columns
}

/// Before version 18 a column of a child is NOT NULL in a restored database if its parent's is,
/// whatever was done to the child since: pg_dump has no words for the difference.
pub fn inherit_not_null(raw: &Raw, columns: &mut Columns) {
    if raw.server >= 18 {
        return own_not_null(raw, columns);
    }
    let children: Vec<&RawObject> = (raw.objects.iter())
        .filter(|o| !o.parents.is_empty())
        .collect();
    // A parent may be a child too: as often as there are generations.
    let mut changed = true;
    while std::mem::take(&mut changed) {
        for child in &children {
            let table = child.address.1;
            let names: HashSet<String> = (child.parents.iter())
                .flat_map(|parent| columns.get(parent).into_iter().flatten())
                .filter(|column| column.attributes.get("not_null").is_some())
                .map(|column| column.name.clone())
                .collect();
            for column in columns.get_mut(&table).into_iter().flatten() {
                if names.contains(&column.name) && column.attributes.get("not_null").is_none() {
                    column.attributes.insert("not_null", true);
                    changed = true;
                }
            }
        }
    }
}

/// Since version 18 a NOT NULL is a constraint, which a child has from its parents or for itself. One
/// that all parents have unchecked is written with the child: theirs comes later, and without a check.
fn own_not_null(raw: &Raw, columns: &mut Columns) {
    for child in raw.objects.iter().filter(|o| !o.parents.is_empty()) {
        let checked: HashSet<String> = (child.parents.iter())
            .flat_map(|parent| columns.get(parent).into_iter().flatten())
            .filter(|column| {
                let is = |name| column.attributes.get(name).is_some();
                is("not_null") && !is("not_null_not_valid") && !is("not_null_no_inherit")
            })
            .map(|column| column.name.clone())
            .collect();
        for column in columns.get_mut(&child.address.1).into_iter().flatten() {
            if column.attributes.get("not_null_inherited").is_some() {
                let theirs = checked.contains(&column.name);
                column.attributes.remove(match theirs {
                    true => "not_null_name",
                    false => "not_null_inherited",
                });
            }
        }
    }
}

/// The order of columns that CREATE TABLE … INHERITS gives: the parents' first. A column that a
/// parent got later stands last in the catalog, and no command can restore that.
pub fn inherited_orders(raws: &[RawObject], columns: &Columns) -> HashMap<u32, Vec<String>> {
    let parents: HashMap<u32, &[u32]> = raws
        .iter()
        .filter(|o| !o.parents.is_empty())
        .map(|o| (o.address.1, o.parents.as_slice()))
        .collect();
    let mut orders = HashMap::new();
    for table in parents.keys() {
        inherited_order(*table, &parents, columns, &mut orders);
    }
    orders.retain(|table, _| parents.contains_key(table));
    orders
}

/// Inheritance has no cycles: the server sees to that.
fn inherited_order(
    table: u32,
    parents: &HashMap<u32, &[u32]>,
    columns: &Columns,
    orders: &mut HashMap<u32, Vec<String>>,
) {
    if orders.contains_key(&table) {
        return;
    }
    let mut order: Vec<String> = Vec::new();
    for parent in parents.get(&table).copied().unwrap_or_default() {
        inherited_order(*parent, parents, columns, orders);
        for name in &orders[parent] {
            if !order.contains(name) {
                order.push(name.clone());
            }
        }
    }
    for column in columns.get(&table).into_iter().flatten() {
        if !order.contains(&column.name) {
            order.push(column.name.clone());
        }
    }
    orders.insert(table, order);
}
