//! Security labels.

use super::{quote, target};
use crate::schema::{Attributes, Object};
use serde_json::Value;

pub fn create(object: &Object) -> Vec<String> {
    change_of(&Attributes::new(), &object.attributes, &target::of(object))
        .into_iter()
        .chain(object.columns.iter().flat_map(|c| {
            change_of(
                &Attributes::new(),
                &c.attributes,
                &super::comment::column_target(object, &c.name),
            )
        }))
        .collect()
}

pub fn change(from: &Object, to: &Object) -> Vec<String> {
    let mut list = change_of(&from.attributes, &to.attributes, &target::of(to));
    for column in &to.columns {
        let none = Attributes::new();
        let old = from.column(&column.name).map_or(&none, |c| &c.attributes);
        let what = super::comment::column_target(to, &column.name);
        list.extend(change_of(old, &column.attributes, &what));
    }
    list
}

fn change_of(from: &Attributes, to: &Attributes, what: &str) -> Vec<String> {
    let (old, new) = (labels(from), labels(to));
    let gone = old.iter().filter(|(p, _)| new.iter().all(|(q, _)| q != p));
    let gone = gone.map(|(provider, _)| (provider, "NULL".to_string()));
    let changed = new.iter().filter(|label| !old.contains(label));
    let changed = changed.map(|(provider, text)| (provider, quote::literal(text)));
    gone.chain(changed)
        .map(|(provider, text)| {
            format!(
                "SECURITY LABEL FOR {} ON {what} IS {text}",
                quote::ident(provider)
            )
        })
        .collect()
}

fn labels(attributes: &Attributes) -> Vec<(&str, &str)> {
    match attributes.get("security_labels") {
        Some(Value::Object(map)) => (map.iter())
            .map(|(provider, text)| (provider.as_str(), text.as_str().unwrap_or_default()))
            .collect(),
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::testing::object;
    use serde_json::json;

    #[test]
    fn labels_of_objects_and_columns() {
        let of = |own: Value, column: Value| {
            object(
                json!({"id": "table public.t", "schema": "public", "name": "t", "security_labels": own,
                "columns": [{"name": "c", "security_labels": column}]}),
            )
        };
        let (from, to) = (
            of(json!({"a": "x"}), json!({})),
            of(json!({"b": "y"}), json!({"a": "z"})),
        );
        assert_eq!(
            create(&from),
            ["SECURITY LABEL FOR a ON TABLE public.t IS 'x'"]
        );
        assert_eq!(
            change(&from, &to),
            [
                "SECURITY LABEL FOR a ON TABLE public.t IS NULL",
                "SECURITY LABEL FOR b ON TABLE public.t IS 'y'",
                "SECURITY LABEL FOR a ON COLUMN public.t.c IS 'z'",
            ]
        );
    }
}
