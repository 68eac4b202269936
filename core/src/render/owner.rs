//! Owners.

use super::{difference, quote, target};
use crate::schema::{Kind, Object};

/// ALTER … OWNER TO, where the object has an owner of its own.
pub fn create(object: &Object) -> Vec<String> {
    match object.text("owner") {
        Some(owner) if has_own(object) => vec![alter(object, owner)],
        _ => Vec::new(),
    }
}

/// Nothing where one of both does not say whose it is.
pub fn change(from: &Object, to: &Object) -> Vec<String> {
    match (from.text("owner"), to.text("owner")) {
        (Some(old), Some(new)) if old != new && has_own(to) && !follows(from, to) => {
            vec![alter(to, new)]
        }
        _ => Vec::new(),
    }
}

/// A sequence that belongs to a column has its table's owner, and changes with it.
fn follows(from: &Object, to: &Object) -> bool {
    to.kind == Kind::Sequence && [from, to].iter().all(|s| s.text("owned_by").is_some())
}

fn has_own(object: &Object) -> bool {
    object.kind != Kind::DefaultPrivileges && !difference::is(&object.attributes, "identity")
}

fn alter(object: &Object, owner: &str) -> String {
    format!(
        "ALTER {} OWNER TO {}",
        target::of(object),
        quote::ident(owner)
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::testing::object;
    use serde_json::json;

    #[test]
    fn owners() {
        let of = |owner: &str| {
            object(json!({"id": "view public.v", "schema": "public", "name": "v", "owner": owner}))
        };
        assert_eq!(
            create(&of("user")),
            ["ALTER VIEW public.v OWNER TO \"user\""]
        );
        assert_eq!(
            change(&of("a"), &of("b")),
            ["ALTER VIEW public.v OWNER TO b"]
        );
        assert!(change(&of("a"), &of("a")).is_empty());
    }

    #[test]
    fn owned_sequences_follow_their_table() {
        let of = |owner: &str| {
            object(
                json!({"id": "sequence public.s", "schema": "public", "name": "s", "owner": owner, "owned_by": "public.t.c"}),
            )
        };
        assert!(change(&of("a"), &of("b")).is_empty());
        assert_eq!(create(&of("a")), ["ALTER SEQUENCE public.s OWNER TO a"]);
    }
}
