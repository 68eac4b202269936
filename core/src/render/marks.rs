//! The index that a table is clustered on, and the one that is its replica identity: said of the
//! table, when the index is there.

use super::alter::{self, Clause};
use super::{quote, target, Context};
use crate::schema::{Kind, Object};

/// For an index that is new: as its table has them, unless the table's own change says so.
pub fn of_index(index: &Object, context: &Context) -> Vec<String> {
    let on = index.on.as_deref().unwrap_or_default();
    let Some(table) = relation(context, on) else {
        return Vec::new();
    };
    let is_own = |text: Option<&str>| text.is_some() && text == index.name.as_deref();
    let before = context.before(table);
    let said =
        |marked: fn(&Object) -> Option<&str>| before.is_some_and(|b| marked(b) != marked(table));
    let mut list = Vec::new();
    if is_own(clustered_on(table)) && !said(clustered_on) {
        list.extend(clustered_on(table).map(cluster));
    }
    if is_own(identity_index(table)) && !said(identity_index) {
        list.extend(identity_index(table).map(identity));
    }
    alter::statements(table, &list)
}

/// For a table that changes, when its indexes are there.
pub fn change(from: &Object, to: &Object) -> Vec<String> {
    let mut list = Vec::new();
    if clustered_on(from) != clustered_on(to) {
        list.extend(clustered_on(to).map(cluster));
    }
    if identity_index(from) != identity_index(to) {
        list.extend(identity_index(to).map(identity));
    }
    alter::statements(to, &list)
}

fn relation<'a>(context: &Context<'a>, display: &str) -> Option<&'a Object> {
    context
        .table(display)
        .or_else(|| context.find(Kind::MaterializedView, display))
}

pub fn clustered_on(table: &Object) -> Option<&str> {
    table.text("clustered_on")
}

pub fn identity_index(table: &Object) -> Option<&str> {
    table.text("replica_identity")?.strip_prefix("index:")
}

fn cluster(index: &str) -> Clause {
    format!("CLUSTER ON {}", quote::ident(index)).into()
}

fn identity(index: &str) -> Clause {
    format!("REPLICA IDENTITY USING INDEX {}", quote::ident(index)).into()
}

/// The name of the index of a constraint or of the index itself, with its schema.
pub fn index_name(object: &Object) -> String {
    match object.kind {
        Kind::Constraint => super::constraint::index(object),
        _ => target::own_name(object),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::testing::schema;
    use serde_json::json;

    #[test]
    fn marks_follow_the_index() {
        let there = schema(vec![
            json!({"id": "table public.t", "schema": "public", "name": "t", "clustered_on": "i", "replica_identity": "index:i"}),
            json!({"id": "index public.i", "schema": "public", "name": "i", "on": "public.t"}),
        ]);
        let plain = schema(vec![
            json!({"id": "table public.t", "schema": "public", "name": "t"}),
        ]);
        let expected =
            ["ALTER TABLE public.t\n    CLUSTER ON i,\n    REPLICA IDENTITY USING INDEX i"];
        let index = there.find(Kind::Index, "public.i").unwrap();
        assert_eq!(of_index(index, &Context::new(&there)), expected);
        assert_eq!(of_index(index, &Context::between(&there, &there)), expected);
        assert!(of_index(index, &Context::between(&plain, &there)).is_empty());
        assert_eq!(change(&plain.objects[0], &there.objects[0]), expected);
    }
}
