//! Fields that become columns: the values of their defaults, and types that have a name after all.

use crate::prisma::psl::ast::Expression;
use crate::prisma::psl::error::Faults;
use crate::prisma::psl::lower::default::literal;
use crate::prisma::psl::resolve::{native, Entity, FieldInfo, FieldKind, Scalar, Schema};

pub fn check(schema: &Schema, entity: &Entity, faults: &mut Faults) {
    for field in &entity.fields {
        default(schema, field, faults);
        if let FieldKind::Unsupported(text) = field.kind {
            supported(schema, field, text, faults);
        }
    }
}

fn default(schema: &Schema, field: &FieldInfo, faults: &mut Faults) {
    if !matches!(field.kind, FieldKind::Scalar(_) | FieldKind::Enum(_)) {
        return;
    }
    let values = match field.default {
        None | Some(Expression::Function(_)) => return,
        Some(Expression::Array(items, _)) => &items[..],
        Some(value) => std::slice::from_ref(value),
    };
    for value in values {
        if let Err(message) = literal(value, field.kind, &schema.enums) {
            // Prisma leaves the `@` out here.
            let decimal = field.kind == FieldKind::Scalar(Scalar::Decimal);
            let at = if decimal { "default" } else { "@default" };
            faults.attribute(value.span(), at, message);
        }
    }
}

fn supported(schema: &Schema, field: &FieldInfo, text: &str, faults: &mut Faults) {
    let Some((scalar, native)) = native::of_text(text) else {
        return;
    };
    faults.invalid(field.node.span, format!(
        "The type `Unsupported(\"{text}\")` you specified in the type definition for the field `{}` is supported as a native type by Prisma. Please use the native type notation `{} @{}.{}` for full support.",
        field.name(),
        scalar.name(),
        schema.config.name.unwrap_or("db"),
        native::written(native)
    ));
}
