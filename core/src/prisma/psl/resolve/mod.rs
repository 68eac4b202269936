//! From the syntax tree to what it means: which type a field has, which fields a key, what an
//! attribute says. Each block in isolation; `check` looks at them together.

mod config;
mod default;
mod entity;
mod enums;
mod field;
mod index;
mod key;
mod names;
pub mod native;
pub mod operator;
mod predicate;
pub mod relation;

use std::collections::{HashMap, HashSet};

use super::ast::{Ast, Attribute, Block, Expression, Field, Kind, Span};
use super::error::Faults;
use crate::prisma::model::{Action, Extension, Method, Native, Sort};

pub use config::Config;
pub use operator::OperatorClass;

/// A schema whose parts are known.
pub struct Schema<'a> {
    pub config: Config<'a>,
    pub enums: Vec<Enum<'a>>,
    /// Models and views, in their order.
    pub entities: Vec<Entity<'a>>,
}

pub struct Enum<'a> {
    pub block: &'a Block,
    pub namespace: Option<Namespace<'a>>,
    /// As the database knows it.
    pub name: &'a str,
    pub values: Vec<EnumValue<'a>>,
    pub by_name: HashMap<&'a str, usize>,
}

pub struct EnumValue<'a> {
    pub name: &'a str,
    /// As the database knows it.
    pub stored: &'a str,
}

/// What `@@schema` says, and where.
#[derive(Clone, Copy)]
pub struct Namespace<'a> {
    pub name: &'a str,
    pub span: Span,
}

/// A model or a view.
pub struct Entity<'a> {
    pub block: &'a Block,
    pub namespace: Option<Namespace<'a>>,
    /// As the database knows it.
    pub table: &'a str,
    /// `@@map`.
    pub mapped: Option<&'a Attribute>,
    pub ignored: bool,
    pub fields: Vec<FieldInfo<'a>>,
    pub by_name: HashMap<&'a str, usize>,
    pub id: Option<Key<'a>>,
    /// In the order in which they are created.
    pub indexes: Vec<Index<'a>>,
    /// The fields of each key by which a row can be named, sorted.
    pub unique: HashSet<Vec<usize>>,
}

pub struct FieldInfo<'a> {
    pub node: &'a Field,
    pub kind: FieldKind<'a>,
    /// As the database knows it.
    pub column: &'a str,
    pub native: Option<Native>,
    pub default: Option<&'a Expression>,
    pub ignored: bool,
    pub relation: Option<RelationField<'a>>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum FieldKind<'a> {
    Scalar(Scalar),
    /// By its place in `Schema::enums`.
    Enum(usize),
    Unsupported(&'a str),
    /// By its place in `Schema::entities`.
    Relation(usize),
    /// Its type is a fault that has been reported.
    Unknown,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Scalar {
    Int,
    BigInt,
    Float,
    Decimal,
    Boolean,
    String,
    DateTime,
    Json,
    Bytes,
}

/// What `@relation` says; all None without it.
#[derive(Default)]
pub struct RelationField<'a> {
    pub name: Option<&'a str>,
    /// Fields of this model, and of the other one.
    pub fields: Option<Vec<usize>>,
    pub references: Option<Vec<usize>>,
    pub on_delete: Option<(Action, Span)>,
    pub on_update: Option<(Action, Span)>,
    pub map: Option<&'a str>,
    pub attribute: Option<&'a Attribute>,
}

impl RelationField<'_> {
    pub const NONE: Self = RelationField {
        name: None,
        fields: None,
        references: None,
        on_delete: None,
        on_update: None,
        map: None,
        attribute: None,
    };
}

/// An id or the fields of an index.
pub struct Key<'a> {
    pub attribute: &'a Attribute,
    /// It stands at a field.
    pub on_field: bool,
    /// The name in the client.
    pub name: Option<&'a str>,
    pub map: Option<&'a str>,
    pub fields: Vec<KeyField<'a>>,
    pub clustered: bool,
}

pub struct KeyField<'a> {
    pub field: usize,
    pub sort: Option<Sort>,
    pub length: bool,
    pub class: Option<Class<'a>>,
}

#[derive(Clone, Copy)]
pub enum Class<'a> {
    Known(OperatorClass<'a>),
    Raw(&'a str),
}

pub struct Index<'a> {
    pub key: Key<'a>,
    pub kind: IndexKind,
    pub method: Option<Method>,
    /// As SQL.
    pub predicate: Option<String>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum IndexKind {
    Normal,
    Unique,
    Fulltext,
}

impl<'a> Enum<'a> {
    pub fn value(&self, name: &str) -> Option<&EnumValue<'a>> {
        self.by_name.get(name).map(|at| &self.values[*at])
    }
}

impl<'a> Schema<'a> {
    pub fn resolve(ast: &'a Ast, faults: &mut Faults) -> Self {
        let types = names::types(ast, faults);
        let mut entities: Vec<Entity> = ast
            .blocks
            .iter()
            .filter(|block| matches!(block.kind, Kind::Model | Kind::View))
            .map(|block| entity::with_types(block, &types, faults))
            .collect();
        relation::attributes(&mut entities, faults);
        let enums: Vec<Enum> = ast
            .of(Kind::Enum)
            .map(|block| enums::resolve(block, faults))
            .collect();
        let config = Config::of(ast, faults);
        for entity in &mut entities {
            entity::attributes(entity, &enums, &config, faults);
            entity.unique = entity.unique_keys().map(Key::sorted_fields).collect();
        }
        Schema {
            config,
            enums,
            entities,
        }
    }
}

impl Scalar {
    pub const ALL: [Scalar; 9] = [
        Scalar::Int,
        Scalar::BigInt,
        Scalar::Float,
        Scalar::Decimal,
        Scalar::Boolean,
        Scalar::String,
        Scalar::DateTime,
        Scalar::Json,
        Scalar::Bytes,
    ];

    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scalar| scalar.name() == name)
    }

    pub fn name(self) -> &'static str {
        match self {
            Scalar::Int => "Int",
            Scalar::BigInt => "BigInt",
            Scalar::Float => "Float",
            Scalar::Decimal => "Decimal",
            Scalar::Boolean => "Boolean",
            Scalar::String => "String",
            Scalar::DateTime => "DateTime",
            Scalar::Json => "Json",
            Scalar::Bytes => "Bytes",
        }
    }
}

impl<'a> Entity<'a> {
    pub fn name(&self) -> &'a str {
        &self.block.name.text
    }

    /// model or view, in messages.
    pub fn what(&self) -> &'static str {
        what(self.block)
    }

    pub fn is_view(&self) -> bool {
        self.block.kind == Kind::View
    }

    /// The names of fields, as they are in the language.
    pub fn names(&self, fields: &[usize]) -> Vec<&'a str> {
        fields
            .iter()
            .map(|field| self.fields[*field].name())
            .collect()
    }

    pub fn columns(&self, fields: &[usize]) -> Vec<&'a str> {
        fields
            .iter()
            .map(|field| self.fields[*field].column)
            .collect()
    }

    /// Whether no two rows have the same values in these fields.
    pub fn is_unique(&self, fields: &[usize]) -> bool {
        let mut sorted = fields.to_vec();
        sorted.sort_unstable();
        self.unique.contains(&sorted)
    }

    pub fn unique_keys(&self) -> impl Iterator<Item = &Key<'a>> {
        let unique = self
            .indexes
            .iter()
            .filter(|index| index.kind == IndexKind::Unique);
        self.id.iter().chain(unique.map(|index| &index.key))
    }
}

/// model or view, in messages.
pub fn what(block: &Block) -> &'static str {
    match block.kind {
        Kind::View => "view",
        _ => "model",
    }
}

impl<'a> FieldInfo<'a> {
    pub fn name(&self) -> &'a str {
        &self.node.name.text
    }
}

impl Key<'_> {
    pub fn fields(&self) -> Vec<usize> {
        self.fields.iter().map(|field| field.field).collect()
    }

    fn sorted_fields(&self) -> Vec<usize> {
        let mut fields = self.fields();
        fields.sort_unstable();
        fields
    }

    /// The attribute with its `@`.
    pub fn at(&self) -> String {
        let at = if self.on_field { "@" } else { "@@" };
        format!("{at}{}", self.attribute.name.text)
    }
}

/// The attributes of this name; one that may stand only once stands there once.
fn single<'a>(
    attributes: impl Iterator<Item = &'a Attribute>,
    name: &str,
    faults: &mut Faults,
) -> Option<&'a Attribute> {
    let found: Vec<&Attribute> = attributes.filter(|a| a.name.text == name).collect();
    if let [one] = found[..] {
        return Some(one);
    }
    for attribute in found {
        let message = format!("Attribute \"@{name}\" can only be defined once.");
        faults.push(attribute.span, message);
    }
    None
}

/// Reports attributes that do not exist at this place.
fn unknown<'a>(
    attributes: impl Iterator<Item = &'a Attribute>,
    known: &[&str],
    faults: &mut Faults,
) {
    for attribute in attributes.filter(|a| !known.contains(&a.name.text.as_str())) {
        let message = format!("Attribute not known: \"@{}\".", attribute.name.text);
        faults.push(attribute.span, message);
    }
}
