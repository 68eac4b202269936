//! From a sound schema to the model of the database that it asks for.

mod date;
pub mod default;
mod many;
mod number;
mod table;

pub use many::many_to_many_name;

use std::collections::BTreeSet;

use super::relations;
use super::resolve::{Namespace, Schema};
use crate::prisma::model::{Enum, Model};

pub fn model(schema: &Schema, default_namespace: &str) -> Model {
    let lower = Lower {
        schema,
        default_namespace,
    };
    let relations = relations::all(schema);
    let enums: Vec<Enum> = schema
        .enums
        .iter()
        .map(|of| lower.enumeration(of))
        .collect();
    let models = schema.entities.iter().filter(|entity| !entity.is_view());
    let mut tables: Vec<_> = models.map(|entity| lower.table(entity)).collect();
    tables.extend(
        relations
            .iter()
            .filter_map(|relation| lower.many_to_many(relation)),
    );
    let spoken = enums.iter().map(|of| &of.namespace);
    let spoken = spoken.chain(tables.iter().map(|table| &table.namespace));
    let namespaces: BTreeSet<String> = spoken.cloned().collect();
    Model {
        default_namespace: default_namespace.into(),
        namespaces: namespaces.into_iter().collect(),
        extensions: schema.config.extensions.clone(),
        enums,
        tables,
    }
}

struct Lower<'s, 'a> {
    schema: &'s Schema<'a>,
    default_namespace: &'s str,
}

impl Lower<'_, '_> {
    fn namespace(&self, written: Option<Namespace>) -> String {
        written
            .map_or(self.default_namespace, |namespace| namespace.name)
            .into()
    }

    fn enumeration(&self, of: &super::resolve::Enum) -> Enum {
        Enum {
            namespace: self.namespace(of.namespace),
            name: of.name.into(),
            values: of.values.iter().map(|value| value.stored.into()).collect(),
        }
    }
}
