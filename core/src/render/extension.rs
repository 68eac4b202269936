//! Extensions.

use super::difference::{any, Change};
use super::family::Family;
use super::{quote, rename, target, Context};
use crate::schema::Object;

pub const FAMILY: Family = Family {
    change,
    rename: rename::never,
    ..Family::new(create)
};

fn create(extension: &Object, _: &Context) -> Vec<String> {
    let mut text = format!("CREATE {}", target::of(extension));
    if let Some(schema) = extension.text("in_schema") {
        text += &format!(" SCHEMA {}", quote::dotted(schema));
    }
    if let Some(version) = extension.text("version") {
        text += &format!(" VERSION {}", quote::literal(version));
    }
    vec![text]
}

fn change(from: &Object, to: &Object, _: &Context) -> Change {
    let mut list = Vec::new();
    if let Some(version) = to.text("version").filter(|_| any(from, to, &["version"])) {
        list.push(format!(
            "ALTER {} UPDATE TO {}",
            target::of(to),
            quote::literal(version)
        ));
    }
    if let Some(schema) = to
        .text("in_schema")
        .filter(|_| any(from, to, &["in_schema"]))
    {
        list.push(format!(
            "ALTER {} SET SCHEMA {}",
            target::of(to),
            quote::dotted(schema)
        ));
    }
    Change::InPlace(list)
}

#[cfg(test)]
mod tests {
    use crate::render::testing::{object, schema};
    use crate::render::{change, create, Context};
    use serde_json::json;

    #[test]
    fn extensions() {
        let there = schema(vec![]);
        let context = Context::new(&there);
        let of = |schema: &str, version: &str| {
            object(
                json!({"id": "extension \"uuid-ossp\"", "name": "uuid-ossp", "in_schema": schema, "version": version, "comment": "c"}),
            )
        };
        let (from, to) = (of("public", "1.0"), of("user", "1.1"));
        assert_eq!(
            create(&from, &context),
            [
                "CREATE EXTENSION \"uuid-ossp\" SCHEMA public VERSION '1.0'",
                "COMMENT ON EXTENSION \"uuid-ossp\" IS 'c'",
            ]
        );
        assert_eq!(
            change(&from, &to, &context).unwrap(),
            [
                "ALTER EXTENSION \"uuid-ossp\" UPDATE TO '1.1'",
                "ALTER EXTENSION \"uuid-ossp\" SET SCHEMA \"user\"",
            ]
        );
    }
}
