//! The settings of functions: `search_path=app, "$user"`.

use crate::render::difference::texts;
use crate::render::{quote, syntax};
use crate::schema::Object;

/// Settings whose values are lists. Source: PostgreSQL's guc_tables.c, GUC_LIST_QUOTE.
const LISTS: [&str; 6] = [
    "local_preload_libraries",
    "search_path",
    "session_preload_libraries",
    "shared_preload_libraries",
    "temp_tablespaces",
    "unix_socket_directories",
];

/// Those that the server spells with capitals; SET finds them however they are written.
const MIXED: [&str; 3] = ["DateStyle", "IntervalStyle", "TimeZone"];

pub fn all(object: &Object) -> Vec<String> {
    texts(&object.attributes, "settings")
        .into_iter()
        .map(set)
        .collect()
}

/// `SET …` and `RESET …` for what differs.
pub fn change(from: &Object, to: &Object) -> Vec<String> {
    let (old, new) = (
        texts(&from.attributes, "settings"),
        texts(&to.attributes, "settings"),
    );
    let gone = (old.iter().map(|s| split(s).0))
        .filter(|name| new.iter().all(|s| split(s).0 != *name))
        .map(|n| format!("RESET {}", name(n)));
    let come = new.iter().filter(|s| !old.contains(s)).map(|s| set(s));
    gone.chain(come).collect()
}

fn set(setting: &str) -> String {
    let (setting, value) = split(setting);
    let value = match LISTS.contains(&setting) && !value.is_empty() {
        true => syntax::items(value)
            .into_iter()
            .map(element)
            .collect::<Vec<_>>()
            .join(", "),
        false => quote::literal(value),
    };
    format!("SET {} = {value}", name(setting))
}

fn split(setting: &str) -> (&str, &str) {
    setting.split_once('=').unwrap_or((setting, ""))
}

fn name(name: &str) -> String {
    match MIXED.contains(&name) {
        true => name.into(),
        false => name
            .split('.')
            .map(quote::ident)
            .collect::<Vec<_>>()
            .join("."),
    }
}

/// A name, which may be empty or longer than names are.
fn element(text: &str) -> String {
    let inner = text.strip_prefix('"').and_then(|t| t.strip_suffix('"'));
    let plain = inner.map_or_else(|| text.to_string(), |t| t.replace("\"\"", "\""));
    match plain.is_empty() || plain.len() >= 64 {
        true => quote::literal(&plain),
        false => quote::ident(&plain),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::testing::object;
    use serde_json::json;

    fn of(settings: &[&str]) -> Object {
        object(
            json!({"id": "function public.f()", "schema": "public", "name": "f", "settings": settings}),
        )
    }

    #[test]
    fn settings() {
        let f = of(&[
            "DateStyle=ISO, DMY",
            "my.setting=it's",
            "search_path=app, \"A, \"\"b\", \"$user\", \"\"",
            "work_mem=1MB",
        ]);
        assert_eq!(
            all(&f),
            [
                "SET DateStyle = 'ISO, DMY'",
                "SET my.setting = 'it''s'",
                "SET search_path = app, \"A, \"\"b\", \"$user\", ''",
                "SET work_mem = '1MB'",
            ]
        );
    }

    #[test]
    fn changes() {
        let (old, new) = (of(&["a=1", "b=1", "c=1"]), of(&["b=1", "c=2", "d=1"]));
        assert_eq!(
            change(&old, &new),
            ["RESET a", "SET c = '2'", "SET d = '1'"]
        );
    }
}
