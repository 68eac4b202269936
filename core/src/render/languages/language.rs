//! Procedural languages.

use crate::render::difference::{is, Change};
use crate::render::family::Family;
use crate::render::{quote, target};
use crate::schema::Object;

pub const FAMILY: Family = Family {
    change: |_, to, _| Change::InPlace(vec![statement(to, "CREATE OR REPLACE")]),
    ..Family::new(|object, _| vec![statement(object, "CREATE")])
};

fn statement(object: &Object, create: &str) -> String {
    let trusted = if is(&object.attributes, "trusted") {
        "TRUSTED "
    } else {
        ""
    };
    let mut text = format!("{create} {trusted}{}", target::of(object));
    for (name, word) in [
        ("handler", "HANDLER"),
        ("inline", "INLINE"),
        ("validator", "VALIDATOR"),
    ] {
        if let Some(function) = object.text(name) {
            text += &format!(" {word} {}", quote::dotted(function));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use crate::render::testing::{object, schema};
    use crate::render::{change, create, Context};
    use serde_json::json;

    #[test]
    fn languages() {
        let there = schema(vec![]);
        let context = Context::new(&there);
        let old = object(json!({"id": "language l", "name": "l", "handler": "public.h"}));
        let new = object(
            json!({"id": "language l", "name": "l", "handler": "public.h", "inline": "i", "validator": "v", "trusted": true}),
        );
        assert_eq!(
            create(&old, &context),
            ["CREATE LANGUAGE l HANDLER public.h"]
        );
        assert_eq!(
            change(&old, &new, &context).unwrap(),
            ["CREATE OR REPLACE TRUSTED LANGUAGE l HANDLER public.h INLINE i VALIDATOR v"]
        );
    }
}
