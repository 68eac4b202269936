//! Native types: `@db.…`, and the types that fields have without.

use super::Scalar;
use crate::prisma::model::Native;
use crate::prisma::psl::ast::{Attribute, Span};
use crate::prisma::psl::error::Faults;

/// The type of a column whose field says nothing.
pub fn default(scalar: Scalar) -> Native {
    match scalar {
        Scalar::Int => Native::Integer,
        Scalar::BigInt => Native::BigInt,
        Scalar::Float => Native::DoublePrecision,
        Scalar::Decimal => Native::Decimal(Some((65, 30))),
        Scalar::Boolean => Native::Boolean,
        Scalar::String => Native::Text,
        Scalar::DateTime => Native::Timestamp(Some(3)),
        Scalar::Json => Native::JsonB,
        Scalar::Bytes => Native::ByteA,
    }
}

/// The native type that an attribute such as `@db.VarChar(10)` asks for.
pub fn of_attribute(
    scalar: Scalar,
    attribute: &Attribute,
    datasource: Option<&str>,
    faults: &mut Faults,
) -> Option<Native> {
    let (prefix, name) = attribute.name.text.split_once('.')?;
    let span = attribute.span;
    if let Some(expected) = datasource.filter(|name| *name != prefix) {
        faults.push(span, format!(
            "The prefix {prefix} is invalid. It must be equal to the name of an existing datasource e.g. {expected}. Did you mean to use {expected}.{name}?"
        ));
    }
    let Some((of, most)) = constructor(name) else {
        let message = format!("Native type {name} is not supported for postgresql connector.");
        faults.push(span, message);
        return None;
    };
    let arguments: Vec<String> = attribute
        .arguments
        .list
        .iter()
        .map(|argument| argument.value.to_string())
        .collect();
    let count = arguments.len();
    if count > most {
        faults.push(
            span,
            match most {
                0 => format!("Function \"{name}\" takes 0 arguments, but received {count}."),
                _ => format!(
                    "Native type {name} takes {most} optional arguments, but received {count}."
                ),
            },
        );
        return None;
    }
    if scalar != of {
        faults.push(span, format!(
            "Native type {name} is not compatible with declared field type {}, expected field type {}.",
            scalar.name(),
            of.name()
        ));
        return None;
    }
    let Some(native) = parse(name, &arguments) else {
        let expected = match most {
            2 => "two nonnegative integers",
            _ => "a nonnegative integer",
        };
        let message = format!("Expected {expected}, but found ({}).", arguments.join(", "));
        faults.push(span, message);
        return None;
    };
    ranges(native, span, faults);
    Some(native)
}

/// The native type that the text of `Unsupported("…")` is, if it is one.
pub fn of_text(text: &str) -> Option<(Scalar, Native)> {
    let (name, arguments) = match text.split_once('(') {
        Some((name, rest)) => (name, rest.split_once(')')?.0),
        None => (text, ""),
    };
    let name = name.trim();
    let arguments = arguments
        .split(',')
        .map(|argument| argument.trim().to_string());
    let arguments: Vec<String> = arguments.filter(|argument| !argument.is_empty()).collect();
    Some((constructor(name)?.0, parse(name, &arguments)?))
}

/// The scalar type that it is for, and how many arguments it can have.
fn constructor(name: &str) -> Option<(Scalar, usize)> {
    Some(match name {
        "SmallInt" | "Integer" | "Oid" => (Scalar::Int, 0),
        "BigInt" => (Scalar::BigInt, 0),
        "Decimal" => (Scalar::Decimal, 2),
        "Money" => (Scalar::Decimal, 0),
        "Real" | "DoublePrecision" => (Scalar::Float, 0),
        "VarChar" | "Char" | "Bit" | "VarBit" => (Scalar::String, 1),
        "Text" | "Uuid" | "Xml" | "Inet" | "Citext" => (Scalar::String, 0),
        "ByteA" => (Scalar::Bytes, 0),
        "Timestamp" | "Timestamptz" | "Time" | "Timetz" => (Scalar::DateTime, 1),
        "Date" => (Scalar::DateTime, 0),
        "Boolean" => (Scalar::Boolean, 0),
        "Json" | "JsonB" => (Scalar::Json, 0),
        _ => return None,
    })
}

fn parse(name: &str, arguments: &[String]) -> Option<Native> {
    let one = || match arguments {
        [] => Some(None),
        [one] => Some(Some(one.parse().ok()?)),
        _ => None,
    };
    let native = match name {
        "VarChar" => Native::VarChar(one()?),
        "Char" => Native::Char(one()?),
        "Bit" => Native::Bit(one()?),
        "VarBit" => Native::VarBit(one()?),
        "Timestamp" => Native::Timestamp(one()?),
        "Timestamptz" => Native::Timestamptz(one()?),
        "Time" => Native::Time(one()?),
        "Timetz" => Native::Timetz(one()?),
        "Decimal" => Native::Decimal(match arguments {
            [] => None,
            [precision, scale] => Some((precision.parse().ok()?, scale.parse().ok()?)),
            _ => return None,
        }),
        _ => simple(name)?,
    };
    Some(native)
}

fn simple(name: &str) -> Option<Native> {
    Some(match name {
        "SmallInt" => Native::SmallInt,
        "Integer" => Native::Integer,
        "BigInt" => Native::BigInt,
        "Oid" => Native::Oid,
        "Money" => Native::Money,
        "Real" => Native::Real,
        "DoublePrecision" => Native::DoublePrecision,
        "Text" => Native::Text,
        "Uuid" => Native::Uuid,
        "Xml" => Native::Xml,
        "Inet" => Native::Inet,
        "Citext" => Native::Citext,
        "ByteA" => Native::ByteA,
        "Date" => Native::Date,
        "Boolean" => Native::Boolean,
        "Json" => Native::Json,
        "JsonB" => Native::JsonB,
        _ => return None,
    })
}

fn ranges(native: Native, span: Span, faults: &mut Faults) {
    let written = written(native);
    let range = match native {
        Native::Decimal(Some((precision, scale))) if scale > precision => {
            return faults.push(span, format!(
                "The scale must not be larger than the precision for the {written} native type in Postgres."
            ));
        }
        Native::Decimal(Some((0 | 1001.., _))) => {
            "Precision must be positive with a maximum value of 1000."
        }
        Native::Bit(Some(0)) | Native::VarBit(Some(0)) => "M must be a positive integer.",
        Native::Timestamp(Some(7..))
        | Native::Timestamptz(Some(7..))
        | Native::Time(Some(7..))
        | Native::Timetz(Some(7..)) => "M can range from 0 to 6.",
        _ => return,
    };
    faults.push(
        span,
        format!("Argument M is out of range for native type `{written}` of Postgres: {range}"),
    );
}

/// A native type in the language, without its prefix.
pub fn written(native: Native) -> String {
    let (name, first, second) = match native {
        Native::VarChar(n) => ("VarChar", n, None),
        Native::Char(n) => ("Char", n, None),
        Native::Bit(n) => ("Bit", n, None),
        Native::VarBit(n) => ("VarBit", n, None),
        Native::Timestamp(p) => ("Timestamp", p, None),
        Native::Timestamptz(p) => ("Timestamptz", p, None),
        Native::Time(p) => ("Time", p, None),
        Native::Timetz(p) => ("Timetz", p, None),
        Native::Decimal(both) => ("Decimal", both.map(|(p, _)| p), both.map(|(_, s)| s)),
        // Their names in the language are those of the variants.
        _ => return format!("{native:?}"),
    };
    match (first, second) {
        (None, _) => name.into(),
        (Some(first), None) => format!("{name}({first})"),
        (Some(first), Some(second)) => format!("{name}({first},{second})"),
    }
}

/// Its name alone.
pub fn name(native: Native) -> String {
    written(native).split('(').next().unwrap_or_default().into()
}
