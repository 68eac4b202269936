//! A column of a document.

use super::default::default;
use super::kinds::Kinds;
use super::unqualify::unqualified;
use crate::prisma::model::{Arity, Autoincrement, Column, ColumnDefault, ColumnKind};
use crate::schema::{name, Column as Described, Kind, Schema};

/// What Prisma sees of a column.
pub fn described(column: &Described, kinds: &Kinds, schema: &Schema, namespace: &str) -> Column {
    let (kind, list) = kinds.of(text(column, "type").unwrap_or_default());
    let required = column.attributes.get("not_null").is_some();
    Column {
        name: column.name.clone(),
        default: default_of(column, &kind, list, schema, namespace),
        kind: without_namespace(kind, namespace),
        arity: match (list, required) {
            (true, _) => Arity::List,
            (false, true) => Arity::Required,
            (false, false) => Arity::Optional,
        },
        client_default: false,
    }
}

pub fn text<'a>(column: &'a Described, attribute: &str) -> Option<&'a str> {
    column.attributes.get(attribute)?.as_str()
}

fn without_namespace(kind: ColumnKind, namespace: &str) -> ColumnKind {
    match kind {
        ColumnKind::Unsupported(text) => ColumnKind::Unsupported(unqualified(&text, namespace)),
        other => other,
    }
}

/// What a generated column is made of is its default in Prisma's eyes.
fn default_of(
    column: &Described,
    kind: &ColumnKind,
    list: bool,
    schema: &Schema,
    namespace: &str,
) -> Option<ColumnDefault> {
    if column.attributes.get("identity").is_some() {
        return Some(ColumnDefault::Autoincrement(Autoincrement::Identity));
    }
    let expression = text(column, "default").or(text(column, "expression"))?;
    match default(expression, kind, list)? {
        ColumnDefault::Expression(text) => {
            Some(ColumnDefault::Expression(unqualified(&text, namespace)))
        }
        ColumnDefault::Autoincrement(Autoincrement::Sequence(own, sequence)) => {
            let own = match own.as_str() {
                "" => namespace.to_owned(),
                _ => own,
            };
            let display = name::display(Some(&own), &sequence, None, None);
            Some(match schema.find(Kind::Sequence, &display) {
                Some(_) => ColumnDefault::Autoincrement(Autoincrement::Sequence(own, sequence)),
                None => ColumnDefault::Expression(unqualified(expression, namespace)),
            })
        }
        known => Some(known),
    }
}
