//! Defaults, as `pg_get_expr` writes them.

use super::jsonb;
use super::moment;
use super::number::Number;
use super::words::{Type, Words};
use crate::prisma::model::{ColumnDefault, ColumnKind, Literal, Native};
use std::fmt::Write;

/// The expression of a default. None for a sequence, whose name is found elsewhere.
pub fn default(default: &ColumnDefault, kind: &ColumnKind, words: &Words) -> Option<String> {
    let element = words.element(kind);
    match default {
        ColumnDefault::Now => Some("CURRENT_TIMESTAMP".into()),
        ColumnDefault::Autoincrement(_) => None,
        // dbgenerated() says only that the database has one.
        ColumnDefault::Expression(text) => (!text.is_empty()).then(|| text.clone()),
        ColumnDefault::Value(literal) => Some(scalar(literal, kind, &element)),
        ColumnDefault::List(list) if list.is_empty() => Some(empty(&element)),
        ColumnDefault::List(list) => {
            let items: Vec<_> = list.iter().map(|l| item(l, kind, &element)).collect();
            Some(format!("ARRAY[{}]", items.join(", ")))
        }
    }
}

fn empty(element: &Type) -> String {
    match element.base == element.full {
        true => format!("ARRAY[]::{}[]", element.base),
        false => format!("(ARRAY[]::{}[])::{}[]", element.base, element.full),
    }
}

fn scalar(literal: &Literal, kind: &ColumnKind, element: &Type) -> String {
    match literal {
        Literal::Number(number) => Number::of(number).text(),
        Literal::Boolean(value) => value.to_string(),
        _ => format!("{}::{}", constant(literal, kind), element.base),
    }
}

fn item(literal: &Literal, kind: &ColumnKind, element: &Type) -> String {
    match literal {
        Literal::Number(number) => Number::of(number).element(&element.base, &element.full),
        Literal::Boolean(value) => value.to_string(),
        _ => format!("{}::{}", constant(literal, kind), element.full),
    }
}

/// A text in quotes, as the type's output function gives it.
fn constant(literal: &Literal, kind: &ColumnKind) -> String {
    let text = match (literal, kind) {
        (Literal::Json(text), ColumnKind::Native(Native::JsonB)) => {
            jsonb::canonical(text).unwrap_or_else(|| text.clone())
        }
        (Literal::Text(text), ColumnKind::Native(Native::Uuid)) => text.to_lowercase(),
        (Literal::Text(text), ColumnKind::Native(native)) => {
            moment::canonical(text, *native).unwrap_or_else(|| text.clone())
        }
        (Literal::Text(text) | Literal::Json(text) | Literal::Enum(text), _) => text.clone(),
        (Literal::Bytes(bytes), _) => hex(bytes),
        (Literal::Number(text), _) => text.clone(),
        (Literal::Boolean(value), _) => value.to_string(),
    };
    // The server does not write E'' here: strings conform to the standard.
    format!("'{}'", text.replace('\'', "''"))
}

fn hex(bytes: &[u8]) -> String {
    let mut text = String::from("\\x");
    for byte in bytes {
        let _ = write!(text, "{byte:02x}");
    }
    text
}
