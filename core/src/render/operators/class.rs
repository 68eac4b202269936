//! Operator classes.

use super::members;
use crate::render::difference::{is, Change};
use crate::render::family::Family;
use crate::render::{quote, target, Context};
use crate::schema::Object;

pub const FAMILY: Family = Family {
    change: |_, _, _| Change::Again,
    ..Family::new(create)
};

fn create(object: &Object, _: &Context) -> Vec<String> {
    let text = |name| object.text(name).unwrap_or_default();
    let (kind, method) = (text("type"), text("method"));
    let default = if is(&object.attributes, "default") {
        "DEFAULT "
    } else {
        ""
    };
    let family = object
        .text("family")
        .map_or(String::new(), |f| format!(" FAMILY {}", quote::dotted(f)));
    // For these two, a function's own arguments decide where no types are given.
    let usual = (!["btree", "hash"].contains(&method)).then_some(kind);
    let mut items: Vec<String> = members::of(object).iter().map(|m| m.added(usual)).collect();
    let storage = object
        .text("storage")
        .map(|storage| format!("STORAGE {storage}"));
    // There must be something.
    let nothing = (items.is_empty() && storage.is_none()).then(|| format!("STORAGE {kind}"));
    items.extend(storage.or(nothing));
    vec![format!(
        "CREATE OPERATOR CLASS {} {default}FOR TYPE {kind} USING {}{family} AS\n    {}",
        target::own_name(object),
        quote::ident(method),
        items.join(",\n    ")
    )]
}

#[cfg(test)]
mod tests {
    use crate::render::testing::{object, schema};
    use crate::render::{change, create, Context};
    use serde_json::json;

    #[test]
    fn classes() {
        let there = schema(vec![]);
        let context = Context::new(&there);
        let of = |method: &str| {
            object(
                json!({"id": format!("operator class a.c using {method}"), "schema": "a", "name": "c", "method": method,
                "type": "integer", "default": true, "family": "a.f",
                "functions": [{"number": 1, "left": "integer", "right": "integer", "function": "f(integer)"}]}),
            )
        };
        assert_eq!(
            create(&of("gist"), &context),
            ["CREATE OPERATOR CLASS a.c DEFAULT FOR TYPE integer USING gist FAMILY a.f AS\n    FUNCTION 1 f(integer)"]
        );
        assert!(
            create(&of("hash"), &context)[0].ends_with("FUNCTION 1 (integer, integer) f(integer)")
        );
        let mut nothing = of("gist");
        nothing.attributes.remove("functions");
        assert!(create(&nothing, &context)[0].ends_with("AS\n    STORAGE integer"));
        assert_eq!(
            change(&of("gist"), &nothing, &context).unwrap()[0],
            "DROP OPERATOR CLASS a.c USING gist"
        );
    }
}
