//! COMMENT ON, for objects, columns and the indexes behind constraints.

use super::difference::is;
use super::{constraint, inheritance, quote, schema, target};
use crate::schema::{Attributes, Column, Kind, Object};
use serde_json::Value;

const NOT_VALID: &str = "not_null_not_valid";

/// The comment that the schema public has in every new database.
const PUBLIC: &str = "standard public schema";

pub fn create(object: &Object) -> Vec<String> {
    let none = Attributes::new();
    let mut list = Vec::new();
    match text(object) {
        // The extension's control file has one, too.
        None if object.kind == Kind::Extension => list.push(comment(&target::of(object), None)),
        None => {}
        some => list.push(comment(&target::of(object), some)),
    }
    list.extend(of_index(object, &none));
    for column in &object.columns {
        list.extend(of_column(object, column, &none));
        list.extend(of_not_null(object, column, &none));
    }
    list
}

pub fn change(from: &Object, to: &Object) -> Vec<String> {
    let mut list = Vec::new();
    if text(from) != text(to) {
        list.push(comment(&target::of(to), text(to)));
    }
    list.extend(of_index(to, &from.attributes));
    let none = Attributes::new();
    for column in &to.columns {
        let old = from.column(&column.name).map_or(&none, |c| &c.attributes);
        list.extend(of_column(to, column, old));
        list.extend(of_not_null(to, column, old));
    }
    list
}

/// `COLUMN public.users.name`
pub fn column_target(object: &Object, column: &str) -> String {
    format!(
        "COLUMN {}.{}",
        target::own_name(object),
        quote::ident(column)
    )
}

/// What a schema value says of the schema public is relative to its usual comment; an empty one is
/// none.
fn text(object: &Object) -> Option<&str> {
    match object.text("comment") {
        None if schema::is_public(object) => Some(PUBLIC),
        text => text.filter(|t| !t.is_empty()),
    }
}

/// The index of a constraint has the constraint's name and its table's schema.
fn of_index(object: &Object, from: &Attributes) -> Option<String> {
    let new = object.text("index_comment");
    if object.kind != Kind::Constraint || from.get("index_comment").and_then(Value::as_str) == new {
        return None;
    }
    Some(comment(
        &format!("INDEX {}", constraint::index(object)),
        new,
    ))
}

fn of_column(object: &Object, column: &Column, from: &Attributes) -> Option<String> {
    let (old, new) = (from.get("comment"), column.attributes.get("comment"));
    let what = column_target(object, &column.name);
    (old != new).then(|| comment(&what, new.and_then(Value::as_str)))
}

/// Since PostgreSQL 18 NOT NULL is a constraint. The comment goes with it when it is dropped or made
/// anew.
fn of_not_null(object: &Object, column: &Column, from: &Attributes) -> Option<String> {
    let to = &column.attributes;
    let stays = is(from, "not_null") && is(from, NOT_VALID) == is(to, NOT_VALID);
    let old = from.get("not_null_comment").filter(|_| stays);
    let new = to.get("not_null_comment");
    if old == new || !is(to, "not_null") {
        return None;
    }
    let name = quote::ident(&inheritance::not_null_name(object, column));
    let what = format!("CONSTRAINT {name} ON {}", target::own_name(object));
    Some(comment(&what, new.and_then(Value::as_str)))
}

fn comment(what: &str, text: Option<&str>) -> String {
    let text = text.map_or("NULL".into(), quote::literal);
    format!("COMMENT ON {what} IS {text}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::testing::object;
    use serde_json::json;

    #[test]
    fn objects_and_columns() {
        let from = object(
            json!({"id": "table public.t", "schema": "public", "name": "t", "comment": "it's",
            "columns": [{"name": "a", "comment": "x"}, {"name": "b", "comment": "y"}]}),
        );
        let to = object(
            json!({"id": "table public.t", "schema": "public", "name": "t",
            "columns": [{"name": "a", "comment": "x"}, {"name": "b", "comment": "z"}]}),
        );
        assert_eq!(
            create(&from),
            [
                "COMMENT ON TABLE public.t IS 'it''s'",
                "COMMENT ON COLUMN public.t.a IS 'x'",
                "COMMENT ON COLUMN public.t.b IS 'y'",
            ]
        );
        assert_eq!(
            change(&from, &to),
            [
                "COMMENT ON TABLE public.t IS NULL",
                "COMMENT ON COLUMN public.t.b IS 'z'"
            ]
        );
    }

    #[test]
    fn constraints_and_their_indexes() {
        let pk = object(
            json!({"id": "constraint t_pkey on public.t", "name": "t_pkey", "on": "public.t",
            "comment": "a", "index_comment": "b"}),
        );
        assert_eq!(
            create(&pk),
            [
                "COMMENT ON CONSTRAINT t_pkey ON public.t IS 'a'",
                "COMMENT ON INDEX public.t_pkey IS 'b'",
            ]
        );
    }
}
