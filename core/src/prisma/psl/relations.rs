//! Which two relation fields make one relation, and of what shape it is.

use std::collections::HashMap;

use super::resolve::{Entity, FieldInfo, FieldKind, RelationField, Schema};
use crate::prisma::model::Arity;

/// A relation field: its entity and its place there.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Side {
    pub entity: usize,
    pub field: usize,
}

pub enum Relation {
    /// `forward` is the side of the foreign key.
    Inline {
        forward: Option<Side>,
        back: Option<Side>,
        one_to_one: bool,
    },
    /// Both sides are lists; `a` comes first by name.
    ManyToMany { a: Side, b: Side },
}

/// Fields that could belong together: from where, to where, by which name.
type Ends<'a> = (usize, usize, Option<&'a str>);

/// The relation fields with the same ends, in their order.
pub fn groups<'a>(schema: &Schema<'a>) -> HashMap<Ends<'a>, Vec<usize>> {
    let mut groups: HashMap<Ends, Vec<usize>> = HashMap::new();
    for (at, entity) in schema.entities.iter().enumerate() {
        for (field, info) in entity.fields.iter().enumerate() {
            if let (FieldKind::Relation(to), Some(relation)) = (info.kind, &info.relation) {
                groups
                    .entry((at, to, relation.name))
                    .or_default()
                    .push(field);
            }
        }
    }
    groups
}

/// All relations, in the order in which their fields stand.
pub fn all(schema: &Schema) -> Vec<Relation> {
    let groups = groups(schema);
    let mut relations = Vec::new();
    for (at, entity) in schema.entities.iter().enumerate() {
        for (field, info) in entity.fields.iter().enumerate() {
            let (FieldKind::Relation(to), Some(relation)) = (info.kind, &info.relation) else {
                continue;
            };
            let side = Side { entity: at, field };
            let others = groups.get(&(to, at, relation.name)).into_iter().flatten();
            let opposite = others
                .map(|field| Side {
                    entity: to,
                    field: *field,
                })
                .find(|other| *other != side);
            relations.extend(relation_of(schema, side, opposite));
        }
    }
    relations
}

/// The relation of a field; None if it is the opposite one's.
fn relation_of(schema: &Schema, side: Side, opposite: Option<Side>) -> Option<Relation> {
    let arity = schema.field(side).node.arity;
    let other = opposite.map(|other| (other, schema.field(other).node.arity));
    let inline = |forward, back, one_to_one| {
        Some(Relation::Inline {
            forward,
            back,
            one_to_one,
        })
    };
    match (arity, other) {
        (Arity::List, Some((other, Arity::List))) => {
            let a = named_first(schema, side, other);
            (a == side).then_some(Relation::ManyToMany { a: side, b: other })
        }
        (Arity::List, Some(_)) => None,
        (Arity::List, None) => inline(None, Some(side), false),
        (_, Some((other, Arity::List))) => inline(Some(side), Some(other), false),
        (Arity::Required, Some((other, Arity::Optional))) => inline(Some(side), Some(other), true),
        (Arity::Optional, Some((_, Arity::Required))) => None,
        (_, Some((other, _))) => {
            let has_fields = |side| schema.relation(side).fields.is_some();
            // Both alike: the side that says so has the key, else the first by name.
            let first = match (has_fields(side), has_fields(other)) {
                _ if arity == Arity::Required => named_first(schema, side, other) == side,
                (true, false) => true,
                (false, true) => false,
                _ => named_first(schema, side, other) == side,
            };
            if first {
                inline(Some(side), Some(other), true)
            } else {
                None
            }
        }
        (_, None) => inline(Some(side), None, is_unique(schema, side)),
    }
}

fn named_first(schema: &Schema, one: Side, other: Side) -> Side {
    let name = |side: Side| (schema.entity(side).name(), schema.field(side).name());
    if name(one) <= name(other) {
        one
    } else {
        other
    }
}

fn is_unique(schema: &Schema, side: Side) -> bool {
    let fields = schema.relation(side).fields.as_ref();
    fields.is_some_and(|fields| schema.entity(side).is_unique(fields))
}

impl<'a> Schema<'a> {
    pub fn entity(&self, side: Side) -> &Entity<'a> {
        &self.entities[side.entity]
    }

    pub fn field(&self, side: Side) -> &FieldInfo<'a> {
        &self.entity(side).fields[side.field]
    }

    /// The entity that a relation field leads to.
    pub fn target(&self, side: Side) -> usize {
        match self.field(side).kind {
            FieldKind::Relation(to) => to,
            _ => side.entity,
        }
    }

    pub fn relation(&self, side: Side) -> &RelationField<'a> {
        static NONE: RelationField = RelationField::NONE;
        self.field(side).relation.as_ref().unwrap_or(&NONE)
    }
}
