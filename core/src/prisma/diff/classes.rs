//! Operator classes of indexes: one that is the default may be written or not.

use crate::prisma::model::{Arity, Column, ColumnKind, IndexColumn, Method, Native, Table};

/// Whether columns of indexes have the same class; `from` and `to` are their tables.
pub fn same([from, to]: [&Table; 2], method: Method, old: &IndexColumn, new: &IndexColumn) -> bool {
    match (&old.class, &new.class) {
        (None, Some(class)) => is_default(column(&to.columns, &new.name), method, class),
        (Some(class), None) => is_default(column(&from.columns, &old.name), method, class),
        (old, new) => old == new,
    }
}

fn column<'a>(columns: &'a [Column], name: &str) -> Option<&'a Column> {
    columns.iter().find(|column| column.name == name)
}

/// Whether the server would take this class by itself.
fn is_default(column: Option<&Column>, method: Method, class: &str) -> bool {
    let Some(Column { kind, arity, .. }) = column else {
        return false;
    };
    if *arity == Arity::List {
        return class == "array_ops";
    }
    let native = match kind {
        ColumnKind::Native(native) => native,
        ColumnKind::Enum { .. } => return class == "enum_ops",
        ColumnKind::Unsupported(name) => return class == of_other(method, name),
    };
    let expected = match (method, native) {
        (Method::Gin, Native::JsonB) => "jsonb_ops".into(),
        (Method::SpGist, Native::Inet) => "inet_ops".into(),
        (Method::SpGist, Native::Text | Native::VarChar(_)) => "text_ops".into(),
        (Method::Brin, Native::Inet) => "inet_inclusion_ops".into(),
        (Method::Brin, _) => format!("{}_minmax_ops", family(*native)),
        (Method::BTree | Method::Hash, _) => format!("{}_ops", family(*native)),
        _ => return false,
    };
    class == expected
}

/// Of a type that Prisma has no name for.
fn of_other(method: Method, name: &str) -> String {
    match (method, name) {
        (Method::SpGist, "point") => "quad_point_ops".into(),
        (_, "polygon") => "poly_ops".into(),
        (Method::Brin, "box") => "box_inclusion_ops".into(),
        (Method::Brin, _) if name.ends_with("range") => "range_inclusion_ops".into(),
        (Method::Brin, _) => format!("{name}_minmax_ops"),
        _ if name.ends_with("range") => "range_ops".into(),
        _ => format!("{name}_ops"),
    }
}

fn family(native: Native) -> &'static str {
    match native {
        Native::Text | Native::VarChar(_) => "text",
        Native::Char(_) => "bpchar",
        Native::Bit(_) => "bit",
        Native::VarBit(_) => "varbit",
        Native::Uuid => "uuid",
        Native::Xml => "xml",
        Native::Inet => "inet",
        Native::Citext => "citext",
        Native::SmallInt => "int2",
        Native::Integer => "int4",
        Native::BigInt => "int8",
        Native::Oid => "oid",
        Native::Real => "float4",
        Native::DoublePrecision => "float8",
        Native::Decimal(_) => "numeric",
        Native::Money => "money",
        Native::Timestamp(_) => "timestamp",
        Native::Timestamptz(_) => "timestamptz",
        Native::Date => "date",
        Native::Time(_) => "time",
        Native::Timetz(_) => "timetz",
        Native::Boolean => "bool",
        Native::Json | Native::JsonB => "jsonb",
        Native::ByteA => "bytea",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As `pg_opclass` has them.
    #[test]
    fn classes_of_types_without_a_name() {
        for (method, name, class) in [
            (Method::SpGist, "box", "box_ops"),
            (Method::SpGist, "point", "quad_point_ops"),
            (Method::Gist, "point", "point_ops"),
            (Method::Gist, "polygon", "poly_ops"),
            (Method::Gist, "int4range", "range_ops"),
            (Method::Gin, "tsvector", "tsvector_ops"),
            (Method::Brin, "box", "box_inclusion_ops"),
            (Method::Brin, "interval", "interval_minmax_ops"),
        ] {
            assert_eq!(of_other(method, name), class, "{name}");
        }
    }
}
