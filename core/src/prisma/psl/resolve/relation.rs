//! The attributes of relation fields.

use std::collections::HashSet;

use super::{single, unknown, Entity, FieldKind, RelationField};
use crate::prisma::model::Action;
use crate::prisma::psl::arguments::{constant, items, string, Reader};
use crate::prisma::psl::ast::{Attribute, Expression, Span};
use crate::prisma::psl::error::Faults;

/// Reads the attributes of all relation fields; they speak of two models each.
pub fn attributes(entities: &mut [Entity], faults: &mut Faults) {
    for at in 0..entities.len() {
        for field in 0..entities[at].fields.len() {
            let FieldKind::Relation(other) = entities[at].fields[field].kind else {
                continue;
            };
            let (relation, ignored) =
                field_attributes(&entities[at], field, &entities[other], faults);
            let info = &mut entities[at].fields[field];
            info.relation = Some(relation);
            info.ignored = ignored;
        }
    }
}

fn field_attributes<'a>(
    entity: &Entity<'a>,
    at: usize,
    other: &Entity,
    faults: &mut Faults,
) -> (RelationField<'a>, bool) {
    let node = entity.fields[at].node;
    let mut relation = RelationField::default();
    let find = |name: &str, faults: &mut Faults| single(node.attributes.iter(), name, faults);
    if let Some(attribute) = find("relation", faults) {
        relation = read(entity, attribute, other, faults);
    }
    let ignored = find("ignore", faults).is_some();
    let refuse = |name: &str, message: String, faults: &mut Faults| {
        if let Some(attribute) = find(name, faults) {
            faults.attribute(attribute.span, &format!("@{name}"), message);
        }
    };
    let name = &node.name.text;
    refuse("id", format!(
        "The field `{name}` is a relation field and cannot be marked with `@id`. Only scalar fields can be declared as id."
    ), faults);
    refuse(
        "default",
        "Cannot set a default value on a relation field.".into(),
        faults,
    );
    refuse(
        "map",
        "The attribute `@map` cannot be used on relation fields.".into(),
        faults,
    );
    let fields = entity.names(relation.fields.as_deref().unwrap_or_default());
    let suggestion = match fields[..] {
        [] => String::new(),
        [one] => format!(" Did you mean to put it on `{one}`?"),
        _ => format!(
            " Did you mean to provide `@@unique([{}])`?",
            fields.join(", ")
        ),
    };
    refuse("unique", format!(
        "The field `{name}` is a relation field and cannot be marked with `unique`. Only scalar fields can be made unique.{suggestion}"
    ), faults);
    const KNOWN: &[&str] = &["relation", "ignore", "id", "default", "map", "unique"];
    unknown(node.attributes.iter(), KNOWN, faults);
    (relation, ignored)
}

fn read<'a>(
    entity: &Entity<'a>,
    attribute: &'a Attribute,
    other: &Entity,
    faults: &mut Faults,
) -> RelationField<'a> {
    let mut relation = RelationField {
        attribute: Some(attribute),
        ..Default::default()
    };
    let Some(mut reader) = Reader::open(attribute, faults) else {
        return relation;
    };
    if let Some(value) = reader.take("fields") {
        relation.fields = Some(fields(entity, value, &mut reader));
    }
    if let Some(value) = reader.take("references") {
        relation.references = Some(references(other, value, &mut reader));
    }
    let name = reader.take_first("name");
    match name.and_then(|value| string(value, reader.faults)) {
        Some("") => reader.fault("A relation cannot have an empty name."),
        name => relation.name = name,
    }
    relation.on_delete = reader
        .take("onDelete")
        .and_then(|value| action(value, &mut reader));
    relation.on_update = reader
        .take("onUpdate")
        .and_then(|value| action(value, &mut reader));
    relation.map = reader.filled("map");
    reader.close();
    relation
}

fn fields<'a>(entity: &Entity<'a>, value: &'a Expression, reader: &mut Reader) -> Vec<usize> {
    let found = list(entity, value, reader);
    if !found.unknown.is_empty() {
        let names = found.unknown.join(", ");
        reader.faults.invalid(value.span(), format!(
            "The argument fields must refer only to existing fields. The following fields do not exist in this model: {names}"
        ));
    }
    if !found.relations.is_empty() {
        let names = entity.names(&found.relations).join(", ");
        reader.faults.invalid(value.span(), format!(
            "The argument fields must refer only to scalar fields. But it is referencing the following relation fields: {names}"
        ));
    }
    found.fields
}

fn references(other: &Entity, value: &Expression, reader: &mut Reader) -> Vec<usize> {
    let found = list(other, value, reader);
    let span = reader.attribute.span;
    let model = other.name();
    if !found.unknown.is_empty() {
        let names = found.unknown.join(", ");
        reader.faults.invalid(span, format!(
            "The argument `references` must refer only to existing fields in the related model `{model}`. The following fields do not exist in the related model: {names}"
        ));
    }
    if !found.relations.is_empty() {
        let names = other.names(&found.relations).join(", ");
        reader.faults.invalid(span, format!(
            "The argument `references` must refer only to scalar fields in the related model `{model}`. But it is referencing the following relation fields: {names}"
        ));
    }
    found.fields
}

#[derive(Default)]
struct Found<'v> {
    fields: Vec<usize>,
    unknown: Vec<&'v str>,
    relations: Vec<usize>,
}

/// Names without anything in parentheses.
fn list<'v>(entity: &Entity, value: &'v Expression, reader: &mut Reader) -> Found<'v> {
    let mut found = Found::default();
    let mut seen = HashSet::new();
    for item in items(value) {
        let Some(name) = constant(item, reader.faults) else {
            continue;
        };
        match entity.by_name.get(name) {
            None => found.unknown.push(name),
            Some(&at) if entity.fields[at].relation.is_some() => found.relations.push(at),
            Some(at) if !seen.insert(*at) => {
                let message = format!(
                    "The unique index definition refers to the field {name} multiple times."
                );
                reader
                    .faults
                    .block(reader.attribute.span, "model", entity.name(), message);
                return Found::default();
            }
            Some(&at) => found.fields.push(at),
        }
    }
    found
}

fn action(value: &Expression, reader: &mut Reader) -> Option<(Action, Span)> {
    let action = match constant(value, reader.faults)? {
        "NoAction" => Action::NoAction,
        "Restrict" => Action::Restrict,
        "Cascade" => Action::Cascade,
        "SetNull" => Action::SetNull,
        "SetDefault" => Action::SetDefault,
        other => {
            reader.faults.attribute(
                value.span(),
                "@relation",
                format!("Invalid referential action: `{other}`"),
            );
            return None;
        }
    };
    Some((action, value.span()))
}

/// An action in the language.
pub fn action_name(action: Action) -> &'static str {
    match action {
        Action::NoAction => "NoAction",
        Action::Restrict => "Restrict",
        Action::Cascade => "Cascade",
        Action::SetNull => "SetNull",
        Action::SetDefault => "SetDefault",
    }
}
