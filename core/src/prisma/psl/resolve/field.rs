//! The attributes of fields that become columns.

use std::collections::HashSet;

use super::{default, entity, index, key, native, single, unknown};
use super::{Config, Entity, Enum, FieldKind, Scalar};
use crate::prisma::model::Arity;
use crate::prisma::psl::arguments::Reader;
use crate::prisma::psl::ast::{Attribute, Field};
use crate::prisma::psl::error::Faults;

pub fn attributes<'a>(
    entity: &mut Entity<'a>,
    at: usize,
    enums: &[Enum<'a>],
    config: &Config<'a>,
    faults: &mut Faults,
) {
    let node: &'a Field = entity.fields[at].node;
    let kind = entity.fields[at].kind;
    if let Some(attribute) = single(node.attributes.iter(), "map", faults) {
        map(entity, at, attribute, faults);
    }
    if let Some(attribute) = single(node.attributes.iter(), "ignore", faults) {
        ignore(entity, at, attribute, faults);
    }
    let relation = single(node.attributes.iter(), "relation", faults);
    if let Some(attribute) = relation.filter(|_| kind != FieldKind::Unknown) {
        if let Some(mut reader) = Reader::open(attribute, faults) {
            reader.fault("Invalid field type, not a relation.");
            reader.close();
        }
    }
    if let Some(attribute) = single(node.attributes.iter(), "id", faults) {
        key::field_id(entity, at, attribute, faults);
    }
    if let Some(attribute) = single(node.attributes.iter(), "updatedAt", faults) {
        updated_at(node, kind, attribute, faults);
    }
    if let Some(attribute) = single(node.attributes.iter(), "default", faults) {
        if let Some(reader) = Reader::open(attribute, faults) {
            entity.fields[at].default = default::of_field(node, kind, enums, reader);
        }
    }
    native_type(entity, at, config, faults);
    if let Some(attribute) = single(node.attributes.iter(), "unique", faults) {
        index::of_field(entity, at, attribute, faults);
    }
    const KNOWN: &[&str] = &[
        "map",
        "ignore",
        "relation",
        "id",
        "updatedAt",
        "default",
        "unique",
    ];
    let rest = node.attributes.iter();
    let scalar = matches!(kind, FieldKind::Scalar(_) | FieldKind::Unknown);
    unknown(
        rest.filter(|a| !(scalar && a.name.text.contains('.'))),
        KNOWN,
        faults,
    );
}

fn map<'a>(entity: &mut Entity<'a>, at: usize, attribute: &'a Attribute, faults: &mut Faults) {
    if let Some(name) = entity::mapped(attribute, faults) {
        entity.fields[at].column = name;
        entity::not_empty(name, attribute, "@map", faults);
    }
}

fn ignore(entity: &mut Entity, at: usize, attribute: &Attribute, faults: &mut Faults) {
    let Some(mut reader) = Reader::open(attribute, faults) else {
        return;
    };
    let field = &mut entity.fields[at];
    if let FieldKind::Unsupported(_) = field.kind {
        reader.fault("Fields of type `Unsupported` cannot take an `@ignore` attribute. They are already treated as ignored by the client due to their type.");
    } else {
        field.ignored = true;
    }
    reader.close();
}

fn updated_at(node: &Field, kind: FieldKind, attribute: &Attribute, faults: &mut Faults) {
    let Some(mut reader) = Reader::open(attribute, faults) else {
        return;
    };
    if kind != FieldKind::Scalar(Scalar::DateTime) {
        reader.fault("Fields that are marked with @updatedAt must be of type DateTime.");
    }
    if node.arity == Arity::List {
        reader.fault("Fields that are marked with @updatedAt cannot be lists.");
    }
    reader.close();
}

fn native_type(entity: &mut Entity, at: usize, config: &Config, faults: &mut Faults) {
    let field = &mut entity.fields[at];
    let FieldKind::Scalar(scalar) = field.kind else {
        return;
    };
    let mut found = field
        .node
        .attributes
        .iter()
        .filter(|a| a.name.text.contains('.'));
    let Some(attribute) = found.next() else {
        return;
    };
    for again in found {
        let prefix = again.name.text.split('.').next().unwrap_or_default();
        let message = format!("Attribute \"@{prefix}\" can only be defined once.");
        faults.push(again.span, message);
    }
    field.native = native::of_attribute(scalar, attribute, config.name, faults);
}

/// Two fields must not be one column.
pub fn distinct_columns(entity: &Entity, faults: &mut Faults) {
    let mut seen = HashSet::new();
    let columns = entity
        .fields
        .iter()
        .filter(|field| field.relation.is_none());
    // A name that is written wins over one that a field has by itself.
    let (own, mapped): (Vec<_>, Vec<_>) = columns.partition(|field| field.name() == field.column);
    for field in own.into_iter().chain(mapped) {
        if !seen.insert(field.column) && field.name() != field.column {
            faults.push(
                field.node.span,
                format!(
                    "Field \"{}\" is already defined on {} \"{}\".",
                    field.name(),
                    entity.what(),
                    entity.name()
                ),
            );
        }
    }
}
