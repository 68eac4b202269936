//! Columns and their types.

use super::default::default;
use super::names::{quote, Names};
use crate::prisma::model::{Arity, Column, ColumnDefault, ColumnKind, Native};

/// A column as CREATE TABLE and ADD COLUMN have it.
pub fn definition(names: Names<'_>, column: &Column) -> String {
    let kind = match (is_autoincrement(column), &column.kind) {
        (true, ColumnKind::Native(Native::SmallInt)) => "SMALLSERIAL".into(),
        (true, ColumnKind::Native(Native::Integer)) => "SERIAL".into(),
        (true, ColumnKind::Native(Native::BigInt)) => "BIGSERIAL".into(),
        _ => kind(names, column),
    };
    let null = match column.arity {
        Arity::Required => " NOT NULL",
        Arity::Optional | Arity::List => "",
    };
    let default = (column.default.as_ref()).and_then(|d| default(d, &kind));
    let default = default.map_or_else(String::new, |d| format!(" DEFAULT {d}"));
    format!("    {} {kind}{null}{default}", quote(&column.name))
}

pub fn is_autoincrement(column: &Column) -> bool {
    matches!(column.default, Some(ColumnDefault::Autoincrement(_)))
}

/// The type of a column.
pub fn kind(names: Names<'_>, column: &Column) -> String {
    let kind = match &column.kind {
        ColumnKind::Native(native) => self::native(*native),
        ColumnKind::Enum { namespace, name } => names.qualified(namespace, name),
        ColumnKind::Unsupported(name) => name.clone(),
    };
    match column.arity {
        Arity::List => kind + "[]",
        Arity::Required | Arity::Optional => kind,
    }
}

fn native(native: Native) -> String {
    let (name, length) = match native {
        Native::Decimal(Some((precision, scale))) => {
            return format!("DECIMAL({precision},{scale})")
        }
        Native::Text => ("TEXT", None),
        Native::VarChar(length) => ("VARCHAR", length),
        Native::Char(length) => ("CHAR", length),
        Native::Bit(length) => ("BIT", length),
        Native::VarBit(length) => ("VARBIT", length),
        Native::Uuid => ("UUID", None),
        Native::Xml => ("XML", None),
        Native::Inet => ("INET", None),
        Native::Citext => ("CITEXT", None),
        Native::SmallInt => ("SMALLINT", None),
        Native::Integer => ("INTEGER", None),
        Native::BigInt => ("BIGINT", None),
        Native::Oid => ("OID", None),
        Native::Real => ("REAL", None),
        Native::DoublePrecision => ("DOUBLE PRECISION", None),
        Native::Decimal(None) => ("DECIMAL", None),
        Native::Money => ("MONEY", None),
        Native::Timestamp(precision) => ("TIMESTAMP", precision),
        Native::Timestamptz(precision) => ("TIMESTAMPTZ", precision),
        Native::Date => ("DATE", None),
        Native::Time(precision) => ("TIME", precision),
        Native::Timetz(precision) => ("TIMETZ", precision),
        Native::Boolean => ("BOOLEAN", None),
        Native::Json => ("JSON", None),
        Native::JsonB => ("JSONB", None),
        Native::ByteA => ("BYTEA", None),
    };
    match length {
        Some(length) => format!("{name}({length})"),
        None => name.into(),
    }
}
