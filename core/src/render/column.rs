//! Columns as in CREATE TABLE and ADD COLUMN.

use super::difference::is;
use super::{inheritance, options, quote, sequence_identity, Context};
use crate::schema::{Column, Object};

/// `id bigint GENERATED ALWAYS AS IDENTITY`
pub fn definition(table: &Object, column: &Column, context: &Context) -> String {
    let mut text = quote::ident(&column.name);
    text = text + " " + column_type(column);
    if let Some(compression) = text_of(column, "compression") {
        text = text + " COMPRESSION " + compression;
    }
    text += &options::foreign(&column.attributes);
    if let Some(collation) = text_of(column, "collation") {
        text = text + " COLLATE " + collation;
    }
    text + &constraints(table, column, context)
}

/// What follows the type; it begins with a blank where there is something.
pub fn constraints(table: &Object, column: &Column, context: &Context) -> String {
    let mut text = String::new();
    let identity = identity(table, column, context);
    let named = !has_usual_not_null(table, column, context);
    if has_own_not_null(column) && (identity.is_none() || named) {
        text = text + " " + &not_null(table, column, context);
    }
    if let Some(default) = text_of(column, "default") {
        text = text + " DEFAULT " + default;
    }
    if let Some(generated) = generated(column) {
        text = text + " " + &generated;
    }
    if let Some(identity) = identity {
        text = text + " " + &identity;
    }
    text
}

/// Neither inherited nor one that has to be added as not valid.
fn has_own_not_null(column: &Column) -> bool {
    is(&column.attributes, "not_null")
        && !is(&column.attributes, "not_null_not_valid")
        && !is(&column.attributes, "not_null_inherited")
}

/// `CONSTRAINT n NOT NULL NO INHERIT`
fn not_null(table: &Object, column: &Column, context: &Context) -> String {
    let name = inheritance::not_null_name(table, column);
    let name = match has_usual_not_null(table, column, context) {
        true => String::new(),
        false => format!("CONSTRAINT {} ", quote::ident(&name)),
    };
    format!("{name}NOT NULL{}", no_inherit(column))
}

/// Whether the server gives it the name that it is to have.
fn has_usual_not_null(table: &Object, column: &Column, context: &Context) -> bool {
    let name = inheritance::not_null_name(table, column);
    text_of(column, "not_null_name").is_none()
        && !context.is_not_null_name(table.schema.as_deref(), &name)
}

pub fn no_inherit(column: &Column) -> &'static str {
    match is(&column.attributes, "not_null_no_inherit") {
        true => " NO INHERIT",
        false => "",
    }
}

/// The same as a constraint of the table, which since PostgreSQL 18 can be on an inherited column.
pub fn table_not_null(column: &Column) -> String {
    let name = match text_of(column, "not_null_name") {
        Some(name) => format!("CONSTRAINT {} ", quote::ident(name)),
        None => String::new(),
    };
    let not_valid = match is(&column.attributes, "not_null_not_valid") {
        true => " NOT VALID",
        false => "",
    };
    let column_name = quote::ident(&column.name);
    format!(
        "{name}NOT NULL {column_name}{}{not_valid}",
        no_inherit(column)
    )
}

fn generated(column: &Column) -> Option<String> {
    let expression = quote::in_parentheses(text_of(column, "expression")?);
    let how = match text_of(column, "generated")? {
        "virtual" => "VIRTUAL",
        _ => "STORED",
    };
    Some(format!("GENERATED ALWAYS AS {expression} {how}"))
}

/// `GENERATED ALWAYS AS IDENTITY`. A partition's is its parent's since PostgreSQL 17.
pub fn identity(table: &Object, column: &Column, context: &Context) -> Option<String> {
    let when = identity_word(text_of(column, "identity")?);
    if table.text("partition_of").is_some() && context.server() >= 17 {
        return None;
    }
    let clause = sequence_identity::clause(table, &column.name, context);
    Some(format!("GENERATED {when} AS IDENTITY{clause}"))
}

pub fn identity_word(identity: &str) -> &'static str {
    match identity {
        "always" => "ALWAYS",
        _ => "BY DEFAULT",
    }
}

pub fn column_type(column: &Column) -> &str {
    text_of(column, "type").unwrap_or_default()
}

pub fn text_of<'a>(column: &'a Column, name: &str) -> Option<&'a str> {
    column.attributes.get(name)?.as_str()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::testing::schema;
    use serde_json::{json, Value};

    fn written(column: Value) -> String {
        let there = schema(vec![
            json!({"id": "table public.t", "schema": "public", "name": "t", "columns": [column]}),
        ]);
        let table = &there.objects[0];
        definition(table, &table.columns[0], &Context::new(&there))
    }

    #[test]
    fn a_usual_name_that_is_taken_is_written() {
        let there = schema(vec![
            json!({"id": "table public.child", "schema": "public", "name": "child",
                "columns": [{"name": "a", "type": "integer", "not_null": true, "not_null_name": "t_a_not_null"}]}),
            json!({"id": "table public.t", "schema": "public", "name": "t",
                "columns": [{"name": "a", "type": "integer", "not_null": true}]}),
        ]);
        let table = &there.objects[1];
        assert_eq!(
            definition(table, &table.columns[0], &Context::new(&there)),
            "a integer CONSTRAINT t_a_not_null NOT NULL"
        );
    }

    #[test]
    fn columns() {
        for (value, expected) in [
            (json!({"name": "user", "type": "text"}), "\"user\" text"),
            (
                json!({"name": "a", "type": "text", "collation": "\"C\"", "compression": "lz4", "not_null": true, "default": "'x'::text"}),
                "a text COMPRESSION lz4 COLLATE \"C\" NOT NULL DEFAULT 'x'::text",
            ),
            (
                json!({"name": "a", "type": "bigint", "not_null": true, "identity": "by default"}),
                "a bigint GENERATED BY DEFAULT AS IDENTITY",
            ),
            (
                json!({"name": "a", "type": "integer", "generated": "stored", "expression": "(b + 1)"}),
                "a integer GENERATED ALWAYS AS (b + 1) STORED",
            ),
            (
                json!({"name": "a", "type": "integer", "generated": "virtual", "expression": "lower(b)"}),
                "a integer GENERATED ALWAYS AS (lower(b)) VIRTUAL",
            ),
            (
                json!({"name": "a", "type": "integer", "not_null": true, "not_null_name": "N", "not_null_no_inherit": true}),
                "a integer CONSTRAINT \"N\" NOT NULL NO INHERIT",
            ),
            (
                json!({"name": "a", "type": "integer", "fdw_options": ["column_name=b"], "not_null": true}),
                "a integer OPTIONS (column_name 'b') NOT NULL",
            ),
            (
                json!({"name": "a", "type": "integer", "not_null": true, "not_null_not_valid": true}),
                "a integer",
            ),
        ] {
            assert_eq!(written(value), expected);
        }
    }
}
