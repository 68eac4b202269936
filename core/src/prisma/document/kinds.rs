//! Types: from the server's words to those that Prisma has a name for.

use crate::prisma::model::{ColumnKind, Native};
use crate::render::quote;
use crate::schema::{Kind, Object, Schema};
use serde_json::Value;

/// The digits that a time keeps where nothing is said.
const PRECISION: u32 = 6;

/// How many domains are looked through.
const DEPTH: usize = 50;

/// The types of a schema that Prisma looks through.
pub struct Kinds<'a> {
    schema: &'a Schema,
    namespaces: &'a [String],
}

impl<'a> Kinds<'a> {
    pub fn new(schema: &'a Schema, namespaces: &'a [String]) -> Self {
        Kinds { schema, namespaces }
    }

    /// The kind of a column of this type, and whether it is a list. A domain is what it is made of,
    /// unless it is the element of a list.
    pub fn of(&self, type_text: &str) -> (ColumnKind, bool) {
        match type_text.strip_suffix("[]") {
            Some(element) => (self.element(element, true), true),
            None => match self.under_domains(type_text) {
                // A domain over an array is as that array.
                text if text.ends_with("[]") => self.of(&text),
                text => (self.element(&text, false), false),
            },
        }
    }

    /// A domain can be over a domain. A document that was made up could have one over itself.
    fn under_domains(&self, type_text: &str) -> String {
        let mut text = type_text.to_owned();
        for _ in 0..DEPTH {
            match self.domain(&text) {
                Some(below) => text = below,
                None => break,
            }
        }
        text
    }

    fn domain(&self, type_text: &str) -> Option<String> {
        let names = quote::parts(type_text)?;
        let domain = self.find(Kind::Domain, &names)?;
        domain.text("type").map(String::from)
    }

    fn element(&self, text: &str, in_list: bool) -> ColumnKind {
        if let Some(native) = native(text, in_list) {
            return ColumnKind::Native(native);
        }
        match quote::parts(text).as_deref() {
            Some([_, name]) if name == "citext" => ColumnKind::Native(Native::Citext),
            Some(names @ [namespace, name])
                if self.namespaces.contains(namespace)
                    && self.find(Kind::Enum, names).is_some_and(has_values) =>
            {
                ColumnKind::Enum {
                    namespace: namespace.clone(),
                    name: name.clone(),
                }
            }
            _ => ColumnKind::Unsupported(text.into()),
        }
    }

    fn find(&self, kind: Kind, names: &[String]) -> Option<&'a Object> {
        let [namespace, name] = names else {
            return None;
        };
        let display = crate::schema::name::display(Some(namespace), name, None, None);
        self.schema.find(kind, &display)
    }
}

/// An enum without values is none in Prisma's language.
pub fn has_values(of_enum: &Object) -> bool {
    let labels = of_enum.attributes.get("labels").and_then(Value::as_array);
    labels.is_some_and(|labels| !labels.is_empty())
}

/// A type as `format_type` writes it. In a list, times without digits stay so: only the information
/// schema, which knows no lists, makes six of none.
fn native(text: &str, in_list: bool) -> Option<Native> {
    let (name, modifiers) = without_modifiers(text);
    let first = modifiers.first().copied();
    let digits = first.or((!in_list).then_some(PRECISION));
    Some(match name.as_str() {
        "text" => Native::Text,
        "character varying" => Native::VarChar(first),
        "character" | "bpchar" | "\"char\"" => Native::Char(first),
        "bit" | "\"bit\"" => Native::Bit(first),
        "bit varying" => Native::VarBit(first),
        "uuid" => Native::Uuid,
        "xml" => Native::Xml,
        "inet" => Native::Inet,
        "smallint" => Native::SmallInt,
        "integer" => Native::Integer,
        "bigint" => Native::BigInt,
        "oid" => Native::Oid,
        "real" => Native::Real,
        "double precision" => Native::DoublePrecision,
        "numeric" => Native::Decimal(match modifiers[..] {
            [precision, scale] => Some((precision, scale)),
            _ => None,
        }),
        "money" => Native::Money,
        "timestamp without time zone" => Native::Timestamp(digits),
        "timestamp with time zone" => Native::Timestamptz(digits),
        "date" => Native::Date,
        "time without time zone" => Native::Time(digits),
        "time with time zone" => Native::Timetz(digits),
        "boolean" => Native::Boolean,
        "json" => Native::Json,
        "jsonb" => Native::JsonB,
        "bytea" => Native::ByteA,
        _ => return None,
    })
}

/// `timestamp(3) without time zone` is `timestamp without time zone` and 3. A negative scale, which
/// Prisma cannot say, is no number here.
fn without_modifiers(text: &str) -> (String, Vec<u32>) {
    match text.split_once('(') {
        Some((before, rest)) => {
            let (inside, after) = rest.split_once(')').unwrap_or((rest, ""));
            let numbers = inside.split(',').filter_map(|n| n.trim().parse().ok());
            (format!("{before}{after}"), numbers.collect())
        }
        None => (text.into(), Vec::new()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn natives() {
        for (text, kind) in [
            ("character varying(50)", Native::VarChar(Some(50))),
            ("timestamp(3) without time zone", Native::Timestamp(Some(3))),
            ("timestamp with time zone", Native::Timestamptz(Some(6))),
            ("numeric(10,2)", Native::Decimal(Some((10, 2)))),
            ("numeric(5,-2)", Native::Decimal(None)),
            ("\"bit\"", Native::Bit(None)),
        ] {
            assert_eq!(native(text, false), Some(kind), "{text}");
        }
        assert_eq!(
            native("time with time zone", true),
            Some(Native::Timetz(None))
        );
        assert_eq!(native("point", false), None);
        assert_eq!(
            native("character varying(", false),
            Some(Native::VarChar(None))
        );
    }
}
