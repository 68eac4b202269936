//! What is wrong with a bundle that cannot be read, in the words of the one who wrote it.

use crate::error::Error;

/// The error for a JSON text that is no bundle.
pub fn explain(json: &str, error: &serde_json::Error) -> Error {
    let value: serde_json::Value = match serde_json::from_str(json) {
        Ok(value) => value,
        Err(syntax) => {
            return Error::BundleSyntax {
                message: syntax.to_string(),
                array: json.trim_start().starts_with("{\"{") && json.trim_end().ends_with("}\"}"),
            }
        }
    };
    let message = shape_fault(&value).unwrap_or_else(|| error.to_string());
    Error::BundleShape { message }
}

/// What is wrong with the shape of a bundle, in the words of the one who wrote it.
fn shape_fault(value: &serde_json::Value) -> Option<String> {
    use serde_json::Value;
    const KEYS: [&str; 4] = ["migrations", "order", "provider", "seed"];
    let list = match value {
        Value::Array(list) => list,
        Value::Object(object) => {
            if let Some(key) = object.keys().find(|k| !KEYS.contains(&k.as_str())) {
                return Some(format!(
                    "unknown key \"{key}\"; it may have \"migrations\", \"order\", \"provider\" and \"seed\""
                ));
            }
            let texts = ["provider", "seed"].map(|key| (key, object.get(key)));
            if let Some((key, Some(value))) =
                texts.into_iter().find(|(_, v)| v.is_some_and(is_no_text))
            {
                return Some(format!("\"{key}\" is {}, not a string", kind(value)));
            }
            if object
                .get("order")
                .is_some_and(|o| o != "name" && o != "given")
            {
                return Some("\"order\" must be \"name\" or \"given\"".into());
            }
            match object.get("migrations") {
                Some(Value::Array(list)) => list,
                Some(other) => {
                    return Some(format!("\"migrations\" is {}, not an array", kind(other)))
                }
                None => return Some("the key \"migrations\" is missing".into()),
            }
        }
        other => return Some(format!("it is {}, not an array or an object", kind(other))),
    };
    list.iter()
        .enumerate()
        .find_map(|(i, entry)| entry_fault(entry).map(|fault| format!("entry {}: {fault}", i + 1)))
}

fn entry_fault(entry: &serde_json::Value) -> Option<String> {
    const KEYS: [&str; 4] = ["name", "sql", "checksum", "replaces"];
    let Some(object) = entry.as_object() else {
        return Some(format!("it is {}, not an object", kind(entry)));
    };
    if let Some(key) = object.keys().find(|k| !KEYS.contains(&k.as_str())) {
        return Some(format!(
            "unknown key \"{key}\"; it may have \"name\", \"sql\", \"checksum\" and \"replaces\""
        ));
    }
    if !object.contains_key("name") {
        return Some("the key \"name\" is missing".into());
    }
    let replaces = object.get("replaces");
    if let Some(fault) = replaces.and_then(replaces_fault) {
        return Some(fault);
    }
    object
        .iter()
        .find(|(key, v)| !v.is_string() && *key != "replaces")
        .map(|(key, v)| format!("\"{key}\" is {}, not a string", kind(v)))
}

fn replaces_fault(value: &serde_json::Value) -> Option<String> {
    let Some(list) = value.as_array() else {
        return Some(format!("\"replaces\" is {}, not an array", kind(value)));
    };
    list.iter().enumerate().find_map(|(i, entry)| {
        entry_fault(entry).map(|fault| format!("\"replaces\", entry {}: {fault}", i + 1))
    })
}

fn is_no_text(value: &serde_json::Value) -> bool {
    !value.is_string() && !value.is_null()
}

fn kind(value: &serde_json::Value) -> &'static str {
    use serde_json::Value;
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "an array",
        Value::Object(_) => "an object",
    }
}
