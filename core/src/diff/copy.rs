//! The rows of a table that cannot be altered, for the one that takes its place.

use crate::render::{self, quote, target, Context};
use crate::schema::{Column, Object};

/// The statements that copy the rows, and let identity columns go on where they have been.
pub fn statements(old: &Object, new: &Object, context: &Context) -> Vec<String> {
    let is_there =
        |c: &&Column| old.column(&c.name).is_some() && c.attributes.get("generated").is_none();
    let columns: Vec<&Column> = new.columns.iter().filter(is_there).collect();
    if columns.is_empty() {
        return Vec::new();
    }
    let names: Vec<String> = columns.iter().map(|c| quote::ident(&c.name)).collect();
    let names = names.join(", ");
    let values: Vec<String> = columns.iter().map(|c| value(old, c)).collect();
    let values = values.join(", ");
    let always =
        |c: &&Column| c.attributes.get("identity").and_then(|i| i.as_str()) == Some("always");
    let overriding = match columns.iter().any(always) {
        true => " OVERRIDING SYSTEM VALUE",
        false => "",
    };
    let (from, to) = (target::name(old), target::name(new));
    let mut list = vec![format!(
        "INSERT INTO {to} ({names}){overriding} SELECT {values} FROM {from}"
    )];
    list.extend(columns.iter().filter_map(|c| go_on(old, new, c, context)));
    list
}

/// A column of the old table, as the type that it gets.
fn value(old: &Object, column: &Column) -> String {
    let kind = |c: &Column| Some(c.attributes.get("type")?.as_str()?.to_string());
    let name = quote::ident(&column.name);
    let types = old.column(&column.name).and_then(kind).zip(kind(column));
    match types {
        Some((was, is)) => render::converted(&name, &was, &is),
        None => name,
    }
}

fn go_on(old: &Object, new: &Object, column: &Column, context: &Context) -> Option<String> {
    let was = old.column(&column.name)?;
    was.attributes.get("identity")?;
    context.identity_sequence(new, &column.name)?;
    let of = |table: &Object| {
        let (table, column) = (target::name(table), &column.name);
        format!(
            "pg_catalog.pg_get_serial_sequence({}, {})",
            quote::literal(&table),
            quote::literal(column)
        )
    };
    Some(format!(
        "SELECT pg_catalog.setval({}, pg_catalog.nextval({}), false)",
        of(new),
        of(old)
    ))
}
