//! The expressions of defaults.

use super::names::text;
use crate::prisma::model::{ColumnDefault, Literal};
use std::fmt::Write;

/// What stands behind DEFAULT, if anything does. A list needs the type of its column.
pub fn default(default: &ColumnDefault, kind: &str) -> Option<String> {
    match default {
        ColumnDefault::Now => Some("CURRENT_TIMESTAMP".into()),
        ColumnDefault::Autoincrement(_) => None,
        ColumnDefault::Expression(expression) if expression.is_empty() => None,
        ColumnDefault::Expression(expression) => Some(expression.clone()),
        ColumnDefault::Value(value) => Some(literal(value)),
        ColumnDefault::List(values) => {
            let values: Vec<String> = values.iter().map(literal).collect();
            Some(format!("ARRAY[{}]::{kind}", values.join(", ")))
        }
    }
}

fn literal(value: &Literal) -> String {
    match value {
        Literal::Text(value) | Literal::Json(value) | Literal::Enum(value) => text(value),
        Literal::Number(number) => number.clone(),
        Literal::Boolean(value) => value.to_string(),
        Literal::Bytes(bytes) => {
            let mut hex = String::with_capacity(bytes.len() * 2);
            for byte in bytes {
                write!(hex, "{byte:02x}").expect("a string takes all");
            }
            format!("'\\x{hex}'")
        }
    }
}
