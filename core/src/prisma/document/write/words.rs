//! Names and types as the catalog's functions write them.

use crate::prisma::model::{ColumnKind, Model, Native};
use crate::render::quote;

/// Names that some major has to quote and older ones leave as they are, with the first that quotes.
const NEWER_KEYWORDS: [(&str, u32); 12] = [
    ("system_user", 16),
    ("json_array", 16),
    ("json_arrayagg", 16),
    ("json_object", 16),
    ("json_objectagg", 16),
    ("json", 17),
    ("json_exists", 17),
    ("json_query", 17),
    ("json_scalar", 17),
    ("json_serialize", 17),
    ("json_table", 17),
    ("json_value", 17),
];

/// How a server of this major writes things.
pub struct Words<'a> {
    pub server: u32,
    pub model: &'a Model,
}

impl Words<'_> {
    pub fn ident(&self, name: &str) -> String {
        let since = NEWER_KEYWORDS.iter().find(|(word, _)| *word == name);
        let since = since.map(|(_, major)| *major);
        let since = since.or((name == "merge_action").then_some(17));
        match since.is_some_and(|major| self.server < major) {
            true => name.into(),
            false => quote::ident(name),
        }
    }

    pub fn qualified(&self, namespace: &str, name: &str) -> String {
        format!("{}.{}", self.ident(namespace), self.ident(name))
    }

    pub fn list(&self, names: &[String]) -> String {
        let names: Vec<_> = names.iter().map(|n| self.ident(n)).collect();
        names.join(", ")
    }

    /// A type of a column, without that it is a list.
    pub fn element(&self, kind: &ColumnKind) -> Type {
        let (before, modifiers, after) = match kind {
            ColumnKind::Native(native) => parts(*native),
            _ => ("", String::new(), ""),
        };
        let base = match kind {
            ColumnKind::Native(Native::Citext) => self.qualified(self.citext(), "citext"),
            ColumnKind::Native(_) => format!("{before}{after}"),
            ColumnKind::Enum { namespace, name } => self.qualified(namespace, name),
            ColumnKind::Unsupported(text) => text.clone(),
        };
        let full = match modifiers.is_empty() {
            true => base.clone(),
            false => format!("{before}{modifiers}{after}"),
        };
        // Without a length these two are other types than those that columns have.
        let base = match base.as_str() {
            "character" => "bpchar".into(),
            "bit" => "\"bit\"".into(),
            _ => base,
        };
        Type { base, full }
    }

    fn citext(&self) -> &str {
        let mut extensions = self.model.extensions.iter();
        let extension = extensions.find(|e| e.name == "citext");
        let schema = extension.and_then(|e| e.schema.as_deref());
        schema.unwrap_or(&self.model.default_namespace)
    }
}

/// A type without its length or digits, and with them.
pub struct Type {
    pub base: String,
    pub full: String,
}

/// What is before the modifiers, they, and what is after them.
fn parts(native: Native) -> (&'static str, String, &'static str) {
    let one = |n: Option<u32>| n.map_or(String::new(), |n| format!("({n})"));
    let (before, modifiers) = match native {
        Native::Timestamp(n) => return ("timestamp", one(n), " without time zone"),
        Native::Timestamptz(n) => return ("timestamp", one(n), " with time zone"),
        Native::Time(n) => return ("time", one(n), " without time zone"),
        Native::Timetz(n) => return ("time", one(n), " with time zone"),
        Native::VarChar(n) => ("character varying", one(n)),
        Native::Char(n) => ("character", one(n.or(Some(1)))),
        Native::Bit(n) => ("bit", one(n.or(Some(1)))),
        Native::VarBit(n) => ("bit varying", one(n)),
        Native::Decimal(Some((precision, scale))) => ("numeric", format!("({precision},{scale})")),
        Native::Decimal(None) => ("numeric", String::new()),
        Native::Text => ("text", String::new()),
        Native::Uuid => ("uuid", String::new()),
        Native::Xml => ("xml", String::new()),
        Native::Inet => ("inet", String::new()),
        Native::Citext => ("citext", String::new()),
        Native::SmallInt => ("smallint", String::new()),
        Native::Integer => ("integer", String::new()),
        Native::BigInt => ("bigint", String::new()),
        Native::Oid => ("oid", String::new()),
        Native::Real => ("real", String::new()),
        Native::DoublePrecision => ("double precision", String::new()),
        Native::Money => ("money", String::new()),
        Native::Date => ("date", String::new()),
        Native::Boolean => ("boolean", String::new()),
        Native::Json => ("json", String::new()),
        Native::JsonB => ("jsonb", String::new()),
        Native::ByteA => ("bytea", String::new()),
    };
    (before, modifiers, "")
}
