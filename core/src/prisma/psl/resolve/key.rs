//! Ids, and the lists of fields that ids and indexes have.

use std::collections::HashSet;

use super::operator::{self, OperatorClass};
use super::{Class, Entity, FieldKind, Key, KeyField};
use crate::prisma::model::{Arity, Sort};
use crate::prisma::psl::arguments::{constant, items, mismatch, Reader};
use crate::prisma::psl::ast::{Arguments, Attribute, Expression};
use crate::prisma::psl::error::Faults;

/// The fields of a list, and those of its names that are none.
#[derive(Default)]
pub struct Fields<'a> {
    pub fields: Vec<KeyField<'a>>,
    pub unknown: Vec<&'a str>,
    pub relations: Vec<usize>,
}

pub fn field_id<'a>(
    entity: &mut Entity<'a>,
    at: usize,
    attribute: &'a Attribute,
    faults: &mut Faults,
) {
    let Some(mut reader) = Reader::open(attribute, faults) else {
        return;
    };
    if entity.id.is_some() {
        reader.faults.block(
            entity.block.span,
            "model",
            entity.name(),
            "At most one field must be marked as the id field with the `@id` attribute.",
        );
        return;
    }
    entity.id = Some(of_field(at, &mut reader));
    reader.close();
}

/// A key of the field that the attribute stands at.
pub fn of_field<'a>(at: usize, reader: &mut Reader<'a, '_>) -> Key<'a> {
    let map = reader.filled("map");
    let length = reader.take("length").is_some();
    let sort = match reader.constant("sort") {
        Some("Desc") => Some(Sort::Desc),
        Some("Asc") => Some(Sort::Asc),
        Some(other) => {
            reader.fault(format!(
                "The `sort` argument can only be `Asc` or `Desc` you provided: {other}."
            ));
            None
        }
        None => None,
    };
    let clustered = reader.take("clustered").is_some();
    let field = KeyField {
        field: at,
        sort,
        length,
        class: None,
    };
    Key {
        attribute: reader.attribute,
        on_field: true,
        name: None,
        map,
        fields: vec![field],
        clustered,
    }
}

pub fn block_id<'a>(entity: &mut Entity<'a>, attribute: &'a Attribute, faults: &mut Faults) {
    let Some(mut reader) = Reader::open(attribute, faults) else {
        return;
    };
    let Some(value) = reader.must("fields") else {
        return;
    };
    let Some(found) = fields(entity, value, &mut reader) else {
        return;
    };
    let model = entity.name();
    if !found.unknown.is_empty() {
        let names = fields_named(&found.unknown);
        let message = format!("The multi field id declaration refers to the unknown {names}.");
        reader.faults.block(value.span(), "model", model, message);
    }
    if !found.relations.is_empty() {
        let names = fields_named(&entity.names(&found.relations));
        reader.faults.block(attribute.span, "model", model, format!(
            "The id definition refers to the relation {names}. ID definitions must reference only scalar fields."
        ));
    }
    if !found.unknown.is_empty() || !found.relations.is_empty() {
        return;
    }
    required(entity, &found.fields, &mut reader);
    if entity.id.is_some() {
        reader.faults.block(entity.block.span, "model", model,
            "Each model must have at most one id criteria. You can't have `@id` and `@@id` at the same time.");
    }
    let map = reader.filled("map");
    let name = reader.filled("name");
    if let Some(name) = name {
        client_name(name, "@@id", model, &mut reader);
    }
    let clustered = reader.take("clustered").is_some();
    entity.id = Some(Key {
        attribute,
        on_field: false,
        name,
        map,
        fields: found.fields,
        clustered,
    });
    reader.close();
}

fn required(entity: &Entity, fields: &[KeyField], reader: &mut Reader) {
    let optional = |key: &&KeyField| entity.fields[key.field].node.arity != Arity::Required;
    let optional: Vec<usize> = fields
        .iter()
        .filter(optional)
        .map(|key| key.field)
        .collect();
    if !optional.is_empty() && !entity.ignored {
        let names = fields_named(&entity.names(&optional));
        reader.faults.block(reader.attribute.span, "model", entity.name(), format!(
            "The id definition refers to the optional {names}. ID definitions must reference only required fields."
        ));
    }
}

fn fields_named(names: &[&str]) -> String {
    let word = if names.len() == 1 { "field" } else { "fields" };
    let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    format!("{word} {}", names.join(", "))
}

/// The name becomes a part of the client.
pub fn client_name(name: &str, at: &str, model: &str, reader: &mut Reader) {
    if !name.chars().all(|c| c == '_' || c.is_ascii_alphanumeric()) {
        reader.faults.block(reader.attribute.span, "model", model, format!(
            "The `name` property within the `{at}` attribute only allows for the following characters: `_a-zA-Z0-9`."
        ));
    }
}

/// The fields that a list names. None if a fault makes the list useless.
pub fn fields<'a>(
    entity: &Entity<'a>,
    value: &'a Expression,
    reader: &mut Reader<'a, '_>,
) -> Option<Fields<'a>> {
    let given: Vec<Option<Given>> = items(value)
        .iter()
        .map(|item| given(item, reader.faults))
        .collect();
    let given: Vec<Given> = given.into_iter().collect::<Option<_>>()?;
    let mut found = Fields::default();
    let mut seen = HashSet::new();
    for Given { name, arguments } in given {
        let Some(&field) = entity.by_name.get(name) else {
            found.unknown.push(name);
            continue;
        };
        if let FieldKind::Relation(_) = entity.fields[field].kind {
            found.relations.push(field);
            continue;
        }
        if !seen.insert(field) {
            reader.faults.block(
                reader.attribute.span,
                "model",
                entity.name(),
                format!("The unique index definition refers to the field {name} multiple times."),
            );
            return None;
        }
        let KeyArguments {
            sort,
            length,
            class,
        } = arguments;
        found.fields.push(KeyField {
            field,
            sort,
            length,
            class,
        });
    }
    Some(found)
}

/// A field as it stands in a list: its name, and what is said in parentheses.
struct Given<'a> {
    name: &'a str,
    arguments: KeyArguments<'a>,
}

#[derive(Default)]
struct KeyArguments<'a> {
    sort: Option<Sort>,
    length: bool,
    class: Option<Class<'a>>,
}

fn given<'a>(item: &'a Expression, faults: &mut Faults) -> Option<Given<'a>> {
    match item {
        Expression::Constant(name, _) => Some(Given {
            name,
            arguments: KeyArguments::default(),
        }),
        Expression::Function(call) => {
            let arguments = key_arguments(&call.arguments, faults);
            Some(Given {
                name: &call.name.text,
                arguments,
            })
        }
        _ => {
            mismatch("constant literal", item, faults);
            None
        }
    }
}

fn key_arguments<'a>(arguments: &'a Arguments, faults: &mut Faults) -> KeyArguments<'a> {
    let sort =
        arguments
            .named("sort")
            .and_then(|argument| match constant(&argument.value, faults)? {
                "Asc" => Some(Sort::Asc),
                "Desc" => Some(Sort::Desc),
                _ => {
                    faults.push(
                        argument.span,
                        "Unexpected token. Expected one of: Asc, Desc",
                    );
                    None
                }
            });
    let class = arguments
        .named("ops")
        .and_then(|argument| class(&argument.value, faults));
    KeyArguments {
        sort,
        length: arguments.named("length").is_some(),
        class,
    }
}

fn class<'a>(value: &'a Expression, faults: &mut Faults) -> Option<Class<'a>> {
    let fault = match value {
        Expression::Constant(name, _) => match OperatorClass::named(name) {
            Some(class) => return Some(Class::Known(class)),
            None => format!("Invalid operator class: {name}"),
        },
        Expression::Function(call) if call.name.text == "raw" => {
            match operator::raw(&call.arguments) {
                Ok(text) => return Some(Class::Raw(text)),
                Err(fault) => fault,
            }
        }
        _ => "operator class".into(),
    };
    faults.push(
        value.span(),
        format!("Unexpected token. Expected one of: {fault}"),
    );
    None
}
