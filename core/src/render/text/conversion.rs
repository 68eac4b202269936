//! Conversions between encodings.

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
    vec![format!(
        "CREATE {}{} FOR {} TO {} FROM {}",
        if is(&object.attributes, "default") {
            "DEFAULT "
        } else {
            ""
        },
        target::of(object),
        quote::literal(text("source")),
        quote::literal(text("target")),
        quote::dotted(text("function"))
    )]
}

#[cfg(test)]
mod tests {
    use crate::render::create;
    use crate::render::testing::{object, schema};
    use crate::render::Context;
    use serde_json::json;

    #[test]
    fn conversions() {
        let there = schema(vec![]);
        let c = object(
            json!({"id": "conversion public.c", "schema": "public", "name": "c", "source": "LATIN1", "target": "UTF8",
            "function": "iso8859_1_to_utf8", "default": true}),
        );
        assert_eq!(
            create(&c, &Context::new(&there)),
            ["CREATE DEFAULT CONVERSION public.c FOR 'LATIN1' TO 'UTF8' FROM iso8859_1_to_utf8"]
        );
    }
}
