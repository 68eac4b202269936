//! The document of a schema: its JSON form, and the fingerprint.
//!
//! `{"version": 1, "server": 15, "fingerprint": "…", "objects": [{"id": "table public.users", …}]}`

use super::assemble::Origin;
use super::{Attributes, Column, Kind, Object, Schema};
use crate::checksum;
use serde_json::{Map, Value};

/// The version of the document's shape. A reader refuses a newer one.
pub const VERSION: u64 = 1;

/// A schema in writing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    pub text: String,
    /// sha-256 of the objects without their dependencies, which follow from the rest; in lower-case
    /// hex.
    pub fingerprint: String,
}

/// Writes a schema down. The same schema always gives the same bytes.
pub fn write(schema: &Schema) -> Document {
    let mut digest = checksum::Digest::begin();
    let mut text = Text::with_capacity(schema.objects.len() * 450 + 200);
    let head = format!(
        "{{\"version\":{VERSION},\"server\":{},\"objects\":[",
        schema.server
    );
    put(&mut text, &head);
    for (i, object) in schema.objects.iter().enumerate() {
        put(&mut text, if i == 0 { "\n" } else { ",\n" });
        let own = text.len();
        write_object(&mut text, object);
        digest.add(&text[own..]);
        if !object.depends.is_empty() {
            put(&mut text, ",\"depends\":");
            append(&mut text, &object.depends);
        }
        put(&mut text, "}");
    }
    let fingerprint = digest.finish();
    put(&mut text, &format!("],\"fingerprint\":\"{fingerprint}\"}}"));
    let text = String::from_utf8(text).expect("only UTF-8 is written");
    Document { text, fingerprint }
}

type Text = Vec<u8>;

/// The fingerprint alone.
pub fn fingerprint(schema: &Schema) -> String {
    let mut digest = checksum::Digest::begin();
    let mut text = Text::new();
    for object in &schema.objects {
        text.clear();
        write_object(&mut text, object);
        digest.add(&text);
    }
    digest.finish()
}

/// Writes an object but for its dependencies and the closing brace.
fn write_object(text: &mut Text, object: &Object) {
    put(text, "{\"id\":");
    append(text, &object.id());
    put(text, ",\"kind\":");
    append(text, object.kind.as_str());
    let names = [
        ("schema", &object.schema),
        ("name", &object.name),
        ("arguments", &object.arguments),
        ("on", &object.on),
    ];
    for (key, value) in names {
        if let Some(value) = value {
            put(text, ",\"");
            put(text, key);
            put(text, "\":");
            append(text, value);
        }
    }
    write_attributes(text, &object.attributes);
    if !object.columns.is_empty() {
        put(text, ",\"columns\":[");
        for (i, column) in object.columns.iter().enumerate() {
            put(text, if i == 0 { "{\"name\":" } else { ",{\"name\":" });
            append(text, &column.name);
            write_attributes(text, &column.attributes);
            put(text, "}");
        }
        put(text, "]");
    }
}

fn write_attributes(text: &mut Text, attributes: &Attributes) {
    for (name, value) in attributes.iter() {
        put(text, ",");
        append(text, name);
        put(text, ":");
        append(text, value);
    }
}

fn put(text: &mut Text, part: &str) {
    text.extend_from_slice(part.as_bytes());
}

fn append<T: serde::Serialize + ?Sized>(text: &mut Text, value: &T) {
    serde_json::to_writer(text, value).expect("strings and JSON values can be written");
}

/// The object as a JSON value, as in the document.
pub fn object_value(object: &Object) -> Value {
    let mut text = Text::new();
    write_object(&mut text, object);
    put(&mut text, "}");
    serde_json::from_slice(&text).expect("what is written here can be read")
}

/// Reads a document. The error says what is wrong with it.
pub fn read(text: &str) -> Result<Schema, String> {
    let value: Value = serde_json::from_str(text).map_err(|e| format!("it is not JSON: {e}"))?;
    let Value::Object(mut document) = value else {
        return Err("it is not a JSON object".into());
    };
    match document.get("version").and_then(Value::as_u64) {
        Some(VERSION) => {}
        Some(newer) => {
            return Err(format!(
                "its version is {newer}, this product reads version {VERSION}"
            ))
        }
        None => return Err("it has no \"version\"".into()),
    }
    let server = document.get("server").and_then(Value::as_u64).unwrap_or(0) as u32;
    let Some(Value::Array(list)) = document.remove("objects") else {
        return Err("it has no array \"objects\"".into());
    };
    let mut objects = list
        .into_iter()
        .enumerate()
        .map(|(i, value)| read_object(value).map_err(|e| format!("objects[{i}]: {e}")))
        .collect::<Result<Vec<_>, _>>()?;
    super::assemble::sort(&mut objects);
    Ok(Schema { server, objects })
}

/// The objects of a document that `write` wrote, one a line.
pub fn lines(text: &str) -> impl Iterator<Item = &str> {
    let objects = text.split_once("[\n").map_or("", |(_, rest)| rest);
    let end = objects.rfind("],\"fingerprint\"").unwrap_or(0);
    let list = objects[..end].lines();
    list.map(|line| line.strip_suffix(',').unwrap_or(line))
}

/// Reads one object of a document.
pub fn read_line(line: &str) -> Result<Object, String> {
    read_object(serde_json::from_str(line).map_err(|e| format!("it is not JSON: {e}"))?)
}

/// Writes down where the objects of a schema are in the catalog.
pub fn write_origins(origins: &[Origin]) -> String {
    let list: Vec<_> = origins
        .iter()
        .map(|o| (o.address.0, o.address.1, &o.columns))
        .collect();
    serde_json::to_string(&list).expect("numbers can be written")
}

/// Reads what `write_origins` wrote; None if it is anything else.
pub fn read_origins(text: &str) -> Option<Vec<Origin>> {
    let list: Vec<(u32, u32, Vec<i32>)> = serde_json::from_str(text).ok()?;
    let origin = |(class, oid, columns)| Origin {
        address: (class, oid),
        columns,
    };
    Some(list.into_iter().map(origin).collect())
}

fn read_object(value: Value) -> Result<Object, String> {
    let Value::Object(mut map) = value else {
        return Err("it is not a JSON object".into());
    };
    let id = take_text(&mut map, "id")?.ok_or("it has no \"id\"")?;
    let kind = take_text(&mut map, "kind")?.ok_or("it has no \"kind\"")?;
    let kind = Kind::parse(&kind).ok_or_else(|| format!("\"{kind}\" is no kind of object"))?;
    let display = id
        .strip_prefix(kind.as_str())
        .and_then(|rest| rest.strip_prefix(' '))
        .ok_or_else(|| format!("the id \"{id}\" does not begin with the kind \"{kind}\""))?
        .to_string();
    let columns = match map.remove("columns") {
        None => Vec::new(),
        Some(Value::Array(list)) => list
            .into_iter()
            .map(read_column)
            .collect::<Result<_, _>>()?,
        Some(_) => return Err("\"columns\" is not an array".into()),
    };
    let depends = match map.remove("depends") {
        None => Vec::new(),
        Some(list) => {
            serde_json::from_value(list).map_err(|_| "\"depends\" is not an array of strings")?
        }
    };
    Ok(Object {
        kind,
        display,
        schema: take_text(&mut map, "schema")?,
        name: take_text(&mut map, "name")?,
        arguments: take_text(&mut map, "arguments")?,
        on: take_text(&mut map, "on")?,
        attributes: map.into(),
        columns,
        depends,
    })
}

fn read_column(value: Value) -> Result<Column, String> {
    let Value::Object(mut map) = value else {
        return Err("a column is not a JSON object".into());
    };
    let name = take_text(&mut map, "name")?.ok_or("a column has no \"name\"")?;
    Ok(Column {
        name,
        attributes: map.into(),
    })
}

fn take_text(map: &mut Map<String, Value>, key: &str) -> Result<Option<String>, String> {
    match map.remove(key) {
        None => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(_) => Err(format!("\"{key}\" is not a string")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn sample() -> Schema {
        let attributes = |v: Value| v.as_object().unwrap().clone().into();
        Schema {
            server: 15,
            objects: vec![Object {
                kind: Kind::Table,
                display: "public.\"T\"".into(),
                schema: Some("public".into()),
                name: Some("T".into()),
                arguments: None,
                on: None,
                attributes: attributes(json!({"owner": "o", "row_security": true})),
                columns: vec![Column {
                    name: "a".into(),
                    attributes: attributes(json!({"type": "integer"})),
                }],
                depends: vec!["enum public.mood".into()],
            }],
        }
    }

    #[test]
    fn what_is_written_is_read_again() {
        let schema = sample();
        let document = write(&schema);
        assert_eq!(read(&document.text), Ok(schema.clone()));
        assert_eq!(document.fingerprint, fingerprint(&schema));
    }

    #[test]
    fn dependencies_are_not_part_of_the_fingerprint() {
        let mut other = sample();
        other.objects[0].depends.clear();
        assert_eq!(fingerprint(&sample()), fingerprint(&other));
        other.objects[0].columns.clear();
        assert_ne!(fingerprint(&sample()), fingerprint(&other));
    }

    #[test]
    fn nonsense_is_refused() {
        for (text, message) in [
            ("[", "not JSON"),
            ("[]", "not a JSON object"),
            ("{}", "no \"version\""),
            (r#"{"version":2}"#, "its version is 2"),
            (r#"{"version":1}"#, "no array"),
            (
                r#"{"version":1,"objects":[{"id":"x y","kind":"x"}]}"#,
                "no kind of object",
            ),
            (
                r#"{"version":1,"objects":[{"id":"x","kind":"table"}]}"#,
                "does not begin",
            ),
        ] {
            let error = read(text).unwrap_err();
            assert!(error.contains(message), "{text}: {error}");
        }
    }
}
