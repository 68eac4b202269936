use super::*;
use crate::schema::assemble::Origin;
use crate::schema::part::Part;
use crate::schema::{json, Schema};
use serde_json::json;

fn schema(objects: Value) -> Schema {
    json::read(&json!({"version": 1, "server": 15, "objects": objects}).to_string()).unwrap()
}

fn table(name: &str, columns: Value) -> Value {
    json!({"id": format!("table public.{name}"), "kind": "table", "schema": "public", "name": name, "columns": columns})
}

fn rows(
    expected: &Schema,
    actual: &Schema,
    origins: Option<(&[Origin], &[Origin])>,
) -> Vec<String> {
    let part = |schema: &Schema, origins: Option<&[Origin]>| Part {
        schema: schema.clone(),
        origins: origins.map(<[Origin]>::to_vec),
    };
    let (ours, theirs) = (
        part(expected, origins.map(|o| o.0)),
        part(actual, origins.map(|o| o.1)),
    );
    compare(&ours, &theirs)
        .iter()
        .map(|d| {
            format!(
                "{} {} {} [{}]",
                d.subject,
                d.display,
                d.change.as_str(),
                d.detail()
            )
        })
        .collect()
}

#[test]
fn the_same_has_no_difference() {
    let a = schema(json!([table(
        "t",
        json!([{"name": "a", "type": "integer"}])
    )]));
    assert!(rows(&a, &a, None).is_empty());
}

#[test]
fn attributes_and_columns() {
    let a = schema(json!([
        table(
            "t",
            json!([{"name": "a", "type": "integer"}, {"name": "b", "type": "text", "not_null": true}])
        ),
        table("gone", json!([{"name": "x", "type": "text"}])),
    ]));
    let b = schema(json!([
        table(
            "t",
            json!([{"name": "a", "type": "bigint"}, {"name": "c", "type": "date"}])
        ),
        table("new", json!([{"name": "y", "type": "text"}])),
    ]));
    assert_eq!(
        rows(&a, &b, None),
        [
            "table public.gone removed [x]",
            "table public.new added [y]",
            "column public.t.a changed [type: integer -> bigint]",
            "column public.t.b removed [text]",
            "column public.t.c added [date]",
        ]
    );
}

#[test]
fn the_order_of_columns_counts() {
    let a = schema(json!([table("t", json!([{"name": "a"}, {"name": "b"}]))]));
    let b = schema(json!([table(
        "t",
        json!([{"name": "b"}, {"name": "x"}, {"name": "a"}])
    )]));
    assert_eq!(
        rows(&a, &b, None),
        [
            "table public.t changed [column_order: a, b -> b, x, a]",
            "column public.t.x added []"
        ]
    );
}

#[test]
fn renames_need_evidence() {
    let constraint = |on: &str, column: &str| json!({"id": format!("constraint c on public.{on}"), "kind": "constraint", "name": "c", "on": format!("public.{on}"), "definition": format!("CHECK (({column} > 0))")});
    let a = schema(json!([
        table("t", json!([{"name": "a", "type": "integer"}])),
        constraint("t", "a")
    ]));
    let b = schema(json!([
        table("u", json!([{"name": "b", "type": "integer"}])),
        constraint("u", "b")
    ]));
    let origin = |class, oid, columns: &[i32]| Origin {
        address: (class, oid),
        columns: columns.into(),
    };
    let same = [origin(1259, 20000, &[1]), origin(2606, 20001, &[])];
    assert_eq!(
        rows(&a, &b, Some((&same, &same))),
        [
            "table public.t renamed [to public.u]",
            "column public.u.a renamed [to public.u.b]"
        ]
    );
    assert_eq!(rows(&a, &b, None).len(), 4);
}

#[test]
fn an_index_can_be_on_another_table() {
    let index = |on: &str| json!({"id": "index public.i", "kind": "index", "schema": "public", "name": "i", "on": format!("public.{on}"), "key_columns": "a"});
    let of = |tables: [&str; 2], on: &str| {
        let [one, other] = tables.map(|name| table(name, json!([{"name": "a"}])));
        schema(json!([one, other, index(on)]))
    };
    let (a, moved) = (of(["t", "u"], "t"), of(["t", "u"], "u"));
    assert_eq!(
        rows(&a, &moved, None),
        ["index public.i changed [table: public.t -> public.u]"]
    );
    let origins = [20000, 20001, 20002].map(|oid| Origin {
        address: (1259, oid),
        columns: vec![],
    });
    assert_eq!(
        rows(&a, &of(["new", "u"], "new"), Some((&origins, &origins))),
        ["table public.t renamed [to public.new]"]
    );
}

#[test]
fn a_migration_does_not_adopt_drift() {
    let column = |name: &str, kind: &str| json!({"name": name, "type": kind});
    let expected = schema(json!([table(
        "t",
        json!([column("a", "integer"), column("gone", "text")])
    )]));
    let before = schema(json!([
        table("t", json!([column("a", "integer"), column("hand", "text")])),
        table("hand", json!([]))
    ]));
    let after = schema(json!([
        table(
            "t",
            json!([
                column("a", "bigint"),
                column("hand", "text"),
                column("new", "date")
            ])
        ),
        table("hand", json!([])),
        table("u", json!([])),
    ]));
    let merged = merge(&expected, &before, &after);
    assert_eq!(
        rows(&merged, &after, None),
        [
            "table public.hand added []",
            "column public.t.gone removed [text]",
            "column public.t.hand added [text]"
        ]
    );
}
