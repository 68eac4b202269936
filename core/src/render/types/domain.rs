//! Domains. Their constraints are objects of their own.

use crate::render::difference::{any, is, only, Change};
use crate::render::family::Family;
use crate::render::{quote, target, Context};
use crate::schema::Object;

pub const FAMILY: Family = Family {
    change,
    ..Family::new(create)
};

fn create(object: &Object, _: &Context) -> Vec<String> {
    let mut text = format!(
        "CREATE {} AS {}",
        target::of(object),
        object.text("type").unwrap_or_default()
    );
    if let Some(collation) = object.text("collation") {
        text += &format!(" COLLATE {}", quote::dotted(collation));
    }
    if let Some(default) = object.text("default") {
        text += &format!(" DEFAULT {default}");
    }
    if is(&object.attributes, "not_null") {
        if let Some(name) = object.text("not_null_name") {
            text += &format!(" CONSTRAINT {}", quote::ident(name));
        }
        text += " NOT NULL";
    }
    vec![text]
}

/// Its type is that of the values in tables.
fn change(from: &Object, to: &Object, _: &Context) -> Change {
    if !only(from, to, &["default", "not_null", "not_null_name"]) {
        return Change::Never;
    }
    let mut clauses = Vec::new();
    if any(from, to, &["default"]) {
        clauses.push(match to.text("default") {
            Some(default) => format!("SET DEFAULT {default}"),
            None => "DROP DEFAULT".into(),
        });
    }
    clauses.extend(not_null(from, to));
    let alter = format!("ALTER {}", target::of(to));
    Change::InPlace(clauses.iter().map(|c| format!("{alter} {c}")).collect())
}

fn not_null(from: &Object, to: &Object) -> Option<String> {
    let name = |object: &Object| {
        let usual = || format!("{}_not_null", object.name.as_deref().unwrap_or_default());
        quote::ident(
            &object
                .text("not_null_name")
                .map_or_else(usual, String::from),
        )
    };
    match (
        is(&from.attributes, "not_null"),
        is(&to.attributes, "not_null"),
    ) {
        (true, false) => Some("DROP NOT NULL".into()),
        (false, true) => Some(match to.text("not_null_name") {
            Some(_) => format!("ADD CONSTRAINT {} NOT NULL", name(to)),
            None => "SET NOT NULL".into(),
        }),
        _ if any(from, to, &["not_null_name"]) => {
            Some(format!("RENAME CONSTRAINT {} TO {}", name(from), name(to)))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use crate::render::testing::{object, schema};
    use crate::render::{change, create, Context};
    use crate::schema::Object;
    use serde_json::{json, Value};

    fn domain(mut value: Value) -> Object {
        value["id"] = "domain public.d".into();
        value["schema"] = "public".into();
        value["name"] = "d".into();
        object(value)
    }

    #[test]
    fn created() {
        let there = schema(vec![]);
        let d = domain(
            json!({"type": "character varying(10)", "collation": "\"C\"", "default": "'x'::text", "not_null": true}),
        );
        assert_eq!(
            create(&d, &Context::new(&there)),
            ["CREATE DOMAIN public.d AS character varying(10) COLLATE \"C\" DEFAULT 'x'::text NOT NULL"]
        );
    }

    #[test]
    fn changed() {
        let there = schema(vec![]);
        let context = Context::new(&there);
        let plain = domain(json!({"type": "integer"}));
        let full = domain(json!({"type": "integer", "default": "1", "not_null": true}));
        let named = domain(
            json!({"type": "integer", "default": "1", "not_null": true, "not_null_name": "n"}),
        );
        let other = domain(json!({"type": "bigint"}));
        assert_eq!(
            change(&plain, &full, &context).unwrap(),
            [
                "ALTER DOMAIN public.d SET DEFAULT 1",
                "ALTER DOMAIN public.d SET NOT NULL"
            ]
        );
        assert_eq!(
            change(&named, &plain, &context).unwrap(),
            [
                "ALTER DOMAIN public.d DROP DEFAULT",
                "ALTER DOMAIN public.d DROP NOT NULL"
            ]
        );
        assert_eq!(
            change(&full, &named, &context).unwrap(),
            ["ALTER DOMAIN public.d RENAME CONSTRAINT d_not_null TO n"]
        );
        assert_eq!(change(&plain, &other, &context), None);
    }
}
