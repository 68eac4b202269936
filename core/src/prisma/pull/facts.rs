//! What a document knows of a table that the schema language has no word for.

use super::class::Class;
use super::names::Name;
use crate::prisma::document;
use crate::prisma::model::Table;
use crate::schema::{name, Column, Kind, Object, Schema};
use std::collections::{HashMap, HashSet};

/// A schema's objects by the table that they hang on.
pub struct Facts<'a> {
    schema: &'a Schema,
    hanging: HashMap<&'a str, Vec<&'a Object>>,
    parents: HashSet<String>,
}

/// Something to be told, and of what.
pub type Fact = (Class, String);

impl<'a> Facts<'a> {
    pub fn new(schema: &'a Schema) -> Self {
        let mut hanging: HashMap<&str, Vec<&Object>> = HashMap::new();
        let mut parents = HashSet::new();
        for object in &schema.objects {
            if let Some(on) = &object.on {
                hanging.entry(on).or_default().push(object);
            }
            parents.extend(object.inherited());
        }
        Facts {
            schema,
            hanging,
            parents,
        }
    }

    fn object(&self, kind: Kind, namespace: &str, own: &str) -> Option<&'a Object> {
        self.schema
            .find(kind, &name::display(Some(namespace), own, None, None))
    }

    pub fn has_view(&self, namespace: &str, own: &str) -> bool {
        let mut kinds = [Kind::View, Kind::MaterializedView].into_iter();
        kinds.any(|kind| self.object(kind, namespace, own).is_some())
    }

    pub fn enum_comment(&self, namespace: &str, own: &str) -> bool {
        let object = self.object(Kind::Enum, namespace, own);
        object.is_some_and(|o| o.text("comment").is_some())
    }

    /// What is to be told of a table, by the names that it and its columns have in the language.
    pub fn of(&self, table: &Table, model: &str, columns: &[Name]) -> Vec<Fact> {
        let Some(object) = self.object(Kind::Table, &table.namespace, &table.name) else {
            return Vec::new();
        };
        let mut facts = own(object, model);
        // The server writes names with quotes around keywords, a display has none.
        let server_name = crate::render::quote::dotted(&object.display);
        let has_children =
            self.parents.contains(&server_name) || self.parents.contains(&object.display);
        if has_children && object.text("partition_key").is_none() {
            facts.push((Class::Inherited, quoted(model)));
        }
        for (column, name) in object.columns.iter().zip(columns) {
            facts.extend(of_column(column, model, &name.name, self));
        }
        for hanging in self
            .hanging
            .get(object.display.as_str())
            .into_iter()
            .flatten()
        {
            facts.extend(match hanging.kind {
                Kind::Constraint => of_constraint(hanging, table, model),
                Kind::Index => of_index(hanging, model),
                _ => Vec::new(),
            });
        }
        facts
    }

    /// The objects of the namespaces that have no place in the language, by kind.
    pub fn unspoken(&self, namespaces: &[String]) -> Vec<(Kind, String)> {
        let inside = |o: &Object| match (&o.schema, &o.on) {
            (Some(schema), _) => namespaces.contains(schema),
            (None, Some(on)) => crate::render::quote::parts(on)
                .is_some_and(|parts| parts.first().is_some_and(|n| namespaces.contains(n))),
            (None, None) => false,
        };
        let unspoken = self
            .schema
            .objects
            .iter()
            .filter(|o| is_unspoken(o) && inside(o));
        unspoken.map(|o| (o.kind, o.display.clone())).collect()
    }
}

/// Not what a model says, nor what is told with its table, nor what stands behind a column.
fn is_unspoken(object: &Object) -> bool {
    match object.kind {
        Kind::Enum => !document::has_values(object),
        Kind::Table | Kind::Constraint | Kind::Index => false,
        Kind::Sequence => object.text("owned_by").is_none(),
        _ => true,
    }
}

fn quoted(name: &str) -> String {
    format!("\"{name}\"")
}

fn own(object: &Object, model: &str) -> Vec<Fact> {
    let mut facts = Vec::new();
    if object.text("partition_key").is_some() {
        facts.push((Class::Partitions, quoted(model)));
    }
    if object.attributes.get("row_security").is_some() {
        facts.push((Class::RowSecurity, quoted(model)));
    }
    if object.text("comment").is_some() {
        facts.push((
            Class::Comments,
            format!("Type: \"model\", name: \"{model}\""),
        ));
    }
    facts
}

fn of_column(column: &Column, model: &str, field: &str, facts: &Facts) -> Vec<Fact> {
    let there = |attribute: &str| column.attributes.get(attribute).is_some();
    let of_type = column.attributes.get("type").and_then(|t| t.as_str());
    let of_type = of_type.unwrap_or_default();
    let parts = crate::render::quote::parts(of_type);
    let domain = match parts.as_deref() {
        Some([namespace, own]) => facts.object(Kind::Domain, namespace, own),
        _ => None,
    };
    let all = [
        (Class::Generated, there("generated")),
        (Class::Identity, there("identity")),
        (Class::Collations, there("collation")),
        (Class::Domains, domain.is_some()),
        (
            Class::RequiredLists,
            of_type.ends_with("[]") && there("not_null"),
        ),
    ];
    let about = format!("Model: \"{model}\", field: \"{field}\"");
    let told = all.into_iter().filter(|(_, is)| *is);
    let comment = (
        Class::Comments,
        format!("Type: \"field\", name: \"{model}.{field}\""),
    );
    told.map(|(class, _)| (class, about.clone()))
        .chain(there("comment").then_some(comment))
        .collect()
}

fn of_constraint(constraint: &Object, table: &Table, model: &str) -> Vec<Fact> {
    let own = constraint.name.as_deref().unwrap_or_default();
    let about = format!("Model: \"{model}\", constraint: \"{own}\"");
    let class = match constraint.text("type") {
        Some("check") => Some(Class::Checks),
        Some("exclusion") => Some(Class::Exclusions),
        Some("foreign key") if !is_written(table, own) => Some(Class::ForeignKeys),
        Some("primary key" | "unique") => {
            let definition = constraint.text("definition").unwrap_or_default();
            let unsaid = [") INCLUDE (", " NOT DISTINCT ", " WITHOUT OVERLAPS"];
            let more = unsaid.iter().any(|words| definition.contains(words));
            more.then_some(Class::IndexParts)
        }
        _ => None,
    };
    let deferrable = constraint.attributes.get("deferrable").is_some();
    let deferring = deferrable && constraint.text("type") != Some("exclusion");
    let classes = class
        .into_iter()
        .chain(deferring.then_some(Class::Deferring));
    classes.map(|class| (class, about.clone())).collect()
}

/// Of several keys alike, one is written.
fn is_written(table: &Table, own: &str) -> bool {
    let keys = &table.foreign_keys;
    let Some(at) = keys.iter().position(|k| k.name == own) else {
        return false;
    };
    let key = &keys[at];
    let alike = |k: &crate::prisma::model::ForeignKey| {
        k.columns == key.columns && k.references == key.references
    };
    !keys[..at].iter().any(alike)
}

fn of_index(index: &Object, model: &str) -> Vec<Fact> {
    let own = index.name.as_deref().unwrap_or_default();
    let about = format!("Model: \"{model}\", constraint: \"{own}\"");
    let method = index.text("method").unwrap_or_default();
    if document::method(method).is_none() {
        return vec![(Class::IndexMethods, about)];
    }
    let items = document::index_items(index.text("key_columns").unwrap_or_default());
    let Some(items) = items else {
        return vec![(Class::ExpressionIndexes, about)];
    };
    let there = |attribute: &str| index.attributes.get(attribute).is_some();
    let more = ["include", "nulls_not_distinct", "options", "tablespace"];
    let classless = ["btree", "hash"].contains(&method);
    let hidden = |i: &document::Item| i.collated || classless && i.column.class.is_some();
    let parts = more.into_iter().any(there) || items.iter().any(hidden);
    let moved = items.iter().filter(|i| i.nulls_moved);
    let moved = moved.map(|i| {
        let about = format!("Index: \"{own}\", column: \"{}\"", i.column.name);
        (Class::NullOrder, about)
    });
    moved
        .chain(parts.then_some((Class::IndexParts, about)))
        .collect()
}
