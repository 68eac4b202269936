//! Transforms.

use crate::render::difference::Change;
use crate::render::family::Family;
use crate::render::{rename, target};
use crate::schema::Object;

pub const FAMILY: Family = Family {
    change: |_, to, _| Change::InPlace(vec![statement(to, "CREATE OR REPLACE")]),
    rename: rename::never,
    ..Family::new(|object, _| vec![statement(object, "CREATE")])
};

fn statement(object: &Object, create: &str) -> String {
    let functions: Vec<String> = [("from_sql", "FROM"), ("to_sql", "TO")]
        .iter()
        .filter_map(|(name, word)| Some(format!("{word} SQL WITH FUNCTION {}", object.text(name)?)))
        .collect();
    format!(
        "{create} {} (\n    {}\n)",
        target::of(object),
        functions.join(",\n    ")
    )
}

#[cfg(test)]
mod tests {
    use crate::render::testing::{object, schema};
    use crate::render::{change, create, Context};
    use serde_json::json;

    #[test]
    fn transforms() {
        let there = schema(vec![]);
        let context = Context::new(&there);
        let of = |to: Option<&str>| {
            let mut value = json!({"id": "transform for integer language sql", "type": "integer", "language": "sql", "from_sql": "f(internal)"});
            if let Some(to) = to {
                value["to_sql"] = to.into();
            }
            object(value)
        };
        assert_eq!(
            create(&of(None), &context),
            ["CREATE TRANSFORM FOR integer LANGUAGE sql (\n    FROM SQL WITH FUNCTION f(internal)\n)"]
        );
        assert_eq!(
            change(&of(None), &of(Some("g(internal)")), &context).unwrap(),
            ["CREATE OR REPLACE TRANSFORM FOR integer LANGUAGE sql (\n    FROM SQL WITH FUNCTION f(internal),\n    TO SQL WITH FUNCTION g(internal)\n)"]
        );
    }
}
