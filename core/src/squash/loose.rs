//! The schema that rows are written into: without what would refuse them, change them, or look at them
//! too early.

use crate::diff::{dependents, without};
use crate::schema::{Kind, Object, Schema};

/// What can be added when the rows are there is left out, with what needs it.
pub fn before_rows(schema: &Schema) -> Schema {
    let out: Vec<usize> = (0..schema.objects.len())
        .filter(|i| comes_later(&schema.objects[*i]))
        .collect();
    let out = dependents(schema, &out);
    let mut loose = without(schema, &out);
    for object in &mut loose.objects {
        for switch in ["row_security", "force_row_security"] {
            object.attributes.remove(switch);
        }
    }
    loose
}

fn comes_later(object: &Object) -> bool {
    let needs_function = || object.depends.iter().any(|id| id.starts_with("function "));
    match object.kind {
        Kind::Trigger
        | Kind::Rule
        | Kind::Policy
        | Kind::EventTrigger
        | Kind::Subscription
        | Kind::MaterializedView => true,
        Kind::Constraint | Kind::DomainConstraint => {
            let kind = object.text("type");
            kind == Some("foreign key")
                || object.attributes.get("not_valid").is_some()
                || (kind == Some("check") && needs_function())
        }
        _ => false,
    }
}
