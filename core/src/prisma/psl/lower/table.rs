//! A model's table.

use super::default;
use super::Lower;
use crate::prisma::model::{
    Action, Arity, Column, ColumnKind, ForeignKey, Index, IndexColumn, PrimaryKey, Reference, Table,
};
use crate::prisma::psl::names;
use crate::prisma::psl::resolve::{self, native, Class, Entity, FieldInfo, FieldKind, IndexKind};

impl Lower<'_, '_> {
    pub fn table(&self, entity: &Entity) -> Table {
        let columns = entity
            .fields
            .iter()
            .filter(|field| field.relation.is_none());
        Table {
            namespace: self.namespace(entity.namespace),
            name: entity.table.into(),
            columns: columns.map(|field| self.column(field)).collect(),
            primary_key: entity.id.as_ref().map(|id| PrimaryKey {
                name: entity.id_name(id),
                columns: owned(entity.columns(&id.fields())),
            }),
            indexes: entity.indexes.iter().map(|of| index(entity, of)).collect(),
            foreign_keys: self.foreign_keys(entity),
        }
    }

    fn column(&self, field: &FieldInfo) -> Column {
        let (default, client_default) = default::of(field, &self.schema.enums);
        Column {
            name: field.column.into(),
            kind: self.kind(field),
            arity: field.node.arity,
            default,
            client_default,
        }
    }

    pub fn kind(&self, field: &FieldInfo) -> ColumnKind {
        match field.kind {
            FieldKind::Scalar(scalar) => {
                ColumnKind::Native(field.native.unwrap_or(native::default(scalar)))
            }
            FieldKind::Enum(at) => {
                let of = &self.schema.enums[at];
                ColumnKind::Enum {
                    namespace: self.namespace(of.namespace),
                    name: of.name.into(),
                }
            }
            FieldKind::Unsupported(text) => ColumnKind::Unsupported(text.into()),
            // No column, and no sound schema.
            FieldKind::Relation(_) | FieldKind::Unknown => ColumnKind::Unsupported(String::new()),
        }
    }

    fn foreign_keys(&self, entity: &Entity) -> Vec<ForeignKey> {
        if self.schema.config.emulated {
            return Vec::new();
        }
        entity
            .fields
            .iter()
            .filter_map(|field| self.foreign_key(entity, field))
            .collect()
    }

    fn foreign_key(&self, entity: &Entity, field: &FieldInfo) -> Option<ForeignKey> {
        let FieldKind::Relation(to) = field.kind else {
            return None;
        };
        let other = &self.schema.entities[to];
        let relation = field.relation.as_ref()?;
        let fields = relation
            .fields
            .as_ref()
            .filter(|fields| !fields.is_empty())?;
        let references = relation.references.as_ref()?;
        if other.is_view() {
            return None;
        }
        let required = fields
            .iter()
            .any(|at| entity.fields[*at].node.arity == Arity::Required);
        let required = required || field.node.arity == Arity::Required;
        let on_delete = if required {
            Action::Restrict
        } else {
            Action::SetNull
        };
        let columns = entity.columns(fields);
        Some(ForeignKey {
            name: match relation.map {
                Some(name) => name.into(),
                None => names::foreign_key(entity.table, &columns),
            },
            columns: owned(columns),
            references: Reference {
                namespace: self.namespace(other.namespace),
                table: other.table.into(),
                columns: owned(other.columns(references)),
            },
            on_delete: relation.on_delete.map_or(on_delete, |(action, _)| action),
            on_update: relation
                .on_update
                .map_or(Action::Cascade, |(action, _)| action),
        })
    }
}

fn index(entity: &Entity, index: &resolve::Index) -> Index {
    let column = |key: &resolve::KeyField| IndexColumn {
        name: entity.fields[key.field].column.into(),
        sort: key.sort,
        class: key.class.map(|class| match class {
            Class::Known(class) => class.sql(),
            Class::Raw(text) => text.into(),
        }),
    };
    Index {
        name: entity.index_name(index),
        unique: index.kind == IndexKind::Unique,
        constraint: false,
        columns: index.key.fields.iter().map(column).collect(),
        method: index.method.unwrap_or_default(),
        predicate: index.predicate.clone(),
    }
}

pub fn owned(names: Vec<&str>) -> Vec<String> {
    names.into_iter().map(str::to_string).collect()
}
