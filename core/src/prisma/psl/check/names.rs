//! Names that must be free: those of keys and indexes in a schema, those of all constraints of a
//! table.

use std::collections::HashMap;

use crate::prisma::psl::ast::{Attribute, Span};
use crate::prisma::psl::error::Faults;
use crate::prisma::psl::names::{self, LONGEST};
use crate::prisma::psl::relations::{Relation, Side};
use crate::prisma::psl::resolve::{Entity, Schema};

/// How often each name is used.
pub struct Names<'a> {
    /// By namespace: primary keys and indexes.
    global: HashMap<(Option<&'a str>, String), usize>,
    /// By the place of a model: foreign keys as well.
    local: HashMap<(Span, String), usize>,
    /// By the place of a model: the names in the client.
    client: HashMap<(Span, &'a str), usize>,
}

const GLOBAL: &str = "global for primary key, indexes and unique constraints";

impl<'a> Names<'a> {
    pub fn new(schema: &Schema<'a>, relations: &[Relation]) -> Self {
        let mut names = Names {
            global: HashMap::new(),
            local: HashMap::new(),
            client: HashMap::new(),
        };
        for entity in &schema.entities {
            let at = entity.block.span;
            let id = entity.id.as_ref();
            let keys = id.map(|id| entity.id_name(id)).into_iter();
            for name in keys.chain(entity.indexes.iter().map(|index| entity.index_name(index))) {
                *names
                    .global
                    .entry((namespace(entity), name.clone()))
                    .or_default() += 1;
                *names.local.entry((at, name)).or_default() += 1;
            }
            let keys = id
                .into_iter()
                .chain(entity.indexes.iter().map(|index| &index.key));
            for name in keys.filter_map(|key| key.name) {
                *names.client.entry((at, name)).or_default() += 1;
            }
        }
        for relation in relations {
            if let Some((at, name)) = foreign_key(schema, relation) {
                *names.local.entry((at, name)).or_default() += 1;
            }
        }
        names
    }

    /// Whether another key of the entity has this name in the client.
    pub fn client_clash(&self, entity: &Entity, name: &'a str) -> bool {
        let used = self.client.get(&(entity.block.span, name));
        used.is_some_and(|count| *count > 1)
    }

    /// Reports the name of a key or an index that is not free. `at`: the attribute.
    pub fn key(
        &self,
        entity: &Entity,
        name: &str,
        attribute: &Attribute,
        at: &str,
        faults: &mut Faults,
    ) {
        let used = self.global.get(&(namespace(entity), name.to_string()));
        if used.is_some_and(|count| *count > 1) {
            let argument = attribute.arguments.named("map");
            let span = argument.map_or(attribute.span, |argument| argument.span);
            faults.attribute(span, at, taken(name, GLOBAL));
        }
    }

    /// Reports the name of a foreign key that is not free in its table.
    pub fn foreign_key(
        &self,
        schema: &Schema,
        relation: &Relation,
        side: Side,
        faults: &mut Faults,
    ) {
        let Some((at, name)) = foreign_key(schema, relation) else {
            return;
        };
        if self
            .local
            .get(&(at, name.clone()))
            .is_some_and(|count| *count > 1)
        {
            let message = taken(&name, &on_model(schema.entity(side)));
            faults.attribute(schema.field(side).node.span, "@relation", message);
        }
    }
}

fn namespace<'a>(entity: &Entity<'a>) -> Option<&'a str> {
    entity.namespace.map(|namespace| namespace.name)
}

/// The model's place and the name of a relation's foreign key, if it has one.
fn foreign_key(schema: &Schema, relation: &Relation) -> Option<(Span, String)> {
    let Relation::Inline {
        forward: Some(side),
        ..
    } = relation
    else {
        return None;
    };
    let relation = schema.relation(*side);
    let entity = schema.entity(*side);
    let fields = relation
        .fields
        .as_ref()
        .filter(|fields| !fields.is_empty())?;
    let name = match relation.map {
        Some(name) => name.to_string(),
        None => names::foreign_key(entity.table, &entity.columns(fields)),
    };
    Some((entity.block.span, name))
}

fn taken(name: &str, scope: &str) -> String {
    format!("The given constraint name `{name}` has to be unique in the following namespace: {scope}. Please provide a different name using the `map` argument.")
}

fn on_model(entity: &Entity) -> String {
    format!(
        "on model `{}` for primary key, indexes, unique constraints and foreign keys",
        entity.name()
    )
}

/// Reports a name that PostgreSQL would cut. `at`: the attribute.
pub fn too_long(entity: &Entity, name: Option<&str>, span: Span, at: &str, faults: &mut Faults) {
    if let Some(name) = name.filter(|name| name.len() > LONGEST) {
        faults.block(span, "model", entity.name(), format!(
            "The constraint name '{name}' specified in the `map` argument for the `{at}` constraint is too long for your chosen provider. The maximum allowed length is {LONGEST} bytes."
        ));
    }
}
