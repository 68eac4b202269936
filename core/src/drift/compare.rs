//! Compares two schemas, object by object and attribute by attribute.

use super::rename::Renames;
use super::{Change, Changed, Difference, Subject};
use crate::schema::part::Part;
use crate::schema::{Attributes, Column, Kind, Object};
use std::collections::{HashMap, HashSet};

/// An object of both schemas.
struct Pair<'a> {
    expected: &'a Object,
    actual: &'a Object,
    /// The numbers of the columns on both sides, when it is the same table.
    numbers: Option<(&'a [i32], &'a [i32])>,
}

/// The differences, in the order of kind and name. Where both sides know where their objects are in
/// the catalog, that is the evidence for renames; there is no other.
pub fn compare<'a>(expected: &'a Part, actual: &'a Part) -> Vec<Difference<'a>> {
    let mut list = Vec::new();
    let pairs = pair(expected, actual, &mut list);
    let renames = Renames::of(pairs.iter().map(|p| (p.expected, p.actual, p.numbers)));
    for pair in &pairs {
        compare_pair(pair, &renames, &mut list);
    }
    list.sort_by(|a, b| place(a).cmp(&place(b)));
    list
}

/// Where a difference stands: a column after its table.
fn place<'a>(difference: &'a Difference<'_>) -> (Kind, &'a str, bool, &'a str) {
    let column = difference.subject == Subject::Column;
    let owner = difference.actual.or(difference.expected);
    let (kind, table) = match owner.filter(|_| column) {
        Some(table) => (table.kind, table.display.as_str()),
        None => match difference.subject {
            Subject::Object(kind) => (kind, difference.display.as_str()),
            Subject::Column => (Kind::Table, difference.display.as_str()),
        },
    };
    (kind, table, column, &difference.display)
}

/// Finds the objects of both schemas; what has no counterpart was added or removed.
fn pair<'a>(expected: &'a Part, actual: &'a Part, list: &mut Vec<Difference<'a>>) -> Vec<Pair<'a>> {
    let by_name: HashMap<(Kind, &str), usize> = (actual.schema.objects.iter().enumerate())
        .map(|(i, o)| ((o.kind, o.display.as_str()), i))
        .collect();
    let same_name = |o: &Object| by_name.get(&(o.kind, o.display.as_str())).copied();
    let mut taken: HashSet<usize> = expected
        .schema
        .objects
        .iter()
        .filter_map(same_name)
        .collect();
    let by_address: HashMap<_, usize> = (actual.origins.iter().flatten().enumerate())
        .filter(|(i, _)| !taken.contains(i))
        .map(|(i, origin)| (origin.address, i))
        .collect();
    let mut pairs = Vec::with_capacity(expected.schema.objects.len());
    for (i, object) in expected.schema.objects.iter().enumerate() {
        let origin = expected.origins.as_ref().and_then(|list| list.get(i));
        let same_place = || {
            let there = *by_address.get(&origin?.address)?;
            (actual.schema.objects[there].kind == object.kind).then_some(there)
        };
        match same_name(object).or_else(same_place) {
            None => list.push(lone(object, Change::Removed)),
            Some(there) => {
                taken.insert(there);
                let numbers = origin
                    .zip(actual.origins.as_ref())
                    .and_then(|(ours, origins)| {
                        let theirs = &origins[there];
                        (ours.address == theirs.address)
                            .then_some((ours.columns.as_slice(), theirs.columns.as_slice()))
                    });
                pairs.push(Pair {
                    expected: object,
                    actual: &actual.schema.objects[there],
                    numbers,
                });
            }
        }
    }
    let added = (actual.schema.objects.iter().enumerate()).filter(|(i, _)| !taken.contains(i));
    list.extend(added.map(|(_, object)| lone(object, Change::Added)));
    pairs
}

fn lone(object: &Object, change: Change) -> Difference<'_> {
    let added = change == Change::Added;
    Difference {
        subject: Subject::Object(object.kind),
        display: object.display.clone(),
        change,
        expected: (!added).then_some(object),
        actual: added.then_some(object),
        columns: (None, None),
    }
}

fn compare_pair<'a>(pair: &Pair<'a>, renames: &Renames, list: &mut Vec<Difference<'a>>) {
    let difference = |display: &str, change| Difference {
        subject: Subject::Object(pair.expected.kind),
        display: display.into(),
        change,
        expected: Some(pair.expected),
        actual: Some(pair.actual),
        columns: (None, None),
    };
    if is_renamed(pair.expected, pair.actual, renames) {
        let to = pair.actual.display.clone();
        list.push(difference(&pair.expected.display, Change::Renamed { to }));
    }
    let mut changed = changes(&pair.expected.attributes, &pair.actual.attributes, renames);
    changed.extend(other_table(pair, renames));
    compare_columns(pair, renames, list, &mut changed);
    if !changed.is_empty() {
        list.push(difference(&pair.actual.display, Change::Changed(changed)));
    }
}

/// Whether it has another name of its own: not only that of its table or of an argument's type.
fn is_renamed(expected: &Object, actual: &Object, renames: &Renames) -> bool {
    let own = |o: &'_ Object| (o.schema.clone(), o.name.clone());
    expected.display != actual.display
        && (own(expected) != own(actual) || !renames.explain(&expected.display, &actual.display))
}

/// The table of an index, which has its own name in a schema, if it is another one than before.
fn other_table(pair: &Pair, renames: &Renames) -> Option<Changed> {
    let (old, new) = (pair.expected.on.as_ref()?, pair.actual.on.as_ref()?);
    let same = old == new || renames.explain(old, new);
    (pair.expected.kind == Kind::Index && !same).then(|| Changed {
        name: "table".into(),
        expected: Some(old.as_str().into()),
        actual: Some(new.as_str().into()),
    })
}

/// The attributes that differ, but for what follows from a rename.
fn changes(expected: &Attributes, actual: &Attributes, renames: &Renames) -> Vec<Changed> {
    let mut list: Vec<Changed> = expected
        .iter()
        .filter(|(name, value)| {
            let there = actual.get(name);
            there != Some(value) && !there.is_some_and(|v| renames.explain_value(value, v))
        })
        .map(|(name, value)| Changed {
            name: name.into(),
            expected: Some(value.clone()),
            actual: actual.get(name).cloned(),
        })
        .collect();
    let new = actual
        .iter()
        .filter(|(name, _)| expected.get(name).is_none());
    list.extend(new.map(|(name, value)| Changed {
        name: name.into(),
        expected: None,
        actual: Some(value.clone()),
    }));
    list.sort_by(|a, b| a.name.cmp(&b.name));
    list
}

/// Compares the columns of a pair; a different order of those that both have is a change of the
/// table.
fn compare_columns<'a>(
    pair: &Pair<'a>,
    renames: &Renames,
    list: &mut Vec<Difference<'a>>,
    changed: &mut Vec<Changed>,
) {
    let difference = |name: &str, change, columns| Difference {
        subject: Subject::Column,
        display: pair.actual.column_display(name),
        change,
        expected: Some(pair.expected),
        actual: Some(pair.actual),
        columns,
    };
    let (expected, actual) = (&pair.expected.columns, &pair.actual.columns);
    let mut order = Vec::new();
    for (i, column) in expected.iter().enumerate() {
        let Some(there) = counterpart(i, pair) else {
            list.push(difference(
                &column.name,
                Change::Removed,
                (Some(column), None),
            ));
            continue;
        };
        order.push(there);
        let now = &actual[there];
        let columns = (Some(column), Some(now));
        if now.name != column.name {
            let to = pair.actual.column_display(&now.name);
            list.push(difference(&column.name, Change::Renamed { to }, columns));
        }
        let mut changes = changes(&column.attributes, &now.attributes, renames);
        changes.retain(|change| !is_name_from_before(change, column, pair));
        if !changes.is_empty() {
            list.push(difference(&now.name, Change::Changed(changes), columns));
        }
    }
    let known: HashSet<usize> = order.iter().copied().collect();
    let added = actual
        .iter()
        .enumerate()
        .filter(|(i, _)| !known.contains(i));
    list.extend(added.map(|(_, c)| difference(&c.name, Change::Added, (None, Some(c)))));
    if !order.is_sorted() {
        let names = |list: &[Column]| {
            list.iter()
                .map(|c| c.name.clone())
                .collect::<Vec<_>>()
                .into()
        };
        changed.push(Changed {
            name: "column_order".into(),
            expected: Some(names(expected)),
            actual: Some(names(actual)),
        });
    }
}

/// Since PostgreSQL 18 NOT NULL is a constraint, which keeps the usual name that it had before its
/// table or column was renamed.
fn is_name_from_before(change: &Changed, column: &Column, pair: &Pair) -> bool {
    let table = pair.expected.name.as_deref().unwrap_or_default();
    change.name == "not_null_name"
        && column.attributes.get("not_null").is_some()
        && change.expected.is_none()
        && change.actual.as_ref().and_then(|name| name.as_str())
            == Some(&format!("{table}_{}_not_null", column.name))
}

/// The column of the actual table that an expected one is: by name, or by its number if the name
/// is new.
fn counterpart(i: usize, pair: &Pair) -> Option<usize> {
    let (expected, actual) = (&pair.expected.columns, &pair.actual.columns);
    let by_name = |c: &Column, list: &[Column]| list.iter().position(|other| other.name == c.name);
    by_name(&expected[i], actual).or_else(|| {
        let (ours, theirs) = pair.numbers?;
        let number = ours.get(i)?;
        let there = theirs.iter().position(|n| n == number)?;
        by_name(&actual[there], expected).is_none().then_some(there)
    })
}
