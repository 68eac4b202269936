//! User mappings. Their options are secrets, which a schema value does not have.

use crate::render::family::Family;
use crate::render::{rename, target, Context};
use crate::schema::Object;

pub const FAMILY: Family = Family {
    rename: rename::never,
    ..Family::new(create)
};

fn create(object: &Object, _: &Context) -> Vec<String> {
    vec![format!(
        "CREATE {}\n    /* OPTIONS (…): not recorded, as they hold passwords; to be added by ALTER USER MAPPING */",
        target::of(object)
    )]
}

#[cfg(test)]
mod tests {
    use crate::render::testing::{object, schema};
    use crate::render::{create, drop, Context};
    use serde_json::json;

    #[test]
    fn user_mappings() {
        let there = schema(vec![]);
        let context = Context::new(&there);
        let m = object(
            json!({"id": "user mapping for public server s", "user": "public", "server": "s"}),
        );
        let list = create(&m, &context);
        assert!(
            list[0].starts_with("CREATE USER MAPPING FOR PUBLIC SERVER s\n    /* OPTIONS"),
            "{list:?}"
        );
        assert_eq!(
            drop(&m, &context),
            ["DROP USER MAPPING FOR PUBLIC SERVER s"]
        );
    }
}
