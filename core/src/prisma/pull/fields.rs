//! Scalar fields.

use super::attributes::{client_default, has};
use super::names::Name;
use super::previous::Model as PreviousModel;
use super::text::{base64, quoted};
use crate::prisma::model::{
    Arity, Column, ColumnDefault, ColumnKind, Index, Literal, Model, Native, Sort, Table,
};
use crate::prisma::psl::{names as defaults, native_type};
use std::collections::HashMap;

/// The enums of a model, with the names that they and their values have in the language.
pub struct Enums<'a>(HashMap<(&'a str, &'a str), (&'a Name, &'a [Name])>);

impl<'a> Enums<'a> {
    pub fn new(model: &'a Model, names: &'a [Name], values: &'a [Vec<Name>]) -> Self {
        let all = model.enums.iter().zip(names.iter().zip(values));
        Enums(
            all.map(|(own, (name, values))| {
                let place = (own.namespace.as_str(), own.name.as_str());
                (place, (name, values.as_slice()))
            })
            .collect(),
        )
    }

    fn of(&self, kind: &ColumnKind) -> Option<(&'a Name, &'a [Name])> {
        match kind {
            ColumnKind::Enum { namespace, name } => {
                self.0.get(&(namespace.as_str(), name.as_str())).copied()
            }
            _ => None,
        }
    }
}

/// A field's type.
pub fn type_name(column: &Column, enums: &Enums) -> String {
    let name = match &column.kind {
        ColumnKind::Native(native) => scalar(*native).to_owned(),
        ColumnKind::Unsupported(text) => format!("Unsupported({})", quoted(text)),
        ColumnKind::Enum { name, .. } => match enums.of(&column.kind) {
            Some((name, _)) => name.name.clone(),
            None => name.clone(),
        },
    };
    let many = match column.arity {
        Arity::Required => "",
        Arity::Optional => "?",
        Arity::List => "[]",
    };
    format!("{name}{many}")
}

fn scalar(native: Native) -> &'static str {
    use Native::*;
    match native {
        Text | VarChar(_) | Char(_) | Bit(_) | VarBit(_) | Uuid | Xml | Inet | Citext => "String",
        SmallInt | Integer | Oid => "Int",
        BigInt => "BigInt",
        Real | DoublePrecision => "Float",
        Decimal(_) | Money => "Decimal",
        Timestamp(_) | Timestamptz(_) | Date | Time(_) | Timetz(_) => "DateTime",
        Boolean => "Boolean",
        Json | JsonB => "Json",
        ByteA => "Bytes",
    }
}

/// The types that a field has without an attribute.
fn is_default(native: Native) -> bool {
    use Native::*;
    matches!(
        native,
        Text | Integer | BigInt | DoublePrecision | Boolean | JsonB | ByteA
    ) || native == Decimal(Some((65, 30)))
        || native == Timestamp(Some(3))
}

/// What is written behind a field's type, in the order of Prisma's formatter.
pub struct Attributes<'a> {
    pub table: &'a Table,
    pub column: &'a Column,
    pub name: &'a Name,
    pub enums: &'a Enums<'a>,
    pub previous: Option<&'a PreviousModel<'a>>,
    pub datasource: &'a str,
}

impl Attributes<'_> {
    pub fn all(&self) -> Vec<String> {
        let before = self.previous.and_then(|m| m.field(&self.column.name));
        let before = before.map(|(_, field)| field);
        let flag = |name: &str| before.filter(|f| has(f, name)).map(|_| format!("@{name}"));
        let native = match self.column.kind {
            ColumnKind::Native(native) if !is_default(native) => {
                let native = native_type(native).replace(',', ", ");
                Some(format!("@{}.{native}", self.datasource))
            }
            _ => None,
        };
        let map = self
            .name
            .map
            .as_deref()
            .map(|m| format!("@map({})", quoted(m)));
        let attributes = [
            self.id(),
            self.unique(),
            self.default(before.and_then(client_default)),
            flag("updatedAt"),
            map,
            flag("ignore"),
            native,
        ];
        attributes.into_iter().flatten().collect()
    }

    fn id(&self) -> Option<String> {
        let key = self.table.primary_key.as_ref()?;
        if key.columns != [self.column.name.as_str()] {
            return None;
        }
        Some(match key.name == defaults::primary_key(&self.table.name) {
            true => "@id".into(),
            false => format!("@id(map: {})", quoted(&key.name)),
        })
    }

    fn unique(&self) -> Option<String> {
        let index = unique_of(self.table, &self.column.name)?;
        let mut arguments = Vec::new();
        if index.name != defaults::unique(&self.table.name, &[&self.column.name]) {
            arguments.push(format!("map: {}", quoted(&index.name)));
        }
        if index.columns.iter().any(|c| c.sort == Some(Sort::Desc)) {
            arguments.push("sort: Desc".into());
        }
        if let Some(predicate) = &index.predicate {
            arguments.push(format!("where: raw({})", quoted(predicate)));
        }
        Some(match arguments.is_empty() {
            true => "@unique".into(),
            false => format!("@unique({})", arguments.join(", ")),
        })
    }

    fn default(&self, client: Option<String>) -> Option<String> {
        let value = match &self.column.default {
            Some(default) => self.default_value(default),
            None => client?,
        };
        Some(format!("@default({value})"))
    }

    fn default_value(&self, default: &ColumnDefault) -> String {
        match default {
            ColumnDefault::Now => "now()".into(),
            ColumnDefault::Autoincrement(_) => "autoincrement()".into(),
            ColumnDefault::Expression(text) => format!("dbgenerated({})", quoted(text)),
            ColumnDefault::Value(literal) => self.literal(literal),
            ColumnDefault::List(list) => {
                let items: Vec<_> = list.iter().map(|l| self.literal(l)).collect();
                format!("[{}]", items.join(", "))
            }
        }
    }

    fn literal(&self, literal: &Literal) -> String {
        match literal {
            Literal::Text(text) | Literal::Json(text) => quoted(text),
            Literal::Number(text) => text.clone(),
            Literal::Boolean(value) => value.to_string(),
            Literal::Bytes(bytes) => quoted(&base64(bytes)),
            Literal::Enum(value) => {
                let values = self.enums.of(&self.column.kind).map(|(_, values)| values);
                let mut values = values.into_iter().flatten();
                let own = |n: &&Name| n.map.as_deref().unwrap_or(&n.name) == value;
                values.find(own).map_or(value.clone(), |n| n.name.clone())
            }
        }
    }
}

/// The unique index that is written behind a column's field: the first of those over it alone.
pub fn unique_of<'a>(table: &'a Table, column: &str) -> Option<&'a Index> {
    let over = |i: &&Index| i.unique && matches!(&i.columns[..], [only] if only.name == column);
    table.indexes.iter().find(over)
}
