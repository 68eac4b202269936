//! Models, views and enums: how their rows are told apart, their schema, their names.

use std::collections::{HashMap, HashSet};

use super::names::{too_long, Names};
use crate::prisma::model::Arity;
use crate::prisma::psl::error::Faults;
use crate::prisma::psl::lower;
use crate::prisma::psl::relations::Relation;
use crate::prisma::psl::resolve::{Entity, FieldKind, Key, Namespace, Schema};

pub fn check<'a>(schema: &Schema<'a>, entity: &Entity<'a>, names: &Names<'a>, faults: &mut Faults) {
    match entity.is_view() {
        true => view(entity, faults),
        false => can_be_told_apart(entity, faults),
    }
    if let Some(id) = &entity.id {
        check_id(entity, id, names, faults);
    }
    client_names(entity, faults);
    let missing = format!("This {} is missing an `@@schema` attribute.", entity.what());
    if let Err(Wrong::Missing) = namespace(schema, entity.namespace, faults) {
        faults.block(entity.block.span, entity.what(), entity.name(), missing);
    }
}

/// Prisma takes a row by its id or by a unique key of required fields.
fn can_be_told_apart(entity: &Entity, faults: &mut Faults) {
    let strict = |key: &Key| {
        key.fields().into_iter().all(|at| {
            let field = &entity.fields[at];
            field.node.arity != Arity::Optional && !matches!(field.kind, FieldKind::Unsupported(_))
        })
    };
    if entity.ignored || entity.unique_keys().any(strict) {
        return;
    }
    let mut message = "Each model must have at least one unique criteria that has only required fields. Either mark a single field with `@id`, `@unique` or add a multi field criterion with `@@id([])` or `@@unique([])` to the model.".to_string();
    let loose: Vec<String> = entity
        .unique_keys()
        .map(|key| format!("\n- {}", entity.names(&key.fields()).join(", ")))
        .collect();
    if !loose.is_empty() {
        message.push_str(" The following unique criterias were not considered as they contain fields that are not required:");
        message.push_str(&loose.concat());
    }
    faults.block(entity.block.span, "model", entity.name(), message);
}

fn view(entity: &Entity, faults: &mut Faults) {
    if let Some(id) = &entity.id {
        faults.invalid(id.attribute.span, "Views cannot have primary keys.");
    }
    for index in entity.block.attributes().filter(|a| a.name.text == "index") {
        faults.invalid(index.span, "Views cannot have indexes.");
    }
}

fn check_id<'a>(entity: &Entity<'a>, id: &Key<'a>, names: &Names<'a>, faults: &mut Faults) {
    let span = id.attribute.span;
    let at = id.at();
    let name = entity.id_name(id);
    too_long(entity, Some(&name), span, &at, faults);
    names.key(entity, &name, id.attribute, &at, faults);
    if let Some(name) = id.name.filter(|name| names.client_clash(entity, name)) {
        let argument = id.attribute.arguments.named("name");
        let span = argument.map_or(span, |argument| argument.span);
        faults.attribute(span, &at, custom_name(name));
    }
    if id.fields.is_empty() {
        faults.attribute(span, &at, format!(
            "The list of fields in an `{at}()` attribute cannot be empty. Please specify at least one field."
        ));
    }
    if id.fields.len() > 1 && id.name.is_none() {
        let joined = entity.names(&id.fields()).join("_");
        if entity.by_name.contains_key(joined.as_str()) {
            faults.block(span, entity.what(), entity.name(), format!(
                "The field `{joined}` clashes with the `@@id` attribute's name. Please resolve the conflict by providing a custom id name: `@@id([...], name: \"custom_name\")`"
            ));
        }
    }
    if id.fields.iter().any(|field| field.length) {
        faults.attribute(
            span,
            &at,
            "The length argument is not supported in the primary key with the current connector",
        );
    }
    if id.fields.iter().any(|field| field.sort.is_some()) {
        faults.attribute(
            span,
            &at,
            "The sort argument is not supported in the primary key with the current connector",
        );
    }
    if id.clustered {
        faults.attribute(
            span,
            &at,
            "Defining clustering is not supported in the current connector.",
        );
    }
}

pub fn custom_name(name: &str) -> String {
    format!("The given custom name `{name}` has to be unique on the model. Please provide a different name for the `name` argument.")
}

/// A key's name in the client must not be that of a field.
fn client_names(entity: &Entity, faults: &mut Faults) {
    let unique = entity.indexes.iter().map(|index| (&index.key, "@@unique"));
    for (key, at) in entity.id.iter().map(|id| (id, "@@id")).chain(unique) {
        let Some(name) = key.name.filter(|name| entity.by_name.contains_key(name)) else {
            continue;
        };
        faults.block(entity.block.span, entity.what(), entity.name(), format!(
            "The custom name `{name}` specified for the `{at}` attribute is already used as a name for a field. Please choose a different name."
        ));
    }
}

enum Wrong {
    Missing,
    Reported,
}

/// With `schemas` everything says in which of them it is; without, nothing does.
fn namespace(
    schema: &Schema,
    written: Option<Namespace>,
    faults: &mut Faults,
) -> Result<(), Wrong> {
    match (&schema.config.schemas, written) {
        (None, None) => Ok(()),
        (Some(_), None) => Err(Wrong::Missing),
        (Some(schemas), Some(namespace)) if schemas.contains(&namespace.name) => Ok(()),
        // Without a datasource nothing can be known.
        (None, Some(_)) if schema.config.name.is_none() => Ok(()),
        (_, Some(namespace)) => {
            faults.push(namespace.span, "This schema is not defined in the datasource. Read more on `@@schema` at https://pris.ly/d/multi-schema");
            Err(Wrong::Reported)
        }
    }
}

/// Names of tables and of enums that are used twice.
pub fn tables(schema: &Schema, relations: &[Relation], faults: &mut Faults) {
    let mut seen: HashMap<(Option<&str>, &str), &Entity> = HashMap::new();
    for entity in &schema.entities {
        let key = (
            entity.namespace.map(|namespace| namespace.name),
            entity.table,
        );
        let Some(first) = seen.insert(key, entity) else {
            continue;
        };
        // The fault is at the name that is written.
        let (at, other) = match (entity.mapped, first.mapped) {
            (Some(attribute), _) => (attribute.span, first),
            (None, Some(attribute)) => (attribute.span, entity),
            (None, None) => (entity.block.span, first),
        };
        faults.push(at, format!(
            "The {} with database name \"{}\" could not be defined because another model or view with this name exists: \"{}\"",
            entity.what(),
            entity.table,
            other.name()
        ));
    }
    for (side, name) in relations
        .iter()
        .filter_map(|of| lower::many_to_many_name(schema, of))
    {
        let namespace = schema
            .entity(side)
            .namespace
            .map(|namespace| namespace.name);
        if let Some(first) = seen.get(&(namespace, name.as_str())) {
            faults.invalid(schema.field(side).node.span, format!(
                "The table `{name}` of this many-to-many relation has the same name as that of the {} `{}`. Please give the relation another name.",
                first.what(),
                first.name()
            ));
        }
    }
    enums(schema, faults);
}

fn enums(schema: &Schema, faults: &mut Faults) {
    let mut seen = HashSet::new();
    for of in &schema.enums {
        if !seen.insert((of.namespace.map(|namespace| namespace.name), of.name)) {
            faults.push(
                of.block.span,
                "An enum with the same database name is already defined.",
            );
        }
        if let Err(Wrong::Missing) = namespace(schema, of.namespace, faults) {
            faults.push(
                of.block.span,
                "This enum is missing an `@@schema` attribute.",
            );
        }
        let mut values = HashSet::new();
        for value in of
            .values
            .iter()
            .filter(|value| !values.insert(value.stored))
        {
            faults.push(
                of.block.span,
                format!(
                    "Error validating enum `{}`: Two values are \"{}\" in the database.",
                    of.block.name.text, value.stored
                ),
            );
        }
    }
}
