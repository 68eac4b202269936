//! Tables that cannot be altered, as those that become partitioned ones: the old one gets another name,
//! so that the new one can be created beside it and take over the rows.

use super::Renaming;
use crate::drift::text;
use crate::drift::Subject;
use crate::render::{self, quote, Context};
use crate::schema::{Kind, Object, Schema};

/// The new names of the old tables, with the tables to be. A table's partitions have their rows moved
/// with it.
pub fn apply(renaming: &mut Renaming, to: &Schema) -> Vec<(String, String)> {
    let stuck = stuck(&renaming.schema, to);
    let moved = moved(&renaming.schema, to, &stuck);
    let is_moved = |display: &str| {
        let above = ancestors(&renaming.schema, display);
        above.iter().any(|a| stuck.contains(a) || moved.contains(a))
    };
    let alone: Vec<bool> = stuck.iter().map(|display| !is_moved(display)).collect();
    let mut copies = Vec::new();
    for (display, alone) in stuck.into_iter().zip(alone) {
        let Some(old) = make_room(renaming, to, &display) else {
            continue;
        };
        if alone {
            copies.push((old, display));
        }
    }
    for display in moved {
        make_room(renaming, to, &display);
    }
    renaming.sort();
    for (old, _) in &copies {
        detach(renaming, to, old);
    }
    renaming.sort();
    copies
}

/// Gives a table another name, which is returned.
fn make_room(renaming: &mut Renaming, to: &Schema, display: &str) -> Option<String> {
    let i = renaming.position(Kind::Table, display)?;
    let (schema, name) = super::swap::free_name(&renaming.schema, to, i);
    let old = crate::schema::name::display(schema.as_deref(), &name, None, None);
    renaming.object(i, schema.as_deref(), &name);
    free_sequences(renaming, to, &old);
    Some(old)
}

/// The partitions of tables that get another partition key: their rows may belong elsewhere then.
fn moved(from: &Schema, to: &Schema, stuck: &[String]) -> Vec<String> {
    let key = |schema: &Schema, display: &str| {
        let table = schema.find(Kind::Table, display)?;
        table.text("partition_key").map(String::from)
    };
    let rekeyed: Vec<&String> = stuck
        .iter()
        .filter(|s| key(from, s) != key(to, s))
        .collect();
    let is_moved = |display: &str| {
        let (was, will) = (ancestors(from, display), ancestors(to, display));
        rekeyed
            .iter()
            .any(|t| was.contains(*t) && will.contains(*t))
    };
    let tables = from
        .objects
        .iter()
        .filter(|o| o.kind == Kind::Table)
        .map(|o| &o.display);
    tables
        .filter(|t| !stuck.contains(*t) && is_moved(t))
        .cloned()
        .collect()
}

/// The tables of which one is a partition.
fn ancestors(schema: &Schema, display: &str) -> Vec<String> {
    let parent = |display: &str| {
        let table = schema.find(Kind::Table, display)?;
        table.text("partition_of").map(render::display)
    };
    std::iter::successors(parent(display), |d| parent(d)).collect()
}

/// A partition that is replaced makes room for the one to come, whose indexes come with it.
fn detach(renaming: &mut Renaming, to: &Schema, display: &str) {
    let Some(i) = renaming.position(Kind::Table, display) else {
        return;
    };
    let table = renaming.schema.objects[i].clone();
    let Some(parent) = table.text("partition_of") else {
        return;
    };
    let own = render::target::name(&table);
    let sql = format!(
        "ALTER TABLE {} DETACH PARTITION {own}",
        quote::dotted(parent)
    );
    renaming.step(Subject::Object(table.kind), display.into(), vec![sql]);
    free_indexes(renaming, to, display);
    let id = format!("table {}", render::display(parent));
    for object in &mut renaming.schema.objects {
        if object.display == display || object.on.as_deref() == Some(display) {
            for name in ["partition_of", "bound", "attached_to"] {
                object.attributes.remove(name);
            }
            object.depends.retain(|d| *d != id);
        }
    }
}

/// Those of a table and of its partitions that are attached get other names.
fn free_indexes(renaming: &mut Renaming, to: &Schema, table: &str) {
    for i in 0..renaming.schema.objects.len() {
        let object = &renaming.schema.objects[i];
        let on = object.on.clone().unwrap_or_default();
        let below = on == table || ancestors(&renaming.schema, &on).iter().any(|a| a == table);
        if below && object.text("attached_to").is_some() {
            let (schema, name) = super::swap::free_name(&renaming.schema, to, i);
            renaming.object(i, schema.as_deref(), &name);
        }
    }
}

fn stuck(from: &Schema, to: &Schema) -> Vec<String> {
    let context = Context::between(from, to);
    let is_stuck = |old: &&Object| {
        let new = to.find(Kind::Table, &old.display);
        new.is_some_and(|new| !render::is_in_place(old, new, &context) || changes_key(old, new))
    };
    let tables = from.objects.iter().filter(|o| o.kind == Kind::Table);
    tables.filter(is_stuck).map(|o| o.display.clone()).collect()
}

/// The server changes no type of a column that it distributes rows by.
fn changes_key(old: &Object, new: &Object) -> bool {
    let key = old.text("partition_key").unwrap_or_default();
    let mut keyed = old.columns.iter().filter(|c| text::mentions(key, &c.name));
    keyed.any(|column| {
        let is = |name: &str| {
            let new = new.column(&column.name);
            new.is_none_or(|new| new.attributes.get(name) == column.attributes.get(name))
        };
        !is("type") || !is("collation")
    })
}

/// The new table's identity columns get sequences of the same names.
fn free_sequences(renaming: &mut Renaming, to: &Schema, table: &str) {
    let belongs = |o: &Object| {
        let owner = o.text("owned_by").map(render::display);
        let owner = owner.and_then(|c| c.rsplit_once('.').map(|(t, _)| t == table));
        o.attributes.get("identity").is_some() && owner == Some(true)
    };
    for i in 0..renaming.schema.objects.len() {
        let object = &renaming.schema.objects[i];
        if object.kind == Kind::Sequence && belongs(object) {
            let (schema, name) = super::swap::free_name(&renaming.schema, to, i);
            renaming.object(i, schema.as_deref(), &name);
        }
    }
}
