//! Tables that cannot be altered, as those that become partitioned ones: the old one gets another name,
//! so that the new one can be created beside it and take over the rows.

use super::Renaming;
use crate::drift::text;
use crate::render::{self, Context};
use crate::schema::{Kind, Object, Schema};

/// The new names of the old tables, with the tables to be.
pub fn apply(renaming: &mut Renaming, to: &Schema) -> Vec<(String, String)> {
    let mut copies = Vec::new();
    for display in stuck(&renaming.schema, to) {
        let Some(i) = renaming.position(Kind::Table, &display) else {
            continue;
        };
        let (schema, name) = super::swap::free_name(&renaming.schema, to, i);
        let old = crate::schema::name::display(schema.as_deref(), &name, None, None);
        copies.push((old.clone(), display));
        renaming.object(i, schema.as_deref(), &name);
        free_sequences(renaming, to, &old);
    }
    renaming.sort();
    copies
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
