//! New names, and schemas.

use super::{quote, target};
use crate::schema::{Kind, Object};

/// By ALTER … SET SCHEMA and ALTER … RENAME TO.
pub fn plain(from: &Object, to: &Object) -> Option<Vec<String>> {
    let mut list = Vec::new();
    let mut now = from.clone();
    if from.schema != to.schema {
        let schema = quote::ident(to.schema.as_deref()?);
        list.push(format!("ALTER {} SET SCHEMA {schema}", target::of(&now)));
        now.schema = to.schema.clone();
    }
    if from.name != to.name {
        let name = quote::ident(to.name.as_deref()?);
        list.push(format!("ALTER {} RENAME TO {name}", target::of(&now)));
    }
    Some(list)
}

/// For what follows its table to another schema by itself.
pub fn in_schema_of_table(from: &Object, to: &Object) -> Option<Vec<String>> {
    let mut there = to.clone();
    there.schema.clone_from(&from.schema);
    plain(from, &there)
}

/// For what cannot be renamed.
pub fn never(_: &Object, _: &Object) -> Option<Vec<String>> {
    None
}

/// Constraints, of tables and domains.
pub fn constraint(from: &Object, to: &Object) -> Option<Vec<String>> {
    let what = match from.kind {
        Kind::DomainConstraint => "DOMAIN",
        _ => "TABLE",
    };
    Some(vec![format!(
        "ALTER {what} {} RENAME CONSTRAINT {} TO {}",
        target::on(from),
        quote::ident(from.name.as_deref()?),
        quote::ident(to.name.as_deref()?)
    )])
}

/// A column of a table, a view or a composite type.
pub fn column(object: &Object, from: &str, to: &str) -> Option<Vec<String>> {
    let part = match object.kind {
        Kind::Table | Kind::ForeignTable | Kind::View | Kind::MaterializedView => "COLUMN",
        Kind::CompositeType => "ATTRIBUTE",
        _ => return None,
    };
    Some(vec![format!(
        "ALTER {} RENAME {part} {} TO {}",
        target::of(object),
        quote::ident(from),
        quote::ident(to)
    )])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::testing::object;
    use serde_json::json;

    #[test]
    fn names_and_schemas() {
        let from = object(json!({"id": "table a.t", "schema": "a", "name": "t"}));
        let to = object(json!({"id": "table b.u", "schema": "b", "name": "u"}));
        assert_eq!(
            plain(&from, &to).unwrap(),
            [
                "ALTER TABLE a.t SET SCHEMA b",
                "ALTER TABLE b.t RENAME TO u"
            ]
        );
        assert_eq!(
            column(&from, "x", "order").unwrap(),
            ["ALTER TABLE a.t RENAME COLUMN x TO \"order\""]
        );
    }

    #[test]
    fn what_follows_its_table() {
        let from = object(json!({"id": "index a.i", "schema": "a", "name": "i"}));
        let to = object(json!({"id": "index b.j", "schema": "b", "name": "j"}));
        assert_eq!(
            in_schema_of_table(&from, &to).unwrap(),
            ["ALTER INDEX a.i RENAME TO j"]
        );
    }

    #[test]
    fn constraints() {
        let from = object(json!({"id": "constraint c on a.t", "name": "c", "on": "a.t"}));
        let to = object(json!({"id": "constraint d on a.t", "name": "d", "on": "a.t"}));
        assert_eq!(
            constraint(&from, &to).unwrap(),
            ["ALTER TABLE a.t RENAME CONSTRAINT c TO d"]
        );
    }
}
