//! Relations as pairs of fields: both sides are there, and the key's columns fit.

use super::names::Names;
use super::{many, one_to_one};
use crate::prisma::model::{Action, Arity};
use crate::prisma::psl::error::Faults;
use crate::prisma::psl::relations::{Relation, Side};
use crate::prisma::psl::resolve::Schema;

pub const AT: &str = "@relation";

pub fn check(schema: &Schema, relation: &Relation, names: &Names, faults: &mut Faults) {
    let (forward, back, one_to_one) = match *relation {
        Relation::ManyToMany { a, b } => return many::check(schema, a, b, faults),
        Relation::Inline {
            forward,
            back,
            one_to_one,
        } => (forward, back, one_to_one),
    };
    if let Some(side) = forward {
        key(schema, side, faults);
        names.foreign_key(schema, relation, side, faults);
    }
    match (forward, back) {
        (Some(one), None) | (None, Some(one)) => alone(schema, one, faults),
        (Some(forward), Some(back)) if one_to_one => {
            one_to_one::check(schema, forward, back, faults);
        }
        (Some(forward), Some(back)) => one_to_many(schema, forward, back, faults),
        (None, None) => {}
    }
    if let Some(side) = forward.filter(|_| one_to_one) {
        one_to_one::is_unique(schema, side, faults);
    }
}

/// The field, and the model that it is of, in messages.
pub fn named(schema: &Schema, side: Side) -> String {
    format!(
        "`{}` on Model `{}`",
        schema.field(side).name(),
        schema.entity(side).name()
    )
}

pub fn fault(schema: &Schema, side: Side, message: &str, faults: &mut Faults) {
    faults.attribute(schema.field(side).node.span, AT, message);
}

fn alone(schema: &Schema, side: Side, faults: &mut Faults) {
    let (entity, field) = (schema.entity(side), schema.field(side));
    let (what, model, name) = (entity.what(), entity.name(), field.name());
    let other = schema.entities[schema.target(side)].name();
    faults.push(field.node.span, format!(
        "Error validating field `{name}` in {what} `{model}`: The relation field `{name}` on {what} `{model}` is missing an opposite relation field on the model `{other}`. Either run `prisma format` or add it manually."
    ));
}

/// The columns of the key, and those that they refer to.
fn key(schema: &Schema, side: Side, faults: &mut Faults) {
    let relation = schema.relation(side);
    let entity = schema.entity(side);
    let other = &schema.entities[schema.target(side)];
    let field = schema.field(side);
    let fields = relation.fields.as_deref().unwrap_or_default();
    let references = relation.references.as_deref().unwrap_or_default();
    if !references.is_empty() {
        unique(schema, side, references, faults);
    }
    let both = relation.fields.is_some() && relation.references.is_some();
    if let Some(attribute) = relation
        .attribute
        .filter(|_| both && fields.len() != references.len())
    {
        faults.invalid(
            attribute.span,
            "You must specify the same number of fields in `fields` and `references`.",
        );
    }
    let optional = |at: &usize| entity.fields[*at].node.arity == Arity::Optional;
    if field.node.arity == Arity::Required && fields.iter().any(optional) {
        faults.invalid(field.node.span, format!(
            "The relation field `{}` uses the scalar fields {}. At least one of those fields is optional. Hence the relation field must be optional as well.",
            field.name(),
            entity.names(fields).join(", ")
        ));
    }
    nulls(schema, side, fields, faults);
    for (own, referenced) in fields.iter().zip(references) {
        let (own, referenced) = (&entity.fields[*own], &other.fields[*referenced]);
        if own.kind != referenced.kind {
            faults.attribute(field.node.span, AT, format!(
                "The type of the field `{}` in the model `{}` is not matching the type of the referenced field `{}` in model `{}`.",
                own.name(),
                entity.name(),
                referenced.name(),
                other.name()
            ));
        }
    }
}

/// Without foreign keys it is the client that would set them to null.
fn nulls(schema: &Schema, side: Side, fields: &[usize], faults: &mut Faults) {
    let entity = schema.entity(side);
    let required = |at: &usize| entity.fields[*at].node.arity == Arity::Required;
    if !schema.config.emulated || !fields.iter().any(required) {
        return;
    }
    let relation = schema.relation(side);
    for (event, action) in [
        ("onDelete", relation.on_delete),
        ("onUpdate", relation.on_update),
    ] {
        if action.is_some_and(|(action, _)| action == Action::SetNull) {
            faults.attribute(schema.field(side).node.span, AT, format!(
                "The `{event}` referential action of a relation must not be set to `SetNull` when a referenced field is required.\nEither choose another referential action, or make the referenced fields optional.\n"
            ));
        }
    }
}

/// PostgreSQL wants a unique key on what is referred to.
fn unique(schema: &Schema, side: Side, references: &[usize], faults: &mut Faults) {
    let other = &schema.entities[schema.target(side)];
    if other.is_unique(references) {
        return;
    }
    let names = other.names(references).join(", ");
    let model = other.name();
    let advice = match references {
        [_] => format!("an `@unique` attribute to the field `{names}` in the model `{model}`"),
        _ => format!("an `@@unique([{names}])` attribute to the model `{model}`"),
    };
    fault(schema, side, &format!(
        "The argument `references` must refer to a unique criterion in the related model. Consider adding {advice}."
    ), faults);
}

/// The side of the list says nothing of the key.
fn one_to_many(schema: &Schema, forward: Side, back: Side, faults: &mut Faults) {
    let relation = schema.relation(forward);
    let named_forward = named(schema, forward);
    if relation.fields.as_ref().is_none_or(Vec::is_empty) {
        fault(schema, forward, &format!(
            "The relation field {named_forward} must specify the `fields` argument in the {AT} attribute. You can run `prisma format` to fix this automatically."
        ), faults);
    }
    if relation.references.as_ref().is_none_or(Vec::is_empty) {
        fault(schema, forward, &format!(
            "The relation field {named_forward} must specify the `references` argument in the {AT} attribute."
        ), faults);
    }
    let relation = schema.relation(back);
    let opposite = format!(
        "You must only specify it on the opposite field `{}` on model `{}`",
        schema.field(forward).name(),
        schema.entity(forward).name()
    );
    let filled = |list: &Option<Vec<usize>>| list.as_ref().is_some_and(|list| !list.is_empty());
    if filled(&relation.fields) || filled(&relation.references) {
        fault(schema, back, &format!(
            "The relation field {} must not specify the `fields` or `references` argument in the {AT} attribute. {opposite}.",
            named(schema, back)
        ), faults);
    }
    if relation.on_delete.is_some() || relation.on_update.is_some() {
        fault(schema, back, &format!(
            "The relation field {} must not specify the `onDelete` or `onUpdate` argument in the {AT} attribute. {opposite}, or in case of a many to many relation, in an explicit join table.",
            named(schema, back)
        ), faults);
    }
}
