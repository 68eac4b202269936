//! Indexes: `@unique`, `@@unique`, `@@index`.

use super::key::{self, Fields};
use super::predicate;
use super::{Entity, Index, IndexKind, Key};
use crate::prisma::model::Method;
use crate::prisma::psl::arguments::Reader;
use crate::prisma::psl::ast::Attribute;
use crate::prisma::psl::error::Faults;

pub fn of_field<'a>(
    entity: &mut Entity<'a>,
    at: usize,
    attribute: &'a Attribute,
    faults: &mut Faults,
) {
    let Some(mut reader) = Reader::open(attribute, faults) else {
        return;
    };
    let key = key::of_field(at, &mut reader);
    let predicate = predicate::of(entity, &mut reader);
    reader.close();
    entity.indexes.push(Index {
        key,
        kind: IndexKind::Unique,
        method: None,
        predicate,
    });
}

pub fn of_block<'a>(entity: &mut Entity<'a>, attribute: &'a Attribute, faults: &mut Faults) {
    let Some(mut reader) = Reader::open(attribute, faults) else {
        return;
    };
    let kind = match attribute.name.text.as_str() {
        "unique" => IndexKind::Unique,
        "fulltext" => IndexKind::Fulltext,
        _ => IndexKind::Normal,
    };
    let value = reader.must("fields");
    let fields = value.and_then(|value| key::fields(entity, value, &mut reader));
    let fields = fields.map(|found| sound(entity, kind, found, &mut reader));
    let (name, map) = names(entity, kind, &mut reader);
    let method = match kind {
        IndexKind::Normal => method(&mut reader),
        _ => None,
    };
    let clustered = reader.take("clustered").is_some();
    let predicate = predicate::of(entity, &mut reader);
    reader.close();
    // Without its fields there is nothing to check; the fault is known.
    if let Some(fields) = fields {
        let key = Key {
            attribute,
            on_field: false,
            name,
            map,
            fields: fields.fields,
            clustered,
        };
        entity.indexes.push(Index {
            key,
            kind,
            method,
            predicate,
        });
    }
}

/// Reports the names in a list that are no columns.
fn sound<'a>(
    entity: &Entity<'a>,
    kind: IndexKind,
    found: Fields<'a>,
    reader: &mut Reader<'a, '_>,
) -> Fields<'a> {
    let prefix = if kind == IndexKind::Unique {
        "unique "
    } else {
        ""
    };
    let span = reader.attribute.span;
    if !found.unknown.is_empty() {
        let names = found.unknown.join(", ");
        let message =
            format!("The {prefix}index definition refers to the unknown fields: {names}.");
        reader.faults.block(span, "model", entity.name(), message);
    }
    if !found.relations.is_empty() {
        let names = entity.names(&found.relations).join(", ");
        let relations = found
            .relations
            .iter()
            .filter_map(|at| entity.fields[*at].relation.as_ref());
        let columns = relations.flat_map(|relation| relation.fields.iter().flatten().copied());
        let columns: Vec<usize> = columns.collect();
        let suggestion = match columns[..] {
            [] => String::new(),
            _ => format!(
                " Did you mean `@@{}([{}])`?",
                if kind == IndexKind::Unique {
                    "unique"
                } else {
                    "index"
                },
                entity.names(&columns).join(", ")
            ),
        };
        reader.faults.block(span, "model", entity.name(), format!(
            "The {prefix}index definition refers to the relation fields {names}. Index definitions must reference only scalar fields.{suggestion}"
        ));
    }
    found
}

/// The name in the client, and the one in the database.
fn names<'a>(
    entity: &Entity,
    kind: IndexKind,
    reader: &mut Reader<'a, '_>,
) -> (Option<&'a str>, Option<&'a str>) {
    let name = match kind {
        IndexKind::Fulltext => None,
        _ => reader.filled("name"),
    };
    let map = reader.filled("map");
    match (kind, name, map) {
        (IndexKind::Normal, Some(_), Some(_)) => {
            reader.fault("The `@@index` attribute accepts the `name` argument as an alias for the `map` argument for legacy reasons. It does not accept both though. Please use the `map` argument to specify the database name of the index.");
            (None, None)
        }
        (IndexKind::Normal, ..) => (None, name.or(map)),
        _ => {
            if let Some(name) = name {
                key::client_name(name, "@@unique", entity.name(), reader);
            }
            (name, map)
        }
    }
}

fn method(reader: &mut Reader) -> Option<Method> {
    Some(match reader.constant("type")? {
        "BTree" => Method::BTree,
        "Hash" => Method::Hash,
        "Gist" => Method::Gist,
        "Gin" => Method::Gin,
        "SpGist" => Method::SpGist,
        "Brin" => Method::Brin,
        other => {
            reader.fault(format!("Unknown index type: {other}."));
            return None;
        }
    })
}
