//! Which defaults count as the same.

use super::expression;
use super::render;
use crate::prisma::model::{Column, ColumnDefault, ColumnKind, Literal, Native};
use ColumnDefault::{Autoincrement, Expression, List, Now, Value};

pub fn same(from: &Column, to: &Column) -> bool {
    let is_time = is_time(from) || is_time(to);
    let [old, new] = [from, to].map(|c| c.default.as_ref().map(plain));
    let [old, new] = [&old, &new].map(|d| d.as_deref());
    match (old, new) {
        (None, None) | (Some(Now), Some(Now)) => true,
        // It asks for some default, whatever it is.
        (_, Some(Expression(new))) if new.is_empty() => true,
        // A sequence that comes or goes is another change.
        (Some(Autoincrement(_)), None) | (_, Some(Autoincrement(_))) => true,
        (Some(List(_)), Some(Expression(_))) | (Some(Expression(_)), Some(List(_))) if is_time => {
            true
        }
        (Some(Value(Literal::Text(old))), Some(Value(Literal::Text(new)))) if is_uuid(to) => {
            old.eq_ignore_ascii_case(new)
        }
        (Some(Expression(text)), Some(Value(Literal::Text(value))))
        | (Some(Value(Literal::Text(value))), Some(Expression(text)))
            if is_uuid(to) =>
        {
            says(
                &text.to_ascii_lowercase(),
                &Literal::Text(value.to_ascii_lowercase()),
            )
        }
        // A point in time can be written in many ways, and a UUID in two.
        (Some(Value(_)), Some(_)) if is_time => true,
        (Some(_), Some(Value(_))) if is_time => true,
        (Some(Value(old)), Some(Value(new))) => same_literal(old, new),
        (Some(List(old)), Some(List(new))) => {
            let element = |(old, new)| is_time || same_literal(old, new);
            old.len() == new.len() && old.iter().zip(new).all(element)
        }
        (Some(Expression(old)), Some(Expression(new))) => {
            old.eq_ignore_ascii_case(new) || expression::same(old, new)
        }
        (Some(Expression(text)), Some(Value(value)))
        | (Some(Value(value)), Some(Expression(text))) => says(text, value),
        _ => false,
    }
}

/// A default, where an expression is the current time in any of its spellings.
fn plain(default: &ColumnDefault) -> std::borrow::Cow<'_, ColumnDefault> {
    use std::borrow::Cow;
    let is_now = |text: &str| {
        let mut spellings = ["now()", "current_timestamp"].into_iter();
        spellings.any(|now| expression::same(text, now))
    };
    match default {
        Expression(text) if is_now(text) => Cow::Owned(Now),
        _ => Cow::Borrowed(default),
    }
}

/// Whether an expression is only another way to write a constant.
fn says(text: &str, value: &Literal) -> bool {
    let constant = render::default(&Value(value.clone()), "");
    constant.is_some_and(|constant| expression::same(text, &constant))
}

fn is_time(column: &Column) -> bool {
    matches!(
        column.kind,
        ColumnKind::Native(
            Native::Timestamp(_)
                | Native::Timestamptz(_)
                | Native::Date
                | Native::Time(_)
                | Native::Timetz(_)
        )
    )
}

fn is_uuid(column: &Column) -> bool {
    column.kind == ColumnKind::Native(Native::Uuid)
}

fn same_literal(old: &Literal, new: &Literal) -> bool {
    use Literal::{Bytes, Enum, Json, Number, Text};
    match (old, new) {
        (Json(old), Json(new) | Text(new)) | (Text(old), Json(new)) => same_json(old, new),
        (Text(old) | Enum(old), Text(new) | Enum(new)) => old == new,
        (Number(old), Number(new)) => decimal(old) == decimal(new),
        (Text(text) | Enum(text), Bytes(bytes)) | (Bytes(bytes), Text(text) | Enum(text)) => {
            render::default(&Value(Bytes(bytes.clone())), "")
                .is_some_and(|hex| hex.trim_matches('\'').eq_ignore_ascii_case(text))
        }
        _ => old == new,
    }
}

/// What is no JSON counts as the same, as it does to Prisma.
fn same_json(old: &str, new: &str) -> bool {
    let read = |text| serde_json::from_str::<serde_json::Value>(text);
    match (read(old), read(new)) {
        (Ok(old), Ok(new)) => old == new,
        _ => true,
    }
}

/// A number as sign, digits and exponent, without the zeros at both ends. Of a text that is no
/// number, the text.
fn decimal(number: &str) -> (bool, String, i64) {
    let as_it_is = || (false, number.to_string(), 0);
    let (mantissa, exponent) = match number.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, exponent.parse().ok()),
        None => (number, Some(0)),
    };
    let unsigned = mantissa.trim_start_matches(['-', '+']);
    let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, ""));
    let digits = format!("{whole}{fraction}");
    let (Some(exponent), true) = (exponent, digits.bytes().all(|b| b.is_ascii_digit())) else {
        return as_it_is();
    };
    let exponent: i64 = exponent;
    let digits = digits.trim_start_matches('0');
    let short = digits.trim_end_matches('0');
    if short.is_empty() {
        return (false, String::new(), 0);
    }
    let zeros = (digits.len() - short.len()) as i64;
    let exponent = exponent.saturating_sub(fraction.len() as i64 - zeros);
    (mantissa.starts_with('-'), short.into(), exponent)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_compared_by_value() {
        for (a, b) in [
            ("3", "3.0"),
            ("-0.50", "-.5"),
            ("1e3", "1000"),
            ("0", "0.00"),
        ] {
            assert_eq!(decimal(a), decimal(b), "{a} and {b}");
        }
        for (a, b) in [("3", "30"), ("1", "-1"), ("1.5", "15"), ("1e2", "1e3")] {
            assert_ne!(decimal(a), decimal(b), "{a} and {b}");
        }
    }
}
