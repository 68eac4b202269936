//! Whether an index's method and operator classes fit the types of its fields.

use crate::prisma::model::{Arity, Method};
use crate::prisma::psl::error::Faults;
use crate::prisma::psl::resolve::operator::{has_default, OperatorClass};
use crate::prisma::psl::resolve::{native, Class, Entity, FieldInfo, FieldKind, Index, Scalar};

pub fn check(entity: &Entity, index: &Index, faults: &mut Faults) {
    let method = index.method.unwrap_or_default();
    for key in &index.key.fields {
        let field = &entity.fields[key.field];
        let fault = match key.class {
            Some(Class::Raw(_)) => None,
            Some(Class::Known(class)) => with_class(method, class, field),
            None => without_class(method, field),
        };
        if let Some(message) = fault {
            faults.attribute(index.key.attribute.span, &index.key.at(), message);
        }
    }
}

fn with_class(method: Method, class: OperatorClass, field: &FieldInfo) -> Option<String> {
    let given = format!("The given operator class `{}`", class.name);
    let name = field.name();
    let family = class.family;
    if !family.methods.contains(&method) {
        return Some(format!(
            "{given} is not supported with the `{method:?}` index type."
        ));
    }
    if family.lists {
        let list = field.node.arity == Arity::List;
        return (!list)
            .then(|| format!("{given} expects the type of field `{name}` to be an array."));
    }
    match (field.native, family.scalar) {
        (Some(native), _) if (family.natives)(native) => None,
        (Some(native), _) => Some(format!(
            "{given} does not support native type `{}` of field `{name}`.",
            native::name(native)
        )),
        (None, Some(scalar)) if field.kind == FieldKind::Scalar(scalar) => None,
        (None, Some(scalar)) => Some(format!(
            "{given} points to the field `{name}` that is not of {} type.",
            scalar.name()
        )),
        (None, None) => Some(format!(
            "{given} expects the field `{name}` to define a valid native type."
        )),
    }
}

fn without_class(method: Method, field: &FieldInfo) -> Option<String> {
    use Scalar::{BigInt, Bytes, DateTime, Decimal, Float, Int, Json, String as Text};
    let list = field.node.arity == Arity::List;
    if method == Method::Gin && list {
        return None;
    }
    if let Some(native) = field.native {
        let name = native::name(native);
        return (!has_default(method, native)).then(|| {
            format!("The {method:?} index field type `{name}` has no default operator class.")
        });
    }
    let scalar = match field.kind {
        FieldKind::Unsupported(_) => return None,
        FieldKind::Scalar(scalar) => Some(scalar),
        _ => None,
    };
    let fits = match method {
        Method::BTree | Method::Hash => true,
        Method::Gist | Method::SpGist => scalar == Some(Text),
        Method::Gin => scalar == Some(Json),
        Method::Brin => {
            matches!(
                scalar,
                Some(Text | Bytes | DateTime | Float | Int | BigInt | Decimal)
            )
        }
    };
    let name = field.name();
    (!fits).then(|| {
        format!("The {method:?} index type does not support the type of the field `{name}`.")
    })
}
