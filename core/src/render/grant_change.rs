//! Privileges that differ between two states of an object, or between an object and a new one.

use super::grant::{rights, statements, Act, Right};
use super::Context;
use crate::schema::{Kind, Object};

/// The privileges of a new object.
pub fn create(object: &Object, context: &Context) -> Vec<String> {
    let mut list = unlike_defaults(object, context);
    list.extend(statements(object, Act::Revoke, &rights(object, "revokes")));
    list.extend(statements(object, Act::Grant, &rights(object, "grants")));
    list
}

/// What is to go. It goes before the owner changes, because then all that the old owner has granted
/// counts as granted by the new one, who may be one of those who hold it.
pub fn before(from: &Object, to: &Object) -> Vec<String> {
    let (old, new) = (rights(from, "grants"), rights(to, "grants"));
    let kept = |right: &&Right| still_there(right, to);
    let gone: Vec<Right> = (old.iter().filter(kept))
        .filter(|r| !new.iter().any(|n| same(n, r)))
        .cloned()
        .rev()
        .collect();
    let weaker: Vec<Right> = (old.iter().filter(kept))
        .filter(|r| r.option && new.iter().any(|n| same(n, r) && !n.option))
        .cloned()
        .rev()
        .collect();
    let mut list = statements(from, Act::RevokeOption, &weaker);
    list.extend(statements(from, Act::Revoke, &without_option(gone)));
    let restored = missing(&rights(from, "revokes"), &rights(to, "revokes"));
    list.extend(statements(from, Act::Grant, &without_option(restored)));
    list
}

/// What is to come. REVOKE on a table takes the privileges on its columns as well.
pub fn after(from: &Object, to: &Object) -> Vec<String> {
    let (old, new) = (rights(from, "grants"), rights(to, "grants"));
    let lost = |right: &Right| {
        right.column.is_some()
            && old.iter().any(|o| {
                o.column.is_none()
                    && (&o.holder, &o.by, &o.privilege)
                        == (&right.holder, &right.by, &right.privilege)
                    && !new.iter().any(|n| same(n, o))
            })
    };
    let revoked = missing(&rights(to, "revokes"), &rights(from, "revokes"));
    let mut list = statements(to, Act::Revoke, &without_option(revoked));
    let come: Vec<Right> = (new.iter())
        .filter(|r| lost(r) || !old.iter().any(|o| same(o, r) && o.option >= r.option))
        .cloned()
        .collect();
    list.extend(statements(to, Act::Grant, &come));
    list
}

/// Those of the first list that the second has not.
fn missing(these: &[Right], those: &[Right]) -> Vec<Right> {
    (these.iter())
        .filter(|r| !those.iter().any(|o| same(o, r)))
        .cloned()
        .collect()
}

/// Whether both are the same but for the grant option.
fn same(a: &Right, b: &Right) -> bool {
    (&a.column, &a.holder, &a.by, &a.privilege) == (&b.column, &b.holder, &b.by, &b.privilege)
}

/// The privileges on a column that is dropped go with it.
fn still_there(right: &Right, to: &Object) -> bool {
    match &right.column {
        Some(column) if to.kind != Kind::Privileges => to.column(column).is_some(),
        _ => true,
    }
}

/// REVOKE takes the option with the privilege; the owner's own rights come without it.
fn without_option(mut list: Vec<Right>) -> Vec<Right> {
    for right in &mut list {
        right.option = false;
    }
    list
}

/// A new object has what ALTER DEFAULT PRIVILEGES says for whoever creates it. That is undone as far
/// as the object is to be different. Whose object it becomes has the creator's part of it.
fn unlike_defaults(object: &Object, context: &Context) -> Vec<String> {
    let owner = object.text("owner");
    let (mut taken, mut given) = (Vec::new(), Vec::new());
    for default in context.default_privileges(object) {
        let creator = default.text("owner");
        for right in rights(default, "grants") {
            let holder = Some(right.holder.as_str());
            if holder != owner && holder != creator && !is_everybodys(object, &right.holder) {
                taken.push(right);
            }
        }
        for mut right in rights(default, "revokes") {
            if Some(right.holder.as_str()) == creator {
                match owner {
                    Some(owner) => right.holder = owner.into(),
                    None => continue,
                }
            }
            given.push(right);
        }
    }
    let taken = missing(&taken, &rights(object, "grants"));
    let given = missing(&given, &rights(object, "revokes"));
    let mut list = statements(object, Act::Revoke, &without_option(taken));
    list.extend(statements(object, Act::Grant, &without_option(given)));
    list
}

/// Whether PUBLIC has the rights on all objects of the kind anyway.
fn is_everybodys(object: &Object, holder: &str) -> bool {
    use Kind::*;
    let kinds = [
        Function,
        Procedure,
        Aggregate,
        BaseType,
        Enum,
        Domain,
        CompositeType,
        RangeType,
    ];
    holder == "public" && kinds.contains(&object.kind)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::testing::{object, schema};
    use serde_json::{json, Value};

    fn table(grants: Value, revokes: Value, column: Value) -> Object {
        object(
            json!({"id": "table public.t", "schema": "public", "name": "t", "owner": "o",
            "grants": grants, "revokes": revokes, "columns": [{"name": "a", "grants": column}]}),
        )
    }

    fn changed(from: &Object, to: &Object) -> Vec<String> {
        [before(from, to), after(from, to)].concat()
    }

    #[test]
    fn more_and_less() {
        let from = table(
            json!([{"to": "a", "privileges": ["SELECT"]}, {"to": "b", "grantable": ["SELECT"]}]),
            json!([{"from": "o", "privileges": ["DELETE"]}]),
            json!([]),
        );
        let to = table(
            json!([{"to": "a", "grantable": ["SELECT"]}, {"to": "b", "privileges": ["SELECT"]}]),
            json!([{"from": "o", "privileges": ["UPDATE"]}]),
            json!([]),
        );
        assert_eq!(
            changed(&from, &to),
            [
                "REVOKE GRANT OPTION FOR SELECT ON TABLE public.t FROM b",
                "GRANT DELETE ON TABLE public.t TO o",
                "REVOKE UPDATE ON TABLE public.t FROM o",
                "GRANT SELECT ON TABLE public.t TO a WITH GRANT OPTION",
            ]
        );
        assert!(changed(&to, &to).is_empty());
    }

    #[test]
    fn a_columns_privilege_survives_the_loss_of_the_tables() {
        let column = json!([{"to": "a", "privileges": ["SELECT"]}]);
        let from = table(column.clone(), json!([]), column.clone());
        let to = table(json!([]), json!([]), column);
        assert_eq!(
            changed(&from, &to),
            [
                "REVOKE SELECT ON TABLE public.t FROM a",
                "GRANT SELECT (a) ON TABLE public.t TO a",
            ]
        );
    }

    #[test]
    fn default_privileges_are_undone() {
        let there = schema(vec![
            json!({"id": "default privileges for role r on tables", "owner": "r", "on": "tables",
                "grants": [{"to": "a", "privileges": ["SELECT"]}, {"to": "b", "privileges": ["SELECT"]},
                    {"to": "o", "privileges": ["SELECT"]}],
                "revokes": [{"from": "r", "privileges": ["DELETE"]}]}),
            json!({"id": "default privileges for role r in schema s on tables", "owner": "r", "in_schema": "s",
                "on": "tables", "grants": [{"to": "c", "privileges": ["SELECT"]}]}),
        ]);
        let to = schema(vec![]);
        let context = Context::between(&there, &to);
        let new = table(
            json!([{"to": "a", "privileges": ["SELECT"]}]),
            json!([]),
            json!([]),
        );
        assert_eq!(
            create(&new, &context),
            [
                "REVOKE SELECT ON TABLE public.t FROM b",
                "GRANT DELETE ON TABLE public.t TO o",
                "GRANT SELECT ON TABLE public.t TO a",
            ]
        );
    }
}
