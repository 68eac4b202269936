//! `@default`: whether a value or a function fits the field.

use super::{Enum, FieldKind, Scalar};
use crate::prisma::model::Arity;
use crate::prisma::psl::arguments::Reader;
use crate::prisma::psl::ast::{Argument, Call, Expression, Field};

/// The value of the attribute, if it fits.
pub fn of_field<'a>(
    node: &Field,
    kind: FieldKind,
    enums: &[Enum],
    mut reader: Reader<'a, '_>,
) -> Option<&'a Expression> {
    let value = reader.must("value")?;
    let named = reader.filled("map").is_some();
    let fault = match value {
        Expression::Function(call) => function(call, kind, named),
        _ => literal(value, node.arity, kind, enums),
    };
    if let Err(message) = &fault {
        match call_is_unknown(value) {
            true => reader.faults.push(value.span(), message),
            false => reader.fault(message),
        }
    } else if named {
        reader.fault("You defined a database name for the default value of a field on the model. This is not supported by the provider.");
    }
    reader.close();
    fault.is_ok().then_some(value)
}

fn call_is_unknown(value: &Expression) -> bool {
    matches!(value, Expression::Function(call) if !KNOWN.contains(&call.name.text.as_str()))
}

const KNOWN: &[&str] = &[
    "autoincrement",
    "auto",
    "cuid",
    "dbgenerated",
    "nanoid",
    "now",
    "ulid",
    "uuid",
];

fn function(call: &Call, kind: FieldKind, named: bool) -> Result<(), String> {
    let name = call.name.text.as_str();
    let arguments = &call.arguments.list[..];
    if name == "dbgenerated" {
        return dbgenerated(arguments);
    }
    let scalar = match kind {
        FieldKind::Scalar(scalar) => scalar,
        FieldKind::Enum(_) => return Err(no_enum_value(call)),
        FieldKind::Unsupported(_) => return Err(UNSUPPORTED.into()),
        FieldKind::Relation(_) | FieldKind::Unknown => return Ok(()),
    };
    match (name, scalar) {
        ("autoincrement", _) if named => {
            Err("Naming an autoincrement default value is not allowed.".into())
        }
        ("autoincrement", Scalar::Int | Scalar::BigInt)
        | ("now", Scalar::DateTime)
        | ("ulid", Scalar::String) => no_arguments(name, arguments),
        ("cuid", Scalar::String) => {
            one_of(name, arguments, &[1, 2], "which is either 1 or 2")
        }
        ("uuid", Scalar::String) => {
            one_of(name, arguments, &[4, 7], "which is either 4 or 7")
        }
        ("nanoid", Scalar::String) => {
            let lengths: Vec<u32> = (2..=255).collect();
            one_of(name, arguments, &lengths, "between 2 and 255")
        }
        ("auto", _) => Err("The current connector does not support the `auto()` function.".into()),
        _ if KNOWN.contains(&name) => Err(format!(
            "The function `{name}()` cannot be used on fields of type `{}`.",
            scalar.name()
        )),
        _ => Err(format!("Unknown function in @default(): `{name}` is not known. You can read about the available functions here: https://pris.ly/d/attribute-functions")),
    }
}

fn dbgenerated(arguments: &[Argument]) -> Result<(), String> {
    match arguments {
        [] => Ok(()),
        [one] => match &one.value {
            Expression::Text(text, _) if text.is_empty() => Err(
                "dbgenerated() takes either no argument, or a single nonempty string argument."
                    .into(),
            ),
            Expression::Text(..) => Ok(()),
            _ => Err("`dbgenerated()` takes a single String argument".into()),
        },
        _ => Err("`dbgenerated()` takes a single String argument".into()),
    }
}

fn no_arguments(name: &str, arguments: &[Argument]) -> Result<(), String> {
    match arguments {
        [] => Ok(()),
        _ => Err(format!(
            "The `{name}` function does not take any argument. Consider changing this default to `{name}()`."
        )),
    }
}

fn one_of(name: &str, arguments: &[Argument], allowed: &[u32], which: &str) -> Result<(), String> {
    let number = match arguments {
        [] => return Ok(()),
        [one] => match &one.value {
            Expression::Number(number, _) => number.parse::<u32>().ok(),
            _ => return Err(format!("`{name}()` takes a single Int argument.")),
        },
        _ => return Err(format!("`{name}()` takes a single Int argument.")),
    };
    match number {
        Some(number) if allowed.contains(&number) => Ok(()),
        _ => Err(format!(
            "`{name}()` takes either no argument, or a single integer argument {which}."
        )),
    }
}

const UNSUPPORTED: &str = "Only @default(dbgenerated(\"...\")) can be used for Unsupported types.";

fn no_enum_value(call: &Call) -> String {
    format!(
        "Expected an enum value, but found `{}`.",
        Expression::Function(call.clone())
    )
}

fn literal(
    value: &Expression,
    arity: Arity,
    kind: FieldKind,
    enums: &[Enum],
) -> Result<(), String> {
    match (kind, value) {
        (FieldKind::Unsupported(_), _) => Err(UNSUPPORTED.into()),
        (FieldKind::Enum(at), Expression::Array(items, _)) if arity == Arity::List => items
            .iter()
            .try_for_each(|item| enum_value(item, &enums[at])),
        (FieldKind::Enum(_), value) if arity == Arity::List => {
            Err(format!("Expected an enum value, but found `{value}`."))
        }
        (FieldKind::Enum(at), value) => enum_value(value, &enums[at]),
        (FieldKind::Scalar(scalar), Expression::Array(items, _)) if arity == Arity::List => {
            items.iter().try_for_each(|item| scalar_value(item, scalar))
        }
        (FieldKind::Scalar(_), _) if arity == Arity::List => {
            Err("The default value of a list field must be a list.".into())
        }
        (FieldKind::Scalar(_), Expression::Array(..)) => {
            Err("The default value of a non-list field cannot be a list.".into())
        }
        (FieldKind::Scalar(scalar), value) => scalar_value(value, scalar),
        (FieldKind::Relation(_) | FieldKind::Unknown, _) => Ok(()),
    }
}

fn enum_value(value: &Expression, of: &Enum) -> Result<(), String> {
    match value {
        Expression::Constant(name, _) if of.value(name).is_some() => Ok(()),
        Expression::Constant(name, _) => Err(format!(
            "The defined default value `{name}` is not a valid value of the enum specified for the field."
        )),
        _ => Err(format!("Expected an enum value, but found `{value}`.")),
    }
}

fn scalar_value(value: &Expression, scalar: Scalar) -> Result<(), String> {
    use Scalar::{BigInt, Boolean, Bytes, DateTime, Decimal, Float, Int, Json, String as Text};
    match (value, scalar) {
        (Expression::Text(..), Text | Json | Bytes | DateTime | Decimal)
        | (Expression::Number(..), Int | BigInt | Float | Decimal) => Ok(()),
        (Expression::Constant(word, _), Boolean) if word == "true" || word == "false" => Ok(()),
        (Expression::Constant(..), Boolean) => {
            Err("A boolean literal must be `true` or `false`.".into())
        }
        _ => Err(format!(
            "Expected a {} value, but found `{value}`.",
            scalar.name()
        )),
    }
}
