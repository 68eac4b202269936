//! One-to-one relations: the key is on one side, and that side is unique.

use super::relations::{fault, named, AT};
use crate::prisma::model::Arity;
use crate::prisma::psl::error::Faults;
use crate::prisma::psl::relations::Side;
use crate::prisma::psl::resolve::{RelationField, Schema};

/// What the two sides say of the key together.
pub fn check(schema: &Schema, forward: Side, back: Side, faults: &mut Faults) {
    let has_fields = |side| {
        schema
            .relation(side)
            .fields
            .as_ref()
            .is_some_and(|f| !f.is_empty())
    };
    let has_references = |side| {
        schema
            .relation(side)
            .references
            .as_ref()
            .is_some_and(|f| !f.is_empty())
    };
    let mut sound = true;
    for (argument, one, other) in [
        ("fields", has_fields(forward), has_fields(back)),
        ("references", has_references(forward), has_references(back)),
    ] {
        sound &= one != other;
        if !one && !other {
            neither(schema, (forward, back), argument, faults);
            neither(schema, (back, forward), argument, faults);
        } else if one && other {
            let message = format!(
                "The relation fields {} and {} both provide the `{argument}` argument in the {AT} attribute. You have to provide it only on one of the two fields.",
                named(schema, forward),
                named(schema, back)
            );
            fault(schema, forward, &message, faults);
            fault(schema, back, &message, faults);
        }
    }
    actions(schema, forward, back, faults);
    if !sound {
        return;
    }
    if has_fields(forward) && has_references(back) {
        mixed(schema, (forward, back), ("fields", "references"), faults);
    } else if has_references(forward) && has_fields(back) {
        mixed(schema, (forward, back), ("references", "fields"), faults);
    } else if schema.field(back).node.arity == Arity::Required {
        required(schema, forward, back, faults);
    } else if schema.field(forward).node.arity == Arity::Required && has_fields(back) {
        wrong_side(schema, forward, back, faults);
    }
}

fn neither(schema: &Schema, (one, other): (Side, Side), argument: &str, faults: &mut Faults) {
    fault(schema, one, &format!(
        "The relation fields {} and {} do not provide the `{argument}` argument in the {AT} attribute. You have to provide it on one of the two fields.",
        named(schema, one),
        named(schema, other)
    ), faults);
}

fn has_actions(relation: &RelationField) -> bool {
    relation.on_delete.is_some() || relation.on_update.is_some()
}

fn actions(schema: &Schema, forward: Side, back: Side, faults: &mut Faults) {
    if !has_actions(schema.relation(back)) {
        return;
    }
    if !has_actions(schema.relation(forward)) {
        return fault(schema, back, &format!(
            "The relation field {} must not specify the `onDelete` or `onUpdate` argument in the {AT} attribute. You must only specify it on the opposite field `{}` on model `{}`.",
            named(schema, back),
            schema.field(forward).name(),
            schema.entity(forward).name()
        ), faults);
    }
    for (one, other) in [(back, forward), (forward, back)] {
        fault(schema, one, &format!(
            "The relation fields {} and {} both provide the `onDelete` or `onUpdate` argument in the {AT} attribute. You have to provide it only on one of the two fields.",
            named(schema, one),
            named(schema, other)
        ), faults);
    }
}

fn mixed(schema: &Schema, sides: (Side, Side), arguments: (&str, &str), faults: &mut Faults) {
    let (forward, back) = sides;
    let message = format!(
        "The relation field {} provides the `{}` argument in the {AT} attribute. And the related field {} provides the `{}` argument. You must provide both arguments on the same side.",
        named(schema, forward),
        arguments.0,
        named(schema, back),
        arguments.1
    );
    fault(schema, forward, &message, faults);
    fault(schema, back, &message, faults);
}

fn required(schema: &Schema, forward: Side, back: Side, faults: &mut Faults) {
    let model = schema.entity(forward).name();
    fault(schema, back, &format!(
        "The relation field {} is required. This is not valid because it's not possible to enforce this constraint on the database level. Please change the field type from `{model}` to `{model}?` to fix this.",
        named(schema, back)
    ), faults);
}

fn wrong_side(schema: &Schema, forward: Side, back: Side, faults: &mut Faults) {
    let path = |side| {
        format!(
            "{}.{}",
            schema.entity(side).name(),
            schema.field(side).name()
        )
    };
    fault(schema, back, &format!(
        "The relation field `{}` defines the `fields` and/or `references` argument. You must set them on the required side of the relation (`{}`) in order for the constraints to be enforced. Alternatively, you can change this field to be required and the opposite optional, or make both sides of the relation optional.",
        path(back),
        path(forward)
    ), faults);
}

/// No two rows refer to the same one.
pub fn is_unique(schema: &Schema, side: Side, faults: &mut Faults) {
    let entity = schema.entity(side);
    let Some(fields) = &schema.relation(side).fields else {
        return;
    };
    // In this order: a key of the same fields in another one does not count.
    if entity.unique_keys().any(|key| key.fields() == *fields) {
        return;
    }
    let names = entity.names(fields).join(", ");
    let advice = match fields[..] {
        [_] => format!("an `@unique` attribute to the field `{names}`"),
        _ => format!("an `@@unique([{names}])` attribute to the model"),
    };
    fault(schema, side, &format!(
        "A one-to-one relation must use unique fields on the defining side. Either add {advice}, or change the relation to one-to-many."
    ), faults);
}
