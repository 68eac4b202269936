//! Casts.

use crate::render::difference::Change;
use crate::render::family::Family;
use crate::render::{rename, target, Context};
use crate::schema::Object;

pub const FAMILY: Family = Family {
    change: |_, _, _| Change::Again,
    rename: rename::never,
    ..Family::new(create)
};

fn create(object: &Object, _: &Context) -> Vec<String> {
    let how = match (object.text("function"), object.text("method")) {
        (Some(function), _) => format!("WITH FUNCTION {function}"),
        (None, Some("inout")) => "WITH INOUT".into(),
        _ => "WITHOUT FUNCTION".into(),
    };
    let context = match object.text("context") {
        Some(context) => format!(" AS {}", context.to_uppercase()),
        None => String::new(),
    };
    vec![format!("CREATE {} {how}{context}", target::of(object))]
}

#[cfg(test)]
mod tests {
    use crate::render::testing::{object, schema};
    use crate::render::{change, create, Context};
    use serde_json::json;

    #[test]
    fn casts() {
        let there = schema(vec![]);
        let context = Context::new(&there);
        let id = "cast (integer AS public.t)";
        let function = object(json!({"id": id, "function": "public.t(integer)"}));
        let binary = object(json!({"id": id, "method": "binary", "context": "implicit"}));
        let inout = object(json!({"id": id, "method": "inout", "context": "assignment"}));
        assert_eq!(
            create(&binary, &context),
            ["CREATE CAST (integer AS public.t) WITHOUT FUNCTION AS IMPLICIT"]
        );
        assert_eq!(
            create(&inout, &context),
            ["CREATE CAST (integer AS public.t) WITH INOUT AS ASSIGNMENT"]
        );
        assert_eq!(
            change(&binary, &function, &context).unwrap(),
            [
                "DROP CAST (integer AS public.t)",
                "CREATE CAST (integer AS public.t) WITH FUNCTION public.t(integer)",
            ]
        );
    }
}
