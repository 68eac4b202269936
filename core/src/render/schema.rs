//! Schemas.

use super::family::Family;
use super::{target, Context};
use crate::schema::Object;

pub const FAMILY: Family = Family::new(create);

/// The schema public comes with rights that another one has not; a schema value says only what
/// differs from them.
fn create(schema: &Object, context: &Context) -> Vec<String> {
    let mut list = vec![format!("CREATE {}", target::of(schema))];
    if is_public(schema) {
        let rights = if context.server() < 15 {
            "CREATE, USAGE"
        } else {
            "USAGE"
        };
        list.push(format!("GRANT {rights} ON SCHEMA public TO PUBLIC"));
    }
    list
}

pub fn is_public(object: &Object) -> bool {
    object.kind == crate::schema::Kind::Schema && object.name.as_deref() == Some("public")
}

#[cfg(test)]
mod tests {
    use crate::render::testing::{object, schema};
    use crate::render::{change, create, drop, rename, Context};
    use serde_json::json;

    #[test]
    fn an_ordinary_one() {
        let there = schema(vec![]);
        let context = Context::new(&there);
        let a = object(json!({"id": "schema a", "name": "a", "owner": "o"}));
        let b = object(json!({"id": "schema \"B\"", "name": "B", "owner": "o"}));
        assert_eq!(
            create(&a, &context),
            ["CREATE SCHEMA a", "ALTER SCHEMA a OWNER TO o"]
        );
        assert_eq!(drop(&a, &context), ["DROP SCHEMA a"]);
        assert_eq!(rename(&a, &b).unwrap(), ["ALTER SCHEMA a RENAME TO \"B\""]);
    }

    #[test]
    fn public_has_rights_and_a_comment_by_itself() {
        let there = schema(vec![]);
        let context = Context::new(&there);
        let usual = object(json!({"id": "schema public", "name": "public"}));
        let silent = object(json!({"id": "schema public", "name": "public", "comment": ""}));
        assert_eq!(
            create(&usual, &context),
            [
                "CREATE SCHEMA public",
                "GRANT USAGE ON SCHEMA public TO PUBLIC",
                "COMMENT ON SCHEMA public IS 'standard public schema'",
            ]
        );
        assert_eq!(create(&silent, &context).len(), 2);
        assert_eq!(
            change(&usual, &silent, &context).unwrap(),
            ["COMMENT ON SCHEMA public IS NULL"]
        );
        assert_eq!(
            change(&silent, &usual, &context).unwrap(),
            ["COMMENT ON SCHEMA public IS 'standard public schema'"]
        );
    }
}
