//! Base types, and the shells that they begin as.

use crate::render::definition::{parenthesised, Definition};
use crate::render::difference::{any, only, Change};
use crate::render::family::Family;
use crate::render::{quote, rename, target, Context};
use crate::schema::{Kind, Object};

pub const FAMILY: Family = Family {
    // Its input function needs it, as it needs the function.
    drop: |object, _| vec![format!("DROP {} CASCADE", target::of(object))],
    change,
    ..Family::new(create)
};

pub const SHELL: Family = Family {
    rename: rename::never,
    ..Family::new(|object, _| vec![format!("CREATE {}", target::of(object))])
};

/// The statement for a type that functions name before it is complete, because it needs them.
pub fn shell(object: &Object) -> Option<String> {
    let needs_functions = match object.kind {
        Kind::BaseType => true,
        Kind::RangeType => object.text("canonical").is_some(),
        _ => false,
    };
    needs_functions.then(|| format!("CREATE {}", target::of(object)))
}

fn create(object: &Object, _: &Context) -> Vec<String> {
    let list = Definition::of(object)
        .name("INPUT", "input")
        .name("OUTPUT", "output")
        .name("RECEIVE", "receive")
        .name("SEND", "send")
        .name("TYPMOD_IN", "typmod_in")
        .name("TYPMOD_OUT", "typmod_out")
        .name("ANALYZE", "analyze")
        .name("SUBSCRIPT", "subscript")
        .text("INTERNALLENGTH", "length")
        .flag("PASSEDBYVALUE", "by_value")
        .text("ALIGNMENT", "alignment")
        .text("STORAGE", "storage")
        .literal("CATEGORY", "category")
        .flag("PREFERRED", "preferred")
        .literal("DEFAULT", "default")
        .text("ELEMENT", "element")
        .literal("DELIMITER", "delimiter")
        .flag("COLLATABLE", "collatable");
    vec![format!("CREATE {} {}", target::of(object), list.list())]
}

const FUNCTIONS: [(&str, &str); 6] = [
    ("receive", "RECEIVE"),
    ("send", "SEND"),
    ("typmod_in", "TYPMOD_IN"),
    ("typmod_out", "TYPMOD_OUT"),
    ("analyze", "ANALYZE"),
    ("subscript", "SUBSCRIPT"),
];

/// What the values in tables look like can never change.
fn change(from: &Object, to: &Object, _: &Context) -> Change {
    let can = FUNCTIONS
        .map(|(name, _)| name)
        .into_iter()
        .chain(["storage"]);
    let to_plain = any(from, to, &["storage"]) && to.text("storage").is_none();
    if !only(from, to, &can.collect::<Vec<_>>()) || to_plain {
        return Change::Never;
    }
    let mut items: Vec<String> = FUNCTIONS
        .iter()
        .filter(|(name, _)| any(from, to, &[name]))
        .map(|(name, word)| {
            format!(
                "{word} = {}",
                to.text(name).map_or("NONE".into(), quote::dotted)
            )
        })
        .collect();
    if let Some(storage) = to.text("storage").filter(|_| any(from, to, &["storage"])) {
        items.push(format!("STORAGE = {storage}"));
    }
    Change::InPlace(vec![format!(
        "ALTER {} SET {}",
        target::of(to),
        parenthesised(&items)
    )])
}

#[cfg(test)]
mod tests {
    use super::shell;
    use crate::render::testing::{object, schema};
    use crate::render::{change, create, drop, Context};
    use crate::schema::Object;
    use serde_json::{json, Value};

    fn base(mut value: Value) -> Object {
        value["id"] = "base type public.b".into();
        value["schema"] = "public".into();
        value["name"] = "b".into();
        value["input"] = "public.b_in".into();
        value["output"] = "public.b_out".into();
        object(value)
    }

    #[test]
    fn created() {
        let there = schema(vec![]);
        let context = Context::new(&there);
        let b = base(json!({}));
        assert_eq!(shell(&b).unwrap(), "CREATE TYPE public.b");
        assert_eq!(
            create(&b, &context),
            ["CREATE TYPE public.b (INPUT = public.b_in, OUTPUT = public.b_out)"]
        );
        assert_eq!(drop(&b, &context), ["DROP TYPE public.b CASCADE"]);
        let full = base(
            json!({"length": 4, "by_value": true, "category": "N", "default": "it's", "element": "integer"}),
        );
        assert_eq!(
            create(&full, &context),
            ["CREATE TYPE public.b (\n    INPUT = public.b_in,\n    OUTPUT = public.b_out,\n    INTERNALLENGTH = 4,\n    PASSEDBYVALUE,\n    \
              CATEGORY = 'N',\n    DEFAULT = 'it''s',\n    ELEMENT = integer\n)"]
        );
    }

    #[test]
    fn changed() {
        let there = schema(vec![]);
        let context = Context::new(&there);
        let old = base(json!({"send": "public.b_send"}));
        let new = base(json!({"receive": "public.b_receive", "storage": "extended"}));
        assert_eq!(
            change(&old, &new, &context).unwrap(),
            ["ALTER TYPE public.b SET (RECEIVE = public.b_receive, SEND = NONE, STORAGE = extended)"]
        );
        assert_eq!(change(&new, &old, &context), None);
        assert_eq!(change(&old, &base(json!({"length": 4})), &context), None);
    }

    #[test]
    fn shells() {
        let there = schema(vec![]);
        let s = object(json!({"id": "shell type public.s", "schema": "public", "name": "s"}));
        assert_eq!(create(&s, &Context::new(&there)), ["CREATE TYPE public.s"]);
    }
}
