//! Models and views: the types of their fields, then the attributes of the block.

use std::collections::HashSet;

use super::names::{Type, Types};
use super::{field, index, key, single, unknown};
use super::{Config, Entity, Enum, FieldInfo, FieldKind, Namespace, Scalar};
use crate::prisma::model::Arity;
use crate::prisma::psl::arguments::{string, Reader};
use crate::prisma::psl::ast::{Attribute, Block, Field, FieldType};
use crate::prisma::psl::error::Faults;

/// The block with the types of its fields, before any attribute is read.
pub fn with_types<'a>(block: &'a Block, types: &Types, faults: &mut Faults) -> Entity<'a> {
    let fields: Vec<FieldInfo> = block
        .fields()
        .map(|node| {
            let kind = field_kind(node, types, faults);
            let relation = matches!(kind, FieldKind::Relation(_)).then(Default::default);
            FieldInfo {
                node,
                kind,
                column: &node.name.text,
                native: None,
                default: None,
                ignored: false,
                relation,
            }
        })
        .collect();
    let named = fields
        .iter()
        .enumerate()
        .map(|(at, field)| (field.name(), at));
    let by_name = named.rev().collect();
    Entity {
        block,
        namespace: None,
        table: &block.name.text,
        mapped: None,
        ignored: false,
        fields,
        by_name,
        id: None,
        indexes: Vec::new(),
        unique: HashSet::new(),
    }
}

fn field_kind<'a>(field: &'a Field, types: &Types, faults: &mut Faults) -> FieldKind<'a> {
    let name = match &field.r#type {
        FieldType::Unsupported(text, _) => return FieldKind::Unsupported(text),
        FieldType::Named(name) => name,
    };
    if let Some(scalar) = Scalar::named(&name.text) {
        return FieldKind::Scalar(scalar);
    }
    match types.get(&name.text) {
        Some(Type::Entity(entity)) => FieldKind::Relation(entity),
        Some(Type::Enum(at)) => FieldKind::Enum(at),
        // The type itself is a fault already.
        Some(Type::Composite) => FieldKind::Unknown,
        None => {
            let hint = types.similar(&name.text);
            let hint = hint.map(|name| format!(" Did you mean \"{name}\"?"));
            faults.push(
                name.span,
                format!(
                    "Type \"{}\" is neither a built-in type, nor refers to another model, composite type, or enum.{}",
                    name.text,
                    hint.unwrap_or_default()
                ),
            );
            FieldKind::Unknown
        }
    }
}

/// Reads all attributes but those of relation fields.
pub fn attributes<'a>(
    entity: &mut Entity<'a>,
    enums: &[Enum<'a>],
    config: &Config<'a>,
    faults: &mut Faults,
) {
    for at in 0..entity.fields.len() {
        if !matches!(entity.fields[at].kind, FieldKind::Relation(_)) {
            field::attributes(entity, at, enums, config, faults);
        }
    }
    field::distinct_columns(entity, faults);
    block_attributes(entity, faults);
    id_arity(entity, faults);
    if entity.ignored {
        ignored_twice(entity, faults);
    }
}

fn block_attributes(entity: &mut Entity, faults: &mut Faults) {
    let block = entity.block;
    if let Some(attribute) = single(block.attributes(), "ignore", faults) {
        entity.ignored = true;
        if let Some(reader) = Reader::open(attribute, faults) {
            reader.close();
        }
    }
    if let Some(attribute) = single(block.attributes(), "id", faults) {
        key::block_id(entity, attribute, faults);
    }
    if let Some(attribute) = single(block.attributes(), "map", faults) {
        entity.mapped = Some(attribute);
        entity.table = mapped(attribute, faults).unwrap_or(entity.table);
        not_empty(entity.table, attribute, "@@map", faults);
    }
    entity.namespace = namespace(block, faults);
    // In the order in which they are created.
    for name in ["index", "unique", "fulltext"] {
        for attribute in block.attributes().filter(|a| a.name.text == name) {
            index::of_block(entity, attribute, faults);
        }
    }
    for attribute in block.attributes().filter(|a| a.name.text == "shardKey") {
        let name = "@@shardKey";
        let message = "Shard keys are not currently supported for provider postgresql";
        faults.attribute(attribute.span, name, message);
    }
    const KNOWN: &[&str] = &[
        "ignore", "id", "map", "schema", "index", "unique", "fulltext", "shardKey",
    ];
    unknown(block.attributes(), KNOWN, faults);
}

/// The name that `@map` or `@@map` gives.
pub fn mapped<'a>(attribute: &'a Attribute, faults: &mut Faults) -> Option<&'a str> {
    let mut reader = Reader::open(attribute, faults)?;
    let name = reader.must("name");
    let name = name.and_then(|value| string(value, reader.faults));
    reader.close();
    name
}

/// Prisma accepts the name, PostgreSQL does not.
pub fn not_empty(name: &str, attribute: &Attribute, at: &str, faults: &mut Faults) {
    if name.is_empty() {
        let message = "The `name` argument cannot be an empty string.";
        faults.attribute(attribute.span, at, message);
    }
}

pub fn namespace<'a>(block: &'a Block, faults: &mut Faults) -> Option<Namespace<'a>> {
    let attribute = single(block.attributes(), "schema", faults)?;
    let mut reader = Reader::open(attribute, faults)?;
    let value = reader.must("map");
    let namespace = value.and_then(|value| {
        let name = string(value, reader.faults)?;
        Some(Namespace {
            name,
            span: value.span(),
        })
    });
    reader.close();
    namespace
}

/// Known only when the whole block has been read: an ignored model may have an optional id.
fn id_arity(entity: &Entity, faults: &mut Faults) {
    let Some(id) = entity
        .id
        .as_ref()
        .filter(|id| id.on_field && !entity.ignored)
    else {
        return;
    };
    let optional = |at: usize| entity.fields[at].node.arity != Arity::Required;
    if id.fields().into_iter().any(optional) {
        let message = "Fields that are marked as id must be required.";
        faults.attribute(id.attribute.span, "@id", message);
    }
}

fn ignored_twice(entity: &Entity, faults: &mut Faults) {
    let fields = entity.fields.iter().filter(|field| field.ignored);
    for field in fields.filter(|field| field.relation.is_none()) {
        faults.attribute(
            field.node.span,
            "@ignore",
            "Fields on an already ignored Model do not need an `@ignore` annotation.",
        );
    }
}
