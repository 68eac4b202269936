//! Types and defaults as Prisma's messages show them.

use crate::prisma::model::{Autoincrement, Column, ColumnDefault, ColumnKind, Literal, Native};

/// The type of a column.
pub fn kind(column: &Column) -> String {
    match &column.kind {
        ColumnKind::Native(native) => self::native(*native),
        ColumnKind::Enum { name, .. } => format!("Enum({name:?})"),
        ColumnKind::Unsupported(name) => format!("Unsupported({name:?})"),
    }
}

fn native(native: Native) -> String {
    match native {
        Native::VarChar(Some(n)) => format!("VarChar({n})"),
        Native::Char(Some(n)) => format!("Char({n})"),
        Native::Bit(Some(n)) => format!("Bit({n})"),
        Native::VarBit(Some(n)) => format!("VarBit({n})"),
        Native::Timestamp(Some(n)) => format!("Timestamp({n})"),
        Native::Timestamptz(Some(n)) => format!("Timestamptz({n})"),
        Native::Time(Some(n)) => format!("Time({n})"),
        Native::Timetz(Some(n)) => format!("Timetz({n})"),
        Native::Decimal(Some((precision, scale))) => format!("Decimal({precision},{scale})"),
        // Without arguments, the names are those of the variants.
        other => format!("{other:?}").replace("(None)", ""),
    }
}

/// The default of a column.
pub fn default(column: &Column) -> String {
    let shown = match &column.default {
        None => return "None".into(),
        Some(ColumnDefault::Now) => "Now".into(),
        Some(ColumnDefault::Autoincrement(Autoincrement::Sequence(_, name))) => {
            format!("Sequence({name:?})")
        }
        Some(ColumnDefault::Autoincrement(_)) => "Sequence(\"\")".into(),
        Some(ColumnDefault::Expression(text)) if text.is_empty() => "DbGenerated(None)".into(),
        Some(ColumnDefault::Expression(text)) => format!("DbGenerated(Some({text:?}))"),
        Some(ColumnDefault::Value(value)) => format!("Value({})", literal(value, &column.kind)),
        Some(ColumnDefault::List(values)) => {
            let values: Vec<String> = (values.iter()).map(|v| literal(v, &column.kind)).collect();
            format!("Value(List([{}]))", values.join(", "))
        }
    };
    format!("Some({shown})")
}

fn literal(value: &Literal, kind: &ColumnKind) -> String {
    match (value, kind) {
        (Literal::Text(text), ColumnKind::Native(kind)) if is_time(*kind) => {
            let text = text.replacen(' ', "T", 1).replacen(' ', "", 1);
            format!("DateTime({text})")
        }
        (Literal::Text(text), _) => format!("String({text:?})"),
        (Literal::Number(number), ColumnKind::Native(Native::BigInt)) => {
            format!("BigInt({number})")
        }
        (
            Literal::Number(number),
            ColumnKind::Native(Native::Integer | Native::SmallInt | Native::Oid),
        ) => format!("Int({number})"),
        (Literal::Number(number), _) => format!("Float(BigDecimal({number:?}))"),
        (Literal::Boolean(value), _) => format!("Boolean({value})"),
        (Literal::Bytes(bytes), _) => format!("Bytes({bytes:?})"),
        (Literal::Json(text), _) => format!("Json({text:?})"),
        (Literal::Enum(name), _) => format!("Enum({name:?})"),
    }
}

fn is_time(native: Native) -> bool {
    matches!(
        native,
        Native::Timestamp(_)
            | Native::Timestamptz(_)
            | Native::Date
            | Native::Time(_)
            | Native::Timetz(_)
    )
}
