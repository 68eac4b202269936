//! Operator families, with the members that belong to none of their classes.

use super::members;
use crate::render::difference::{only, Change};
use crate::render::family::Family;
use crate::render::{alter, target, Context};
use crate::schema::Object;

pub const FAMILY: Family = Family {
    change,
    ..Family::new(create)
};

fn create(object: &Object, _: &Context) -> Vec<String> {
    let mut list = vec![format!("CREATE {}", target::of(object))];
    let members = members::of(object);
    list.extend(statement(
        object,
        "ADD",
        &members.iter().map(|m| m.added(None)).collect::<Vec<_>>(),
    ));
    list
}

fn change(from: &Object, to: &Object, _: &Context) -> Change {
    if !only(from, to, &["operators", "functions"]) {
        return Change::Never;
    }
    let (old, new) = (members::of(from), members::of(to));
    let gone = old
        .iter()
        .filter(|m| !new.contains(m))
        .map(|m| m.dropped())
        .collect::<Vec<_>>();
    let come = new
        .iter()
        .filter(|m| !old.contains(m))
        .map(|m| m.added(None))
        .collect::<Vec<_>>();
    let drop = statement(to, "DROP", &gone);
    Change::InPlace(
        drop.into_iter()
            .chain(statement(to, "ADD", &come))
            .collect(),
    )
}

/// ALTER OPERATOR FAMILY … ADD a, b
fn statement(object: &Object, word: &str, members: &[String]) -> Option<String> {
    let members: Vec<&str> = members.iter().map(String::as_str).collect();
    alter::statement(&format!("ALTER {} {word}", target::of(object)), &members)
}

#[cfg(test)]
mod tests {
    use crate::render::testing::{object, schema};
    use crate::render::{change, create, Context};
    use serde_json::json;

    #[test]
    fn families() {
        let there = schema(vec![]);
        let context = Context::new(&there);
        let of = |numbers: &[u32]| {
            let operators: Vec<_> = numbers
                .iter()
                .map(|n| json!({"number": n, "operator": "a.<(integer,text)"}))
                .collect();
            object(
                json!({"id": "operator family a.f using btree", "schema": "a", "name": "f", "method": "btree", "operators": operators}),
            )
        };
        assert_eq!(
            create(&of(&[]), &context),
            ["CREATE OPERATOR FAMILY a.f USING btree"]
        );
        assert_eq!(
            create(&of(&[1]), &context)[1],
            "ALTER OPERATOR FAMILY a.f USING btree ADD OPERATOR 1 a.< (integer, text)"
        );
        assert_eq!(
            change(&of(&[1, 2]), &of(&[2, 3, 4]), &context).unwrap(),
            [
                "ALTER OPERATOR FAMILY a.f USING btree DROP OPERATOR 1 (integer, text)",
                "ALTER OPERATOR FAMILY a.f USING btree ADD\n    OPERATOR 3 a.< (integer, text),\n    OPERATOR 4 a.< (integer, text)",
            ]
        );
    }
}
