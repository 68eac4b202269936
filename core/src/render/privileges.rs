//! Default privileges, and privileges of objects that are not part of the schema: all there is to
//! them is under `grants` and `revokes`, which `mod.rs` writes for all kinds.

use super::difference::Change;
use super::family::Family;
use super::{grant_change, rename};
use crate::schema::Object;

pub const FAMILY: Family = Family {
    drop: |object, _| undo(object),
    change: |_, _, _| Change::InPlace(Vec::new()),
    rename: rename::never,
    ..Family::new(|_, _| Vec::new())
};

fn undo(object: &Object) -> Vec<String> {
    let mut nothing = object.clone();
    for name in ["grants", "revokes"] {
        nothing.attributes.remove(name);
    }
    grant_change::before(object, &nothing)
}

#[cfg(test)]
mod tests {
    use crate::render::testing::{object, schema};
    use crate::render::{change, create, drop, Context};
    use serde_json::json;

    #[test]
    fn default_privileges() {
        let there = schema(vec![]);
        let context = Context::new(&there);
        let of = |to: &str| {
            object(
                json!({"id": "default privileges for role r on functions", "owner": "r", "on": "functions",
                "grants": [{"to": to, "privileges": ["EXECUTE"]}], "revokes": [{"from": "public", "privileges": ["EXECUTE"]}]}),
            )
        };
        let default = "ALTER DEFAULT PRIVILEGES FOR ROLE r";
        assert_eq!(
            create(&of("a"), &context),
            [
                format!("{default} REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC"),
                format!("{default} GRANT EXECUTE ON FUNCTIONS TO a"),
            ]
        );
        assert_eq!(
            drop(&of("a"), &context),
            [
                format!("{default} REVOKE EXECUTE ON FUNCTIONS FROM a"),
                format!("{default} GRANT EXECUTE ON FUNCTIONS TO PUBLIC"),
            ]
        );
        assert_eq!(
            change(&of("a"), &of("b"), &context).unwrap(),
            [
                format!("{default} REVOKE EXECUTE ON FUNCTIONS FROM a"),
                format!("{default} GRANT EXECUTE ON FUNCTIONS TO b"),
            ]
        );
    }
}
