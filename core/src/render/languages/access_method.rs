//! Access methods.

use crate::render::difference::Change;
use crate::render::family::Family;
use crate::render::{quote, rename, target, Context};
use crate::schema::Object;

pub const FAMILY: Family = Family {
    change: |_, _, _| Change::Again,
    rename: rename::never,
    ..Family::new(create)
};

fn create(object: &Object, _: &Context) -> Vec<String> {
    vec![format!(
        "CREATE {} TYPE {} HANDLER {}",
        target::of(object),
        object.text("type").unwrap_or_default().to_uppercase(),
        quote::dotted(object.text("handler").unwrap_or_default())
    )]
}

#[cfg(test)]
mod tests {
    use crate::render::testing::{object, schema};
    use crate::render::{change, create, Context};
    use serde_json::json;

    #[test]
    fn access_methods() {
        let there = schema(vec![]);
        let context = Context::new(&there);
        let of = |handler: &str| {
            object(
                json!({"id": "access method m", "name": "m", "type": "index", "handler": handler}),
            )
        };
        let created = "CREATE ACCESS METHOD m TYPE INDEX HANDLER gisthandler";
        assert_eq!(create(&of("gisthandler"), &context), [created]);
        assert_eq!(
            change(&of("bthandler"), &of("gisthandler"), &context).unwrap(),
            ["DROP ACCESS METHOD m", created]
        );
    }
}
