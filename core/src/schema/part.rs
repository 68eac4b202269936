//! Some of a schema's objects, with where they are in the catalog of the one database.

use super::assemble::{Assembled, Origin};
use super::{Object, Schema};

#[derive(Debug, Clone, Default)]
pub struct Part {
    pub schema: Schema,
    /// As many as objects, in their order; None where nothing is known, or of another database.
    pub origins: Option<Vec<Origin>>,
}

/// A schema of which nothing else is known.
impl From<Schema> for Part {
    fn from(schema: Schema) -> Self {
        Part {
            schema,
            origins: None,
        }
    }
}

impl Part {
    /// Objects that were read from a document, by their places in it.
    pub fn read(server: u32, objects: Vec<(usize, Object)>, origins: Option<&[Origin]>) -> Self {
        let known = objects
            .iter()
            .all(|(i, _)| origins.is_some_and(|list| *i < list.len()));
        let origins = origins
            .filter(|_| known)
            .map(|list| objects.iter().map(|(i, _)| list[*i].clone()).collect());
        let objects = objects.into_iter().map(|(_, object)| object).collect();
        Part {
            schema: Schema { server, objects },
            origins,
        }
    }

    /// The objects of a schema at these places.
    pub fn pick(schema: &Schema, origins: Option<&[Origin]>, places: &[usize]) -> Self {
        Part {
            schema: Schema {
                server: schema.server,
                objects: places.iter().map(|i| schema.objects[*i].clone()).collect(),
            },
            origins: origins.map(|list| places.iter().map(|i| list[*i].clone()).collect()),
        }
    }

    /// Keeps the objects for which the list, as long as they are many, says so.
    pub fn retain(&mut self, keep: &[bool]) {
        let mut kept = keep.iter();
        self.schema.objects.retain(|_| kept.next() == Some(&true));
        if let Some(origins) = &mut self.origins {
            let mut kept = keep.iter();
            origins.retain(|_| kept.next() == Some(&true));
        }
    }

    /// Where the objects of a schema are: as here, for those that are here, or as they are now.
    pub fn origins_for(&self, schema: &Schema, live: &Assembled) -> Vec<Origin> {
        let own = self.origins.as_deref().unwrap_or_default();
        let find = |schema: &Schema, origins: &[Origin], object: &Object| {
            let origin = origins.get(schema.position(object.kind, &object.display)?)?;
            (origin.columns.len() == object.columns.len()).then(|| origin.clone())
        };
        (schema.objects.iter())
            .map(|object| {
                find(&self.schema, own, object)
                    .or_else(|| find(&live.schema, &live.origins, object))
                    .unwrap_or_default()
            })
            .collect()
    }
}
