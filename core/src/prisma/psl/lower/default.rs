//! Defaults of columns.

use super::{date, number};
use crate::prisma::model::{Autoincrement, ColumnDefault, Literal};
use crate::prisma::psl::ast::{Call, Expression};
use crate::prisma::psl::resolve::{Enum, FieldInfo, FieldKind, Scalar};

/// The default in the database, and whether the client gives one instead.
pub fn of(field: &FieldInfo, enums: &[Enum]) -> (Option<ColumnDefault>, bool) {
    match field.default {
        None => (None, false),
        Some(Expression::Function(call)) => {
            let default = function(call);
            let client = default.is_none();
            (default, client)
        }
        Some(Expression::Array(items, _)) => {
            let items = items
                .iter()
                .map(|item| literal(item, field.kind, enums).ok());
            (items.collect::<Option<_>>().map(ColumnDefault::List), false)
        }
        Some(value) => (
            literal(value, field.kind, enums)
                .ok()
                .map(ColumnDefault::Value),
            false,
        ),
    }
}

/// None if it is the client that calls it.
fn function(call: &Call) -> Option<ColumnDefault> {
    match call.name.text.as_str() {
        "now" => Some(ColumnDefault::Now),
        "autoincrement" => Some(ColumnDefault::Autoincrement(Autoincrement::Wanted)),
        "dbgenerated" => match &call.arguments.list.first()?.value {
            Expression::Text(text, _) => Some(ColumnDefault::Expression(text.clone())),
            _ => None,
        },
        _ => None,
    }
}

/// A value as what the column holds, or what is wrong with it.
pub fn literal(value: &Expression, kind: FieldKind, enums: &[Enum]) -> Result<Literal, String> {
    match (value, kind) {
        (Expression::Constant(name, _), FieldKind::Enum(at)) => {
            let stored = enums[at].value(name);
            Ok(Literal::Enum(
                stored.map_or(name.as_str(), |value| value.stored).into(),
            ))
        }
        (Expression::Constant(word, _), _) => Ok(Literal::Boolean(word == "true")),
        (Expression::Number(text, _), FieldKind::Scalar(scalar)) => number(text, scalar),
        (Expression::Text(text, _), FieldKind::Scalar(scalar)) => of_text(text, scalar),
        _ => Err(format!("Unexpected value `{value}`.")),
    }
}

fn number(text: &str, scalar: Scalar) -> Result<Literal, String> {
    match scalar {
        Scalar::Int | Scalar::BigInt => match text.parse::<i64>() {
            Ok(number) => Ok(Literal::Number(number.to_string())),
            Err(error) => Err(parse_error(text, "integer", error)),
        },
        _ => Ok(Literal::Number(
            number::plain(text).unwrap_or_else(|| text.into()),
        )),
    }
}

fn of_text(text: &str, scalar: Scalar) -> Result<Literal, String> {
    match scalar {
        Scalar::Json => match serde_json::from_str::<serde::de::IgnoredAny>(text) {
            Ok(_) => Ok(Literal::Json(text.into())),
            Err(error) => Err(parse_error(text, "JSON string", error)),
        },
        Scalar::Bytes => base64(text).map(Literal::Bytes).ok_or_else(|| {
            parse_error(
                text,
                "base64 string",
                "Could not convert from `base64 encoded bytes` to `PrismaValue::Bytes`",
            )
        }),
        Scalar::DateTime => date::with_offset(text)
            .map(Literal::Text)
            .map_err(|error| parse_error(text, "rfc3339 datetime string", error)),
        Scalar::Decimal => number::plain(text).map(Literal::Number).ok_or_else(|| {
            let error = match text {
                "" => "Failed to parse empty string",
                _ => "invalid digit found in string",
            };
            parse_error(text, "decimal", error)
        }),
        _ => Ok(Literal::Text(text.into())),
    }
}

fn parse_error(text: &str, what: &str, error: impl std::fmt::Display) -> String {
    format!("Parse error: \"{text}\" is not a valid {what}. ({error})")
}

/// The standard alphabet, with padding.
fn base64(text: &str) -> Option<Vec<u8>> {
    let bytes = text.as_bytes();
    if !bytes.len().is_multiple_of(4) {
        return None;
    }
    let padding = bytes.iter().rev().take_while(|b| **b == b'=').count();
    let data = &bytes[..bytes.len() - padding];
    if padding > 2 {
        return None;
    }
    let mut decoded = Vec::with_capacity(data.len() / 4 * 3);
    let (mut bits, mut held) = (0u32, 0);
    for byte in data {
        bits = bits << 6 | u32::from(sextet(*byte)?);
        held += 6;
        if held >= 8 {
            held -= 8;
            decoded.push((bits >> held) as u8);
            bits &= (1 << held) - 1;
        }
    }
    // What is left over belongs to no byte and must be empty.
    (bits == 0).then_some(decoded)
}

fn sextet(byte: u8) -> Option<u8> {
    Some(match byte {
        b'A'..=b'Z' => byte - b'A',
        b'a'..=b'z' => byte - b'a' + 26,
        b'0'..=b'9' => byte - b'0' + 52,
        b'+' => 62,
        b'/' => 63,
        _ => return None,
    })
}
