use crate::drift::{compare, summary};
use crate::schema::assemble::Origin;
use crate::schema::part::Part;
use crate::schema::{json, name, Schema};
use serde_json::{json, Value};

mod columns;
mod keys;
mod others;

/// A schema of objects whose ids follow from their names.
fn schema(objects: &[Value]) -> Schema {
    let with_id = |object: &Value| {
        let text = |key: &str| object.get(key).and_then(Value::as_str);
        let [kind, own] = ["kind", "name"].map(|key| text(key).unwrap());
        let display = name::display(text("schema"), own, text("arguments"), text("on"));
        with(json!({"id": format!("{kind} {display}")}), object.clone())
    };
    let objects: Vec<Value> = objects.iter().map(with_id).collect();
    json::read(&json!({"version": 1, "server": 15, "objects": objects}).to_string()).unwrap()
}

/// The summary from what is expected to what is there, line by line.
#[track_caller]
fn says(expected: &[Value], actual: &[Value], lines: &[&str]) {
    let part = |objects: &[Value]| Part::from(schema(objects));
    text_is(&part(expected), &part(actual), lines);
}

/// The same, where the catalog knows that both sides are the same objects and columns: those at the
/// same place.
#[track_caller]
fn says_of_the_same(expected: &[Value], actual: &[Value], lines: &[&str]) {
    let part = |objects: &[Value]| {
        let schema = schema(objects);
        let origins = (schema.objects.iter().zip(1..)).map(|(object, oid)| Origin {
            address: (1, oid),
            columns: (1..=object.columns.len() as i32).collect(),
        });
        Part {
            origins: Some(origins.collect()),
            schema,
        }
    };
    text_is(&part(expected), &part(actual), lines);
}

#[track_caller]
fn text_is(expected: &Part, actual: &Part, lines: &[&str]) {
    let text = summary(&compare(expected, actual));
    assert_eq!(text, lines.join("\n") + "\n", "\n{text}");
}

fn with(mut object: Value, more: Value) -> Value {
    let map = object.as_object_mut().unwrap();
    map.extend(more.as_object().unwrap().clone());
    object
}

/// An object of the schema `public`.
fn public(kind: &str, name: &str, more: Value) -> Value {
    let names = json!({"kind": kind, "schema": "public", "name": name});
    with(names, more)
}

fn table(name: &str, columns: Value) -> Value {
    public("table", name, json!({"columns": columns}))
}

/// An object of no schema.
fn global(kind: &str, name: &str, more: Value) -> Value {
    with(json!({"kind": kind, "name": name}), more)
}

/// What hangs on a table.
fn on(table: &str, kind: &str, name: &str, more: Value) -> Value {
    with(global(kind, name, json!({"on": table})), more)
}

#[test]
fn nothing_differs() {
    let list = [table("t", json!([{"name": "a", "type": "integer"}]))];
    let part = Part::from(schema(&list));
    let text = summary(&compare(&part, &part));
    assert_eq!(text, "No difference detected.");
}

#[test]
fn tables_and_enums_come_and_go_in_the_order_of_prisma() {
    let labels = json!({"labels": ["a"]});
    says(
        &[
            table("Old", json!([])),
            table("older", json!([])),
            public("enum", "OldMood", labels.clone()),
        ],
        &[
            global("schema", "app", json!({})),
            table("New", json!([{"name": "a", "type": "integer"}])),
            table("b new", json!([])),
            public("enum", "Mood", labels),
        ],
        &[
            "",
            "[+] Added Schemas",
            "  - app",
            "",
            "[+] Added enums",
            "  - Mood",
            "",
            "[+] Added tables",
            "  - New",
            "  - b new",
            "",
            "[-] Removed enums",
            "  - OldMood",
            "",
            "[-] Removed tables",
            "  - Old",
            "  - older",
        ],
    );
}

#[test]
fn extensions() {
    let extension = |name: &str, version: &str, schema: &str| {
        let more = json!({"version": version, "in_schema": schema});
        global("extension", name, more)
    };
    says(
        &[
            extension("citext", "1.5", "public"),
            extension("hstore", "1.7", "public"),
            extension("xml2", "1.1", "public"),
        ],
        &[
            extension("citext", "1.6", "app"),
            extension("ltree", "1.2", "public"),
            extension("postgis", "3.3", "public"),
        ],
        &[
            "",
            "[*] Changed the `citext` extension",
            "  [*] Altered in schema (changed from `public` to `app`)",
            "  [*] Altered version (changed from `1.5` to `1.6`)",
            "",
            "[-] Removed extensions",
            "  - hstore",
            "  - xml2",
            "",
            "[+] Added extensions",
            "  - ltree",
            "  - postgis",
        ],
    );
}

#[test]
fn variants_of_enums() {
    let mood = |labels: Value| public("enum", "Mood", json!({"labels": labels}));
    says(
        &[mood(json!(["sad", "ok", "happy"]))],
        &[mood(json!(["MEOW", "ok", "PURR"]))],
        &[
            "",
            "[*] Changed the `Mood` enum",
            "  [+] Added variant `MEOW`",
            "  [+] Added variant `PURR`",
            "  [-] Removed variant `sad`",
            "  [-] Removed variant `happy`",
        ],
    );
    says(
        &[mood(json!(["sad", "ok"]))],
        &[mood(json!(["ok", "sad"]))],
        &[
            "",
            "[*] Changed the `Mood` enum",
            "  [*] Altered labels (changed from `sad, ok` to `ok, sad`)",
        ],
    );
}

#[test]
fn names_of_two_schemas_are_told_apart() {
    let of = |schema: &str, object: Value| with(object, json!({"schema": schema}));
    let columns = json!([{"name": "a", "type": "integer"}]);
    let mood = |labels: Value| public("enum", "mood", json!({"labels": labels}));
    let index = |schema: &str| {
        let on = format!("{schema}.users");
        let more = json!({"on": on, "key_columns": "a", "method": "btree"});
        of(schema, public("index", "users_a", more))
    };
    says(
        &[
            table("users", json!([])),
            of("app", table("users", json!([]))),
            of("app", mood(json!(["x"]))),
            of("app", table("gone", json!([]))),
        ],
        &[
            table("users", columns.clone()),
            of("app", table("users", columns)),
            index("public"),
            index("app"),
            of("app", mood(json!(["x", "y"]))),
            of("app", table("new", json!([]))),
            of("app", table("same", json!([]))),
            table("same", json!([])),
            table("last", json!([])),
        ],
        &[
            "",
            "[+] Added tables",
            "  - app.same",
            "  - new",
            "  - last",
            "  - public.same",
            "",
            "[-] Removed tables",
            "  - gone",
            "",
            "[*] Changed the `mood` enum",
            "  [+] Added variant `y`",
            "",
            "[*] Changed the `app.users` table",
            "  [+] Added column `a`",
            "  [+] Added index on columns (a)",
            "",
            "[*] Changed the `public.users` table",
            "  [+] Added column `a`",
            "  [+] Added index on columns (a)",
        ],
    );
}

#[test]
fn what_has_no_schema_makes_no_name_ambiguous() {
    let domain = public("domain", "short", json!({"type": "text"}));
    let check = json!({"type": "check", "definition": "CHECK (true)"});
    says(
        &[],
        &[
            domain,
            on("public.t", "constraint", "short", check),
            global("extension", "short", json!({})),
        ],
        &[
            "",
            "[+] Added extensions",
            "  - short",
            "",
            "[+] Added domains",
            "  - short",
            "",
            "[+] Added check constraints",
            "  - short on t",
        ],
    );
}

#[test]
fn renamed_objects() {
    let columns = |name: &str| json!([{"name": name, "type": "integer"}]);
    let index = |name: &str, on: &str, column: &str| {
        let more = json!({"on": on, "key_columns": column, "method": "btree"});
        public("index", name, more)
    };
    says_of_the_same(
        &[
            public("enum", "Mood", json!({"labels": ["a"]})),
            table("Cat", columns("name")),
            index("Cat_name", "public.\"Cat\"", "name"),
            with(public("view", "v", json!({})), json!({"schema": "app"})),
        ],
        &[
            public("enum", "Temper", json!({"labels": ["a"]})),
            table("Dog", columns("call name")),
            index("Dog_name", "public.\"Dog\"", "\"call name\""),
            public("view", "v", json!({})),
        ],
        &[
            "",
            "[*] Renamed the `Mood` enum to `Temper`",
            "",
            "[*] Renamed the `Cat` table to `Dog`",
            "",
            "[*] Changed the `Dog` table",
            "  [*] Renamed column `name` to `call name`",
            "  [*] Renamed index `Cat_name` to `Dog_name`",
            "",
            "[*] Renamed the `app.v` view to `public.v`",
        ],
    );
}
