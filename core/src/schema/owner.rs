//! Owners where one of two schemas leaves them open: what a shadow database shows as its caller's own
//! belongs to whoever runs the statements.

use super::{Kind, Schema};

/// Takes the owners of the objects away that have none in the other schema, and that of the schema
/// public, which is there before any statement.
pub fn agree(a: &mut Schema, b: &mut Schema) {
    for schema in [&mut *a, &mut *b] {
        if let Some(public) = schema.position(Kind::Schema, "public") {
            schema.objects[public].attributes.remove("owner");
        }
    }
    give_up(a, b);
    give_up(b, a);
}

fn give_up(ours: &mut Schema, theirs: &Schema) {
    for object in &mut ours.objects {
        let open = |other: &super::Object| other.attributes.get("owner").is_none();
        if theirs.find(object.kind, &object.display).is_some_and(open) {
            object.attributes.remove("owner");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::json;
    use serde_json::json;

    #[test]
    fn an_owner_counts_where_both_have_one() {
        let schema = |owners: [Option<&str>; 3]| {
            let table = |(i, owner): (usize, &Option<&str>)| {
                let name = format!("t{i}");
                let mut table =
                    json!({"id": format!("table {name}"), "kind": "table", "name": name});
                if let Some(owner) = owner {
                    table["owner"] = json!(owner);
                }
                table
            };
            let objects: Vec<_> = owners.iter().enumerate().map(table).collect();
            json::read(&json!({"version": 1, "server": 15, "objects": objects}).to_string())
                .unwrap()
        };
        let (mut a, mut b) = (
            schema([Some("x"), None, Some("x")]),
            schema([None, Some("y"), Some("y")]),
        );
        agree(&mut a, &mut b);
        let owner = |s: &Schema, i: usize| s.objects[i].text("owner").map(String::from);
        assert_eq!([owner(&a, 0), owner(&b, 1)], [None, None]);
        assert_eq!(owner(&a, 2).as_deref(), Some("x"));
        assert_eq!(owner(&b, 2).as_deref(), Some("y"));
    }
}
