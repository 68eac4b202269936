//! `where:` of a partial index, as SQL.

use super::{Entity, FieldInfo, FieldKind, Scalar};
use crate::prisma::psl::arguments::{string, Reader};
use crate::prisma::psl::ast::{Expression, Name};

const SHAPE: &str = "The `where` argument must be either a raw() function call or an object literal, e.g. `where: raw(\"status = 'active'\")` or `where: { active: true }`.";
const RAW: &str = "The `where` argument must be a raw() function with a string argument, e.g. `where: raw(\"status = 'active'\")`.";
const VALUE: &str = "in where clause. Expected true, false, null, a string, a number, or an object like { not: null }.";

/// The expression of a partial index.
pub fn of(entity: &Entity, reader: &mut Reader) -> Option<String> {
    match reader.take("where")? {
        Expression::Object(entries, _) => object(entity, entries, reader),
        Expression::Function(call) if call.name.text == "raw" => {
            let text = match call.arguments.list.first() {
                Some(argument) => string(&argument.value, reader.faults),
                None => None,
            };
            match text {
                Some("") => reader.fault("The `where` argument cannot contain an empty string."),
                Some(text) => return Some(text.to_string()),
                None => reader.fault(RAW),
            }
            None
        }
        _ => {
            reader.fault(SHAPE);
            None
        }
    }
}

fn object(entity: &Entity, entries: &[(Name, Expression)], reader: &mut Reader) -> Option<String> {
    if entries.is_empty() {
        reader.fault("The `where` argument cannot be an empty object.");
        return None;
    }
    let conditions = entries
        .iter()
        .map(|(name, value)| match condition(entity, &name.text, value) {
            Ok(condition) => Some(condition),
            Err(fault) => {
                reader.fault(fault);
                None
            }
        })
        .collect::<Vec<_>>();
    let conditions: Vec<String> = conditions.into_iter().collect::<Option<_>>()?;
    Some(conditions.join(" AND "))
}

fn condition(entity: &Entity, name: &str, value: &Expression) -> Result<String, String> {
    let Some(field) = entity.by_name.get(name).map(|at| &entity.fields[*at]) else {
        return Err(format!(
            "Field '{name}' does not exist in model '{}'.",
            entity.name()
        ));
    };
    match field.kind {
        FieldKind::Relation(_) => {
            return Err(format!(
                "Field '{name}' is a relation field. Only scalar fields can be used in the where clause."
            ))
        }
        FieldKind::Unsupported(_) => {
            return Err(format!(
                "Field '{name}' is an unsupported type and cannot be used in the object syntax of a where clause. Use raw() instead."
            ))
        }
        _ => {}
    }
    let column = format!("\"{}\"", field.column.replace('"', "\"\""));
    let (value, negated) = match value {
        Expression::Object(entries, _) => (negation(entries)?, true),
        value => (value, false),
    };
    Ok(match (operand(field, value)?, negated) {
        (Some(operand), false) => format!("{column} = {operand}"),
        (Some(operand), true) => format!("{column} != {operand}"),
        (None, false) => format!("{column} IS NULL"),
        (None, true) => format!("{column} IS NOT NULL"),
    })
}

/// The value in `{ not: … }`.
fn negation(entries: &[(Name, Expression)]) -> Result<&Expression, String> {
    match entries {
        [(key, value)] if key.text == "not" => Ok(value),
        [(key, _)] => Err(format!(
            "Unknown key '{}' in nested where clause object. Only 'not' is supported.",
            key.text
        )),
        _ => Err("Nested object in where clause must have exactly one key. Use `{ not: null }` or `{ not: \"value\" }`.".into()),
    }
}

/// A value as SQL; None is NULL.
fn operand(field: &FieldInfo, value: &Expression) -> Result<Option<String>, String> {
    use Scalar::{BigInt, Boolean, DateTime, Decimal, Float, Int, String as Text};
    let (fits, is, sql) = match value {
        Expression::Constant(word, _) => match word.as_str() {
            "null" => return Ok(None),
            "true" | "false" => (
                field.kind == FieldKind::Scalar(Boolean),
                "Boolean",
                word.clone(),
            ),
            word => return Err(format!("Invalid value '{word}' {VALUE}")),
        },
        Expression::Number(number, _) => {
            let numeric = matches!(
                field.kind,
                FieldKind::Scalar(Int | BigInt | Float | Decimal)
            );
            (numeric, "a Number", number.clone())
        }
        Expression::Text(text, _) => {
            let textual = matches!(
                field.kind,
                FieldKind::Scalar(Text | DateTime) | FieldKind::Enum(_)
            );
            (
                textual,
                "a String",
                format!("'{}'", text.replace('\'', "''")),
            )
        }
        _ => return Err(format!("Invalid value {VALUE}")),
    };
    match field.kind {
        _ if fits => Ok(Some(sql)),
        FieldKind::Scalar(scalar) => Err(format!(
            "Type mismatch: field '{}' is of type {}, but the value is {is}.",
            field.name(),
            scalar.name()
        )),
        FieldKind::Enum(_) => Err(format!(
            "Field '{}' is an Enum and only accepts String values in the where clause.",
            field.name()
        )),
        _ => Ok(Some(sql)),
    }
}
