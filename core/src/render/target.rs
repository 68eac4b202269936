//! How a statement names an object: as after COMMENT ON, DROP or ALTER, `TABLE public.users`.

use super::quote;
use crate::schema::{Kind, Object};

/// The object's kind and name, as most statements take them.
pub fn of(object: &Object) -> String {
    format!("{} {}", word(object.kind), name(object))
}

/// The word for a kind of object.
pub fn word(kind: Kind) -> &'static str {
    match kind {
        Kind::Schema => "SCHEMA",
        Kind::Extension => "EXTENSION",
        Kind::Language => "LANGUAGE",
        Kind::AccessMethod => "ACCESS METHOD",
        Kind::Collation => "COLLATION",
        Kind::Conversion => "CONVERSION",
        Kind::ShellType | Kind::BaseType | Kind::Enum | Kind::CompositeType | Kind::RangeType => {
            "TYPE"
        }
        Kind::Domain => "DOMAIN",
        Kind::DomainConstraint | Kind::Constraint => "CONSTRAINT",
        Kind::Function => "FUNCTION",
        Kind::Procedure => "PROCEDURE",
        Kind::Aggregate => "AGGREGATE",
        Kind::Operator => "OPERATOR",
        Kind::OperatorFamily => "OPERATOR FAMILY",
        Kind::OperatorClass => "OPERATOR CLASS",
        Kind::Cast => "CAST",
        Kind::Transform => "TRANSFORM",
        Kind::TextSearchParser => "TEXT SEARCH PARSER",
        Kind::TextSearchTemplate => "TEXT SEARCH TEMPLATE",
        Kind::TextSearchDictionary => "TEXT SEARCH DICTIONARY",
        Kind::TextSearchConfiguration => "TEXT SEARCH CONFIGURATION",
        Kind::ForeignDataWrapper => "FOREIGN DATA WRAPPER",
        Kind::Server => "SERVER",
        Kind::UserMapping => "USER MAPPING",
        Kind::Sequence => "SEQUENCE",
        Kind::Table => "TABLE",
        Kind::ForeignTable => "FOREIGN TABLE",
        Kind::View => "VIEW",
        Kind::MaterializedView => "MATERIALIZED VIEW",
        Kind::Index => "INDEX",
        Kind::Statistics => "STATISTICS",
        Kind::Rule => "RULE",
        Kind::Trigger => "TRIGGER",
        Kind::Policy => "POLICY",
        Kind::Publication => "PUBLICATION",
        Kind::Subscription => "SUBSCRIPTION",
        Kind::EventTrigger => "EVENT TRIGGER",
        Kind::DefaultPrivileges => "DEFAULT PRIVILEGES",
        Kind::Privileges => "PRIVILEGES",
    }
}

/// The object's name after that word.
pub fn name(object: &Object) -> String {
    let own = own_name(object);
    match object.kind {
        Kind::Function | Kind::Procedure => {
            format!("{own}({})", object.arguments.as_deref().unwrap_or_default())
        }
        Kind::Aggregate => format!("{own}({})", object.text("parameters").unwrap_or("*")),
        Kind::Operator => operator(object),
        Kind::OperatorClass | Kind::OperatorFamily => {
            let method = object.text("method").unwrap_or_default();
            format!("{own} USING {}", quote::ident(method))
        }
        // Their names consist of types, which the server has quoted.
        Kind::Cast => object.display.clone(),
        Kind::Transform => format!(
            "FOR {} LANGUAGE {}",
            object.text("type").unwrap_or_default(),
            quote::ident(object.text("language").unwrap_or_default())
        ),
        Kind::UserMapping => format!(
            "FOR {} SERVER {}",
            quote::role(object.text("user").unwrap_or_default()),
            quote::dotted(object.text("server").unwrap_or_default())
        ),
        Kind::Constraint | Kind::Rule | Kind::Trigger | Kind::Policy => {
            format!("{own} ON {}", on(object))
        }
        Kind::DomainConstraint => format!("{own} ON DOMAIN {}", on(object)),
        _ => own,
    }
}

/// The object's own name, with its schema.
pub fn own_name(object: &Object) -> String {
    quote::qualified(
        object.schema.as_deref(),
        object.name.as_deref().unwrap_or_default(),
    )
}

/// What the object hangs on.
pub fn on(object: &Object) -> String {
    quote::dotted(object.on.as_deref().unwrap_or_default())
}

/// `schema.+ (integer, integer)`: the symbols are never quoted.
fn operator(object: &Object) -> String {
    let side = |name| object.text(name).unwrap_or("NONE");
    let symbols = object.name.as_deref().unwrap_or_default();
    let sides = format!("({}, {})", side("left"), side("right"));
    match &object.schema {
        Some(schema) => format!("{}.{symbols} {sides}", quote::ident(schema)),
        None => format!("{symbols} {sides}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::testing::object;
    use serde_json::json;

    #[test]
    fn names_of_objects() {
        for (value, expected) in [
            (
                json!({"id": "schema user", "name": "user"}),
                "SCHEMA \"user\"",
            ),
            (
                json!({"id": "function public.f(integer, text[])", "schema": "public", "name": "f", "arguments": "integer, text[]"}),
                "FUNCTION public.f(integer, text[])",
            ),
            (
                json!({"id": "aggregate public.a(*)", "schema": "public", "name": "a", "parameters": "*"}),
                "AGGREGATE public.a(*)",
            ),
            (
                json!({"id": "trigger t on public.order", "name": "t", "on": "public.order"}),
                "TRIGGER t ON public.\"order\"",
            ),
            (
                json!({"id": "domain constraint c on public.d", "name": "c", "on": "public.d"}),
                "CONSTRAINT c ON DOMAIN public.d",
            ),
            (
                json!({"id": "operator public.+(NONE, integer)", "schema": "public", "name": "+", "right": "integer"}),
                "OPERATOR public.+ (NONE, integer)",
            ),
            (
                json!({"id": "operator class public.c using btree", "schema": "public", "name": "c", "method": "btree"}),
                "OPERATOR CLASS public.c USING btree",
            ),
            (
                json!({"id": "cast (integer AS public.t)"}),
                "CAST (integer AS public.t)",
            ),
            (
                json!({"id": "transform for hstore language plpgsql", "type": "hstore", "language": "plpgsql"}),
                "TRANSFORM FOR hstore LANGUAGE plpgsql",
            ),
        ] {
            assert_eq!(of(&object(value)), expected);
        }
    }
}
