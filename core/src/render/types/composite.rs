//! Composite types.

use crate::render::definition::parenthesised;
use crate::render::difference::Change;
use crate::render::family::Family;
use crate::render::{alter, quote, target, Context};
use crate::schema::{Column, Object};

pub const FAMILY: Family = Family {
    change,
    ..Family::new(create)
};

fn create(object: &Object, _: &Context) -> Vec<String> {
    let attributes: Vec<String> = object.columns.iter().map(definition).collect();
    vec![format!(
        "CREATE {} AS {}",
        target::of(object),
        parenthesised(&attributes)
    )]
}

/// `name type COLLATE collation`
fn definition(column: &Column) -> String {
    format!("{} {}", quote::ident(&column.name), type_of(column))
}

fn type_of(column: &Column) -> String {
    let text = |name| column.attributes.get(name).and_then(|v| v.as_str());
    let mut text_of_type = text("type").unwrap_or_default().to_string();
    if let Some(collation) = text("collation") {
        text_of_type += &format!(" COLLATE {}", quote::dotted(collation));
    }
    text_of_type
}

/// New attributes can stand at the end only. Tables of the type get and lose them with it.
fn change(from: &Object, to: &Object, context: &Context) -> Change {
    let there = |object: &Object, column: &Column| object.column(&column.name).is_some();
    let kept: Vec<&Column> = from.columns.iter().filter(|c| there(to, c)).collect();
    let (first, new) = to.columns.split_at(kept.len().min(to.columns.len()));
    if kept.iter().zip(first).any(|(a, b)| a.name != b.name) {
        return Change::Never;
    }
    let cascade = if context.has_tables_of(to) {
        " CASCADE"
    } else {
        ""
    };
    let gone = (from.columns.iter().filter(|c| !there(to, c)))
        .map(|c| format!("DROP ATTRIBUTE {}{cascade}", quote::ident(&c.name)));
    let other = (kept
        .iter()
        .zip(first)
        .filter(|(a, b)| type_of(a) != type_of(b)))
    .map(|(_, b)| {
        format!(
            "ALTER ATTRIBUTE {} TYPE {}{cascade}",
            quote::ident(&b.name),
            type_of(b)
        )
    });
    let come = new
        .iter()
        .map(|c| format!("ADD ATTRIBUTE {}{cascade}", definition(c)));
    let clauses: Vec<String> = gone.chain(other).chain(come).collect();
    let clauses: Vec<&str> = clauses.iter().map(String::as_str).collect();
    let statement = alter::statement(&format!("ALTER {}", target::of(to)), &clauses);
    Change::InPlace(statement.into_iter().collect())
}

#[cfg(test)]
mod tests {
    use crate::render::testing::{object, schema};
    use crate::render::{change, create, Context};
    use crate::schema::Object;
    use serde_json::json;

    fn composite(columns: &[(&str, &str)]) -> Object {
        let columns: Vec<_> = columns
            .iter()
            .map(|(name, kind)| json!({"name": name, "type": kind}))
            .collect();
        object(
            json!({"id": "composite type public.c", "schema": "public", "name": "c", "columns": columns}),
        )
    }

    #[test]
    fn created() {
        let there = schema(vec![]);
        let context = Context::new(&there);
        assert_eq!(
            create(&composite(&[("a", "integer"), ("order", "text")]), &context),
            ["CREATE TYPE public.c AS (a integer, \"order\" text)"]
        );
        assert_eq!(
            create(&composite(&[]), &context),
            ["CREATE TYPE public.c AS ()"]
        );
    }

    #[test]
    fn changed() {
        let there = schema(vec![]);
        let context = Context::new(&there);
        let from = composite(&[("a", "integer"), ("b", "text"), ("c", "date")]);
        assert_eq!(
            change(&from, &composite(&[("a", "bigint"), ("c", "date"), ("d", "uuid")]), &context).unwrap(),
            ["ALTER TYPE public.c\n    DROP ATTRIBUTE b,\n    ALTER ATTRIBUTE a TYPE bigint,\n    ADD ATTRIBUTE d uuid"]
        );
        assert_eq!(
            change(
                &from,
                &composite(&[("b", "text"), ("a", "integer"), ("c", "date")]),
                &context
            ),
            None
        );
        assert_eq!(
            change(
                &from,
                &composite(&[
                    ("x", "text"),
                    ("a", "integer"),
                    ("b", "text"),
                    ("c", "date")
                ]),
                &context
            ),
            None
        );
    }

    #[test]
    fn with_tables_of_the_type() {
        let there = schema(vec![
            json!({"id": "table public.t", "schema": "public", "name": "t", "of_type": "public.c"}),
        ]);
        assert_eq!(
            change(
                &composite(&[]),
                &composite(&[("a", "integer")]),
                &Context::new(&there)
            )
            .unwrap(),
            ["ALTER TYPE public.c ADD ATTRIBUTE a integer CASCADE"]
        );
    }
}
