//! The table of an implicit many-to-many relation.

use super::Lower;
use crate::prisma::model::{
    Action, Arity, Column, ForeignKey, Index, IndexColumn, Method, PrimaryKey, Reference, Table,
};
use crate::prisma::psl::names::limited;
use crate::prisma::psl::relations::{Relation, Side};
use crate::prisma::psl::resolve::{Entity, Schema};

impl Lower<'_, '_> {
    /// Columns A and B, which refer to the ids of the two models.
    pub fn many_to_many(&self, relation: &Relation) -> Option<Table> {
        let Relation::ManyToMany { a, b } = relation else {
            return None;
        };
        let (model_a, model_b) = (self.schema.entity(*a), self.schema.entity(*b));
        let (_, name) = many_to_many_name(self.schema, relation)?;
        let mut foreign_keys = Vec::new();
        if !self.schema.config.emulated {
            foreign_keys.push(self.reference(&name, "A", model_a)?);
            foreign_keys.push(self.reference(&name, "B", model_b)?);
        }
        Some(Table {
            namespace: self.namespace(model_a.namespace),
            columns: vec![self.id("A", model_a)?, self.id("B", model_b)?],
            primary_key: Some(PrimaryKey {
                name: limited(&name, "_AB_pkey"),
                columns: vec!["A".into(), "B".into()],
            }),
            indexes: vec![index_of_b(&name)],
            foreign_keys,
            name,
        })
    }

    /// A column of the type of the model's id.
    fn id(&self, name: &str, model: &Entity) -> Option<Column> {
        let [key] = &model.id.as_ref()?.fields[..] else {
            return None;
        };
        Some(Column {
            name: name.into(),
            kind: self.kind(&model.fields[key.field]),
            arity: Arity::Required,
            default: None,
            client_default: false,
        })
    }

    fn reference(&self, table: &str, column: &str, model: &Entity) -> Option<ForeignKey> {
        let [key] = &model.id.as_ref()?.fields[..] else {
            return None;
        };
        Some(ForeignKey {
            name: limited(table, &format!("_{column}_fkey")),
            columns: vec![column.into()],
            references: Reference {
                namespace: self.namespace(model.namespace),
                table: model.table.into(),
                columns: vec![model.fields[key.field].column.into()],
            },
            on_delete: Action::Cascade,
            on_update: Action::Cascade,
        })
    }
}

/// The first side of a relation that has a table, and the table's name.
pub fn many_to_many_name(schema: &Schema, relation: &Relation) -> Option<(Side, String)> {
    let Relation::ManyToMany { a, b } = relation else {
        return None;
    };
    let (model_a, model_b) = (schema.entity(*a), schema.entity(*b));
    if model_a.is_view() || model_b.is_view() {
        return None;
    }
    let name = match schema.relation(*a).name {
        Some(name) => format!("_{name}"),
        None => format!("_{}To{}", model_a.name(), model_b.name()),
    };
    Some((*a, limited(&name, "")))
}

fn index_of_b(table: &str) -> Index {
    Index {
        name: limited(table, "_B_index"),
        unique: false,
        constraint: false,
        columns: vec![IndexColumn {
            name: "B".into(),
            sort: None,
            class: None,
        }],
        method: Method::BTree,
        predicate: None,
    }
}
