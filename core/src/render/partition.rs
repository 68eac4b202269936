//! Partitions, and the indexes and constraints that come to them with their parent's.

use super::context::display;
use super::{marks, quote, syntax, Context};
use crate::schema::{Attributes, Kind, Object};

/// The parent, where CREATE TABLE … PARTITION OF makes the columns as they have to be, and no index
/// that has to be another one.
pub fn plain_parent<'a>(table: &Object, context: &Context<'a>) -> Option<&'a Object> {
    let parent = context.table(table.text("partition_of")?)?;
    let same = parent.columns.len() == table.columns.len()
        && parent.columns.iter().zip(&table.columns).all(|(p, c)| {
            let same = |name: &str| p.attributes.get(name) == c.attributes.get(name);
            p.name == c.name
                && ["type", "collation", "generated", "expression"]
                    .iter()
                    .all(|n| same(n))
        });
    let there = context.before(parent).is_some();
    (same && (!there || all_indexes_recurse(parent, context))).then_some(parent)
}

fn all_indexes_recurse(parent: &Object, context: &Context) -> bool {
    [Kind::Index, Kind::Constraint].iter().all(|kind| {
        let mut indexes = context
            .hanging(&parent.display, *kind)
            .filter(|o| has_index(o));
        indexes.all(|index| recurses(index, context))
    })
}

fn has_index(object: &Object) -> bool {
    object.kind == Kind::Index
        || matches!(
            object.text("type"),
            Some("primary key" | "unique" | "exclusion")
        )
}

/// Whether an index or constraint of a partitioned table is to be created with those of its
/// partitions, because they are what the server makes of it.
pub fn recurses(index: &Object, context: &Context) -> bool {
    let id = index.id();
    if let Some(known) = context.recursing.borrow().get(&id) {
        return *known;
    }
    let table = index.on.as_deref().and_then(|on| context.table(on));
    let answer = table.is_none_or(|table| {
        let tables = context
            .children(table)
            .iter()
            .filter(|c| c.kind == Kind::Table);
        tables.into_iter().all(|child| {
            let own = context
                .hanging(&child.display, index.kind)
                .find(|o| attached_to(o).is_some_and(|(_, display)| display == index.display));
            own.is_some_and(|own| is_clone(own, index, child) && recurses(own, context))
        })
    });
    context.recursing.borrow_mut().insert(id, answer);
    answer
}

/// Whether it is created with its parent's, or when its table is attached.
pub fn comes_along(index: &Object, context: &Context) -> bool {
    let Some(parent) = parent(index, context) else {
        return false;
    };
    recurses(parent, context)
        && (context.before(parent).is_none() || is_new_partition(index, context))
}

/// Whether the table of this index or constraint becomes another table's partition.
pub fn is_new_partition(index: &Object, context: &Context) -> bool {
    let Some(table) = index.on.as_deref().and_then(|on| context.table(on)) else {
        return false;
    };
    let before = context.before(table).and_then(|b| b.text("partition_of"));
    before != table.text("partition_of")
}

/// Whether the table of this index or constraint, which is attached now, is no partition any more or
/// another table's.
pub fn is_detached(index: &Object, context: &Context) -> bool {
    let table = index.on.as_deref().and_then(|on| context.table(on));
    table.is_some() && is_new_partition(index, context)
}

/// Whether it is attached and is not to be, for which it has to be dropped: nothing detaches it but
/// detaching its table.
pub fn loses_parent(from: &Object, to: &Object, context: &Context) -> bool {
    let parent = |o: &Object| o.attributes.get("attached_to").cloned();
    parent(from).is_some() && parent(from) != parent(to) && !is_new_partition(to, context)
}

/// The kind and the display of the parent's index or constraint: a partition's constraint can belong
/// to a mere index.
pub fn attached_to(object: &Object) -> Option<(Kind, String)> {
    let name = object.text("attached_to")?;
    if let Some(index) = name.strip_prefix("index ") {
        return Some((Kind::Index, display(index)));
    }
    Some(match syntax::find(name, " on ") {
        Some(at) => {
            let own = [&name[..at], &name[at + 4..]].map(display);
            (Kind::Constraint, own.join(" on "))
        }
        None => (Kind::Index, display(name)),
    })
}

fn parent<'a>(object: &Object, context: &Context<'a>) -> Option<&'a Object> {
    let (kind, display) = attached_to(object)?;
    context.find(kind, &display)
}

/// Whether constraints of partitions belong to a mere index.
pub fn had_constraints(index: &Object, context: &Context) -> bool {
    let own = Some((Kind::Index, index.display.clone()));
    let mut all = context.constraints_before();
    all.any(|constraint| constraint.text("attached_to").is_some() && attached_to(constraint) == own)
}

/// ALTER INDEX … ATTACH PARTITION.
pub fn attach(object: &Object, context: &Context) -> Option<String> {
    Some(format!(
        "ALTER INDEX {} ATTACH PARTITION {}",
        marks::index_name(parent(object, context)?),
        marks::index_name(object)
    ))
}

/// Whether it has the name and all that the server would give it.
fn is_clone(own: &Object, parent: &Object, table: &Object) -> bool {
    let said: [&[&str]; 2] = [
        &["attached_to"],
        &[
            "attached_to",
            "comment",
            "depends_on_extensions",
            "index_comment",
            "invalid",
            "security_labels",
            "statistics",
        ],
    ];
    let name = usual_name(own, table.name.as_deref().unwrap_or_default());
    own.name.is_some() && own.name == name && without(own, said[0]) == without(parent, said[1])
}

fn without(object: &Object, names: &[&str]) -> Attributes {
    let mut attributes = object.attributes.clone();
    for name in names {
        attributes.remove(name);
    }
    attributes
}

/// How the server names an index of plain columns. None where it is not as simple.
fn usual_name(index: &Object, table: &str) -> Option<String> {
    let (columns, label) = match index.text("type") {
        Some("primary key") => (None, "pkey"),
        Some("exclusion") => (Some(constraint_columns(index)?), "excl"),
        Some(_) => (Some(constraint_columns(index)?), "key"),
        None => (Some(index_columns(index)?), "idx"),
    };
    let name = match columns {
        Some(columns) => format!("{table}_{}_{label}", columns.join("_")),
        None => format!("{table}_{label}"),
    };
    (name.len() < 64).then_some(name)
}

fn index_columns(index: &Object) -> Option<Vec<String>> {
    let lists = [index.text("key_columns"), index.text("include")];
    names(lists.into_iter().flatten())
}

fn constraint_columns(constraint: &Object) -> Option<Vec<String>> {
    let definition = constraint.text("definition")?;
    let (open, close) = syntax::group(definition)?;
    let rest = &definition[close + 1..];
    let include = match rest.strip_prefix(" INCLUDE ") {
        Some(rest) => syntax::group(rest).map(|(open, close)| &rest[open + 1..close]),
        None => None,
    };
    names([&definition[open + 1..close]].into_iter().chain(include))
}

/// The columns' names, if none of them is an expression.
fn names<'a>(lists: impl Iterator<Item = &'a str>) -> Option<Vec<String>> {
    let items = lists.flat_map(syntax::items);
    items
        .map(|item| {
            let end = syntax::find(item, " ").unwrap_or(item.len());
            quote::parts(&item[..end]).filter(|parts| parts.len() == 1)
        })
        .map(|parts| parts.map(|p| p.concat()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::testing::{object, schema};
    use crate::schema::Schema;
    use serde_json::json;

    fn partitioned(name: &str) -> Schema {
        schema(vec![
            json!({"id": "table public.p", "schema": "public", "name": "p", "partition_key": "LIST (a)", "columns": [{"name": "a"}]}),
            json!({"id": "table public.c", "schema": "public", "name": "c", "partition_of": "public.p", "columns": [{"name": "a"}]}),
            json!({"id": "index public.i", "schema": "public", "name": "i", "on": "public.p"}),
            json!({"id": format!("index public.{name}"), "schema": "public", "name": name, "on": "public.c", "attached_to": "public.i"}),
        ])
    }

    #[test]
    fn names_of_the_servers() {
        let mut index = object(json!({"id": "index public.i", "schema": "public", "name": "i"}));
        index.attributes.insert("key_columns", "a, \"B c\" DESC");
        index.attributes.insert("include", "d");
        assert_eq!(usual_name(&index, "t").unwrap(), "t_a_B c_d_idx");
        index.attributes.insert("key_columns", "lower(a)");
        assert_eq!(usual_name(&index, "t"), None);
        for (kind, definition, expected) in [
            ("primary key", "PRIMARY KEY (a)", "t_pkey"),
            ("unique", "UNIQUE (a, b) INCLUDE (c)", "t_a_b_c_key"),
            (
                "exclusion",
                "EXCLUDE USING gist (a WITH =, b WITH &&)",
                "t_a_b_excl",
            ),
        ] {
            let constraint = object(
                json!({"id": "constraint c on public.t", "name": "c", "on": "public.t",
                "type": kind, "definition": definition}),
            );
            assert_eq!(usual_name(&constraint, "t").unwrap(), expected);
        }
    }

    #[test]
    fn a_partitions_index_comes_along_or_not() {
        for (name, expected) in [("c_a_idx", true), ("other", false)] {
            let mut there = partitioned(name);
            for object in &mut there.objects {
                if object.kind == Kind::Index {
                    object.attributes.insert("key_columns", "a");
                }
            }
            let context = Context::new(&there);
            let own = there.find(Kind::Index, &format!("public.{name}")).unwrap();
            assert_eq!(comes_along(own, &context), expected);
            assert_eq!(
                attach(own, &context).unwrap(),
                format!("ALTER INDEX public.i ATTACH PARTITION public.{name}")
            );
            let child = there.find(Kind::Table, "public.c").unwrap();
            assert!(plain_parent(child, &context).is_some());
        }
    }
}
