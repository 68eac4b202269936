//! The operator classes that Prisma has names for, and what they can index.

use super::Scalar;
use crate::prisma::model::{Method, Native};
use crate::prisma::psl::ast::{Arguments, Expression};

/// One that is named by its family and its kind, such as `Int4` and `MinMaxOps`.
#[derive(Clone, Copy)]
pub struct OperatorClass<'a> {
    pub name: &'a str,
    pub family: &'static Family,
    kind: (&'static str, &'static str),
}

/// Classes for the same types.
pub struct Family {
    prefix: &'static str,
    sql: &'static str,
    kinds: &'static [&'static str],
    pub methods: &'static [Method],
    /// The native types that it can index.
    pub natives: fn(Native) -> bool,
    /// The scalar type that it can index without a native type.
    pub scalar: Option<Scalar>,
    /// It indexes lists, of anything.
    pub lists: bool,
}

impl<'a> OperatorClass<'a> {
    pub fn named(name: &'a str) -> Option<Self> {
        FAMILIES.iter().find_map(|family| {
            let rest = name.strip_prefix(family.prefix)?;
            let kind = KINDS.iter().find(|(kind, _)| *kind == rest)?;
            family.kinds.contains(&kind.0).then_some(OperatorClass {
                name,
                family,
                kind: *kind,
            })
        })
    }

    pub fn sql(&self) -> String {
        format!("{}_{}", self.family.sql, self.kind.1)
    }
}

/// The text in `raw("…")`.
pub fn raw(arguments: &Arguments) -> Result<&str, String> {
    match &arguments.list[..] {
        [one] => match &one.value {
            Expression::Text(text, _) => Ok(text),
            _ => Err("Invalid parameter type: expected string".into()),
        },
        list => Err(format!(
            "Wrong number of arguments. Expected: 1, got: {}",
            list.len()
        )),
    }
}

const KINDS: &[(&str, &str)] = &[
    ("Ops", "ops"),
    ("PathOps", "path_ops"),
    ("BloomOps", "bloom_ops"),
    ("MinMaxOps", "minmax_ops"),
    ("MinMaxMultiOps", "minmax_multi_ops"),
    ("InclusionOps", "inclusion_ops"),
];

const MINMAX: &[&str] = &["MinMaxOps"];
const BLOOM: &[&str] = &["BloomOps", "MinMaxOps"];
const MULTI: &[&str] = &["BloomOps", "MinMaxOps", "MinMaxMultiOps"];

const fn family(
    prefix: &'static str,
    sql: &'static str,
    kinds: &'static [&'static str],
    methods: &'static [Method],
    natives: fn(Native) -> bool,
    scalar: Option<Scalar>,
) -> Family {
    Family {
        prefix,
        sql,
        kinds,
        methods,
        natives,
        scalar,
        lists: false,
    }
}

const fn brin(
    prefix: &'static str,
    sql: &'static str,
    kinds: &'static [&'static str],
    natives: fn(Native) -> bool,
    scalar: Option<Scalar>,
) -> Family {
    family(prefix, sql, kinds, &[Method::Brin], natives, scalar)
}

macro_rules! is {
    ($pattern:pat) => {
        |native| matches!(native, $pattern)
    };
}

use Native as N;

static FAMILIES: &[Family] = &[
    family(
        "Inet",
        "inet",
        &["Ops"],
        &[Method::Gist, Method::SpGist],
        is!(N::Inet),
        None,
    ),
    family(
        "Jsonb",
        "jsonb",
        &["Ops", "PathOps"],
        &[Method::Gin],
        is!(N::JsonB),
        Some(Scalar::Json),
    ),
    Family {
        lists: true,
        ..family("Array", "array", &["Ops"], &[Method::Gin], |_| false, None)
    },
    family(
        "Text",
        "text",
        &["Ops"],
        &[Method::SpGist],
        is!(N::Text | N::VarChar(_) | N::Char(_)),
        Some(Scalar::String),
    ),
    brin("Bit", "bit", MINMAX, is!(N::Bit(_)), None),
    brin("VarBit", "varbit", MINMAX, is!(N::VarBit(_)), None),
    brin("Bpchar", "bpchar", BLOOM, is!(N::Char(_)), None),
    brin("Bytea", "bytea", BLOOM, is!(N::ByteA), Some(Scalar::Bytes)),
    brin("Date", "date", MULTI, is!(N::Date), None),
    brin("Float4", "float4", MULTI, is!(N::Real), None),
    brin(
        "Float8",
        "float8",
        MULTI,
        is!(N::DoublePrecision),
        Some(Scalar::Float),
    ),
    brin(
        "Inet",
        "inet",
        &["InclusionOps", "BloomOps", "MinMaxOps", "MinMaxMultiOps"],
        is!(N::Inet),
        None,
    ),
    brin("Int2", "int2", MULTI, is!(N::SmallInt), None),
    brin("Int4", "int4", MULTI, is!(N::Integer), Some(Scalar::Int)),
    brin("Int8", "int8", MULTI, is!(N::BigInt), Some(Scalar::BigInt)),
    brin(
        "Numeric",
        "numeric",
        MULTI,
        is!(N::Decimal(_)),
        Some(Scalar::Decimal),
    ),
    brin("Oid", "oid", MULTI, is!(N::Oid), None),
    brin(
        "Text",
        "text",
        BLOOM,
        is!(N::Text | N::VarChar(_)),
        Some(Scalar::String),
    ),
    brin(
        "Timestamp",
        "timestamp",
        MULTI,
        is!(N::Timestamp(_)),
        Some(Scalar::DateTime),
    ),
    brin(
        "TimestampTz",
        "timestamptz",
        MULTI,
        is!(N::Timestamptz(_)),
        None,
    ),
    brin("Time", "time", MULTI, is!(N::Time(_)), None),
    brin("TimeTz", "timetz", MULTI, is!(N::Timetz(_)), None),
    brin("Uuid", "uuid", MULTI, is!(N::Uuid), None),
];

/// Whether the type has a default class with this method.
pub fn has_default(method: Method, native: Native) -> bool {
    match method {
        Method::Gin => native == Native::JsonB,
        Method::SpGist => matches!(native, N::Inet | N::Text | N::VarChar(_) | N::Char(_)),
        Method::Brin => !matches!(
            native,
            N::Xml | N::Citext | N::Money | N::Boolean | N::Json | N::JsonB
        ),
        Method::Gist => false,
        Method::BTree | Method::Hash => true,
    }
}
