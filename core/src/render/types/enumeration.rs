//! Enums.

use crate::render::definition::parenthesised;
use crate::render::difference::{texts, Change};
use crate::render::family::Family;
use crate::render::{quote, target, Context};
use crate::schema::Object;

pub const FAMILY: Family = Family {
    change,
    ..Family::new(create)
};

fn create(object: &Object, _: &Context) -> Vec<String> {
    let labels: Vec<String> = (texts(&object.attributes, "labels").into_iter())
        .map(quote::literal)
        .collect();
    vec![format!(
        "CREATE {} AS ENUM {}",
        target::of(object),
        parenthesised(&labels)
    )]
}

/// Labels can be added and renamed, but neither be taken away nor change their order.
fn change(from: &Object, to: &Object, _: &Context) -> Change {
    let (old, new) = (
        texts(&from.attributes, "labels"),
        texts(&to.attributes, "labels"),
    );
    let alter = format!("ALTER {}", target::of(to));
    let statements = renamed(&old, &new).or_else(|| added(&old, &new));
    match statements {
        Some(list) => Change::InPlace(list.iter().map(|text| format!("{alter} {text}")).collect()),
        None => Change::Never,
    }
}

/// Where as many labels are in the same places, and some have kept their names, the others have new
/// ones.
fn renamed(old: &[&str], new: &[&str]) -> Option<Vec<String>> {
    let pairs = || old.iter().zip(new).filter(|(a, b)| a != b);
    let another = pairs().all(|(a, b)| !new.contains(a) && !old.contains(b));
    let kept = old.len() - pairs().count().min(old.len());
    (old.len() == new.len() && another && kept > 0).then(|| {
        pairs()
            .map(|(a, b)| {
                format!(
                    "RENAME VALUE {} TO {}",
                    quote::literal(a),
                    quote::literal(b)
                )
            })
            .collect()
    })
}

/// Each new label in its place; the statements name only labels that are there by then.
fn added(old: &[&str], new: &[&str]) -> Option<Vec<String>> {
    let mut list = Vec::new();
    let mut kept = old.iter().copied().peekable();
    for (i, label) in new.iter().enumerate() {
        if kept.next_if_eq(label).is_some() {
            continue;
        }
        if old.contains(label) {
            return None;
        }
        let mut text = format!("ADD VALUE {}", quote::literal(label));
        match (kept.peek(), i.checked_sub(1)) {
            (None, _) => {}
            (Some(next), None) => text += &format!(" BEFORE {}", quote::literal(next)),
            (Some(_), Some(before)) => text += &format!(" AFTER {}", quote::literal(new[before])),
        }
        list.push(text);
    }
    kept.next().is_none().then_some(list)
}

#[cfg(test)]
mod tests {
    use crate::render::testing::{object, schema};
    use crate::render::{change, create, Context};
    use serde_json::json;

    fn changed(from: &[&str], to: &[&str]) -> Option<Vec<String>> {
        let of = |labels: &[&str]| {
            object(
                json!({"id": "enum public.e", "schema": "public", "name": "e", "labels": labels}),
            )
        };
        let list = change(&of(from), &of(to), &Context::new(&schema(vec![])));
        list.map(|list| {
            list.iter()
                .map(|s| s.replace("ALTER TYPE public.e ", ""))
                .collect()
        })
    }

    #[test]
    fn created() {
        let there = schema(vec![]);
        let of = |labels: &[&str]| {
            object(
                json!({"id": "enum public.e", "schema": "public", "name": "e", "labels": labels}),
            )
        };
        let context = Context::new(&there);
        assert_eq!(
            create(&of(&[]), &context),
            ["CREATE TYPE public.e AS ENUM ()"]
        );
        assert_eq!(
            create(&of(&["a", "it's"]), &context),
            ["CREATE TYPE public.e AS ENUM ('a', 'it''s')"]
        );
    }

    #[test]
    fn labels_are_added_in_their_places() {
        assert_eq!(
            changed(&["b", "e"], &["a", "b", "c", "d", "e", "f", "g"]).unwrap(),
            [
                "ADD VALUE 'a' BEFORE 'b'",
                "ADD VALUE 'c' AFTER 'b'",
                "ADD VALUE 'd' AFTER 'c'",
                "ADD VALUE 'f'",
                "ADD VALUE 'g'",
            ]
        );
        assert_eq!(changed(&[], &["a"]).unwrap(), ["ADD VALUE 'a'"]);
    }

    #[test]
    fn labels_are_renamed() {
        assert_eq!(
            changed(&["a", "b"], &["a", "c"]).unwrap(),
            ["RENAME VALUE 'b' TO 'c'"]
        );
    }

    #[test]
    fn nothing_is_lost() {
        for (from, to) in [
            (&["a", "b"][..], &["a"][..]),
            (&["a", "b"], &["b", "a"]),
            (&["a", "b"], &["x", "y"]),
            (&["a", "b", "c"], &["a", "x", "b"]),
            (&["a"], &[]),
        ] {
            assert_eq!(changed(from, to), None, "{from:?} {to:?}");
        }
    }
}
