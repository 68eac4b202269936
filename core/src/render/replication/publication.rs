//! Publications.

use crate::render::definition::parenthesised;
use crate::render::difference::{any, is, texts, Change};
use crate::render::family::Family;
use crate::render::{context, quote, target, Context};
use crate::schema::{Kind, Object};
use serde_json::Value;

pub const FAMILY: Family = Family {
    change,
    finish_change,
    ..Family::new(create)
};

fn create(object: &Object, _: &Context) -> Vec<String> {
    let mut text = format!("CREATE {}", target::of(object));
    let mut members: Vec<String> = Vec::new();
    if is(&object.attributes, "all_tables") {
        text += " FOR ALL TABLES";
    } else {
        let tables = tables(object).iter().map(|t| member(t)).collect::<Vec<_>>();
        members.extend(for_tables(&tables));
        members.extend(in_schemas(&texts(&object.attributes, "schemas")));
    }
    if !members.is_empty() {
        text += &format!(" FOR {}", members.join(", "));
    }
    let options: Vec<String> = OPTIONS
        .iter()
        .filter(|name| object.attributes.get(name).is_some())
        .map(|name| option(object, name))
        .collect();
    if !options.is_empty() {
        text += &format!(" WITH {}", parenthesised(&options));
    }
    vec![text]
}

const OPTIONS: [&str; 3] = [
    "publish",
    "publish_generated_columns",
    "publish_via_partition_root",
];

fn option(object: &Object, name: &str) -> String {
    let value = match name {
        "publish" => quote::literal(
            object
                .text(name)
                .unwrap_or("insert, update, delete, truncate"),
        ),
        "publish_generated_columns" => object.text(name).unwrap_or("none").into(),
        _ => is(&object.attributes, name).to_string(),
    };
    format!("{name} = {value}")
}

fn tables(object: &Object) -> Vec<&Value> {
    let list = object.attributes.get("tables").and_then(Value::as_array);
    list.into_iter().flatten().collect()
}

fn table_name(table: &Value) -> &str {
    table
        .get("table")
        .and_then(Value::as_str)
        .unwrap_or_default()
}

/// `ONLY public.t (a, b) WHERE (c)`
fn member(table: &Value) -> String {
    let mut text = format!("ONLY {}", quote::dotted(table_name(table)));
    if let Some(columns) = table.get("columns").and_then(Value::as_array) {
        let names = columns.iter().filter_map(Value::as_str).map(quote::dotted);
        text += &format!(" ({})", names.collect::<Vec<_>>().join(", "));
    }
    if let Some(condition) = table.get("where").and_then(Value::as_str) {
        text += &format!(" WHERE {}", quote::in_parentheses(condition));
    }
    text
}

fn for_tables(tables: &[String]) -> Option<String> {
    (!tables.is_empty()).then(|| format!("TABLE {}", tables.join(", ")))
}

fn in_schemas(schemas: &[&str]) -> Option<String> {
    let names: Vec<String> = schemas.iter().map(|s| quote::dotted(s)).collect();
    (!names.is_empty()).then(|| format!("TABLES IN SCHEMA {}", names.join(", ")))
}

/// Tables that are to be dropped go by themselves; those that are new are added at the end.
fn change(from: &Object, to: &Object, context: &Context) -> Change {
    if any(from, to, &["all_tables"]) {
        return Change::Again;
    }
    let (old, new) = (tables(from), tables(to));
    let gone: Vec<String> = (old.iter().filter(|t| !new.contains(t)))
        .filter(|t| context.table(&context::display(table_name(t))).is_some())
        .map(|t| format!("ONLY {}", quote::dotted(table_name(t))))
        .collect();
    let stays = |schema: &&str| {
        context
            .find(Kind::Schema, &context::display(schema))
            .is_some()
    };
    let mut schemas = less(from, to, "schemas");
    schemas.retain(stays);
    let options: Vec<String> = (OPTIONS.iter().filter(|name| any(from, to, &[name])))
        .map(|name| option(to, name))
        .collect();
    let drop = for_tables(&gone)
        .into_iter()
        .chain(in_schemas(&schemas))
        .collect::<Vec<_>>();
    let mut list = alter(to, "DROP", &drop);
    if !options.is_empty() {
        list.push(format!(
            "ALTER {} SET {}",
            target::of(to),
            parenthesised(&options)
        ));
    }
    Change::InPlace(list)
}

fn finish_change(from: &Object, to: &Object, _: &Context) -> Vec<String> {
    let (old, new) = (tables(from), tables(to));
    let come: Vec<String> = new
        .iter()
        .filter(|t| !old.contains(t))
        .map(|t| member(t))
        .collect();
    let schemas = less(to, from, "schemas");
    let add = for_tables(&come)
        .into_iter()
        .chain(in_schemas(&schemas))
        .collect::<Vec<_>>();
    alter(to, "ADD", &add)
}

fn alter(object: &Object, word: &str, members: &[String]) -> Vec<String> {
    let text = || format!("ALTER {} {word} {}", target::of(object), members.join(", "));
    (!members.is_empty()).then(text).into_iter().collect()
}

/// What the first list has and the second has not.
fn less<'a>(these: &'a Object, those: &Object, name: &str) -> Vec<&'a str> {
    let others = texts(&those.attributes, name);
    let mut list = texts(&these.attributes, name);
    list.retain(|text| !others.contains(text));
    list
}

#[cfg(test)]
mod tests {
    use crate::render::testing::{object, schema};
    use crate::render::{change, create, finish_change, Context};
    use crate::schema::Object;
    use serde_json::{json, Value};

    fn publication(more: Value) -> Object {
        let mut value = more;
        value["id"] = "publication p".into();
        value["name"] = "p".into();
        object(value)
    }

    #[test]
    fn created() {
        let there = schema(vec![]);
        let context = Context::new(&there);
        assert_eq!(
            create(&publication(json!({})), &context),
            ["CREATE PUBLICATION p"]
        );
        assert_eq!(
            create(
                &publication(json!({"all_tables": true, "publish": ""})),
                &context
            ),
            ["CREATE PUBLICATION p FOR ALL TABLES WITH (publish = '')"]
        );
        let p = publication(
            json!({"tables": [{"table": "public.a"}, {"table": "public.\"B\"", "columns": ["a", "\"B\""], "where": "active"}],
            "schemas": ["s"], "publish_via_partition_root": true}),
        );
        assert_eq!(
            create(&p, &context),
            ["CREATE PUBLICATION p FOR TABLE ONLY public.a, ONLY public.\"B\" (a, \"B\") WHERE (active), TABLES IN SCHEMA s \
              WITH (publish_via_partition_root = true)"]
        );
    }

    #[test]
    fn changed() {
        let there = schema(vec![
            json!({"id": "schema s", "name": "s"}),
            json!({"id": "table public.a", "schema": "public", "name": "a"}),
            json!({"id": "table public.c", "schema": "public", "name": "c"}),
        ]);
        let context = Context::new(&there);
        let old = publication(
            json!({"tables": [{"table": "public.a"}, {"table": "public.dropped"}], "schemas": ["dropped", "s"]}),
        );
        let new = publication(
            json!({"tables": [{"table": "public.a", "where": "(b)"}, {"table": "public.c"}], "publish": "insert"}),
        );
        assert_eq!(
            change(&old, &new, &context).unwrap(),
            [
                "ALTER PUBLICATION p DROP TABLE ONLY public.a, TABLES IN SCHEMA s",
                "ALTER PUBLICATION p SET (publish = 'insert')",
            ]
        );
        assert_eq!(
            finish_change(&old, &new, &context),
            ["ALTER PUBLICATION p ADD TABLE ONLY public.a WHERE (b), ONLY public.c"]
        );
        assert_eq!(
            change(&old, &publication(json!({"all_tables": true})), &context).unwrap(),
            ["DROP PUBLICATION p", "CREATE PUBLICATION p FOR ALL TABLES"]
        );
    }
}
