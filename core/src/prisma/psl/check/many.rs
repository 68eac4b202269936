//! Implicit many-to-many relations.

use super::relations::fault;
use super::DATABASE;
use crate::prisma::psl::error::Faults;
use crate::prisma::psl::relations::Side;
use crate::prisma::psl::resolve::Schema;

pub fn check(schema: &Schema, a: Side, b: Side, faults: &mut Faults) {
    let sides = [a, b];
    if sides
        .iter()
        .any(|side| schema.relation(*side).fields.is_some())
    {
        for side in sides {
            faults.invalid(schema.field(side).node.span, format!(
                "Embedded many-to-many relations are not supported on {DATABASE}. Please use the syntax defined in https://pris.ly/d/relational-database-many-to-many"
            ));
        }
        return;
    }
    for side in sides {
        id(schema, side, faults);
        let relation = schema.relation(side);
        for (_, span) in [relation.on_delete, relation.on_update]
            .into_iter()
            .flatten()
        {
            let message =
                "Referential actions on implicit many-to-many relations are not supported";
            faults.invalid(span, message);
        }
        if relation.references.is_some() {
            fault(schema, side, "Implicit many-to-many relation should not have references argument defined. Either remove it, or change the relation to one-to-many.", faults);
        }
    }
}

/// The table refers to one column of each model.
fn id(schema: &Schema, side: Side, faults: &mut Faults) {
    let (entity, field) = (schema.entity(side), schema.field(side));
    let other = &schema.entities[schema.target(side)];
    let Some([key]) = other.id.as_ref().map(|id| &id.fields[..]) else {
        let (what, model, name) = (entity.what(), entity.name(), field.name());
        faults.push(field.node.span, format!(
            "Error validating field `{name}` in {what} `{model}`: The relation field `{name}` on {what} `{model}` references `{}` which does not have an `@id` field. Models without `@id` cannot be part of a many to many relation. Use an explicit intermediate Model to represent this relationship.",
            other.name()
        ));
        return;
    };
    let references = schema.relation(side).references.as_deref();
    if let Some(references) = references.filter(|references| **references != [key.field]) {
        faults.invalid(field.node.span, format!(
            "Implicit many-to-many relations must always reference the id field of the related model. Change the argument `references` to use the id field of the related model `{}`. But it is referencing the following fields that are not the id: {}",
            other.name(),
            other.names(references).join(", ")
        ));
    }
}
