//! Event triggers.

use super::difference::{only, texts, Change};
use super::family::Family;
use super::{quote, target, Context};
use crate::schema::Object;

pub const FAMILY: Family = Family {
    change,
    ..Family::new(create)
};

fn create(object: &Object, _: &Context) -> Vec<String> {
    let text = |name| object.text(name).unwrap_or_default();
    let mut statement = format!(
        "CREATE {} ON {}",
        target::of(object),
        quote::ident(text("event"))
    );
    let tags: Vec<String> = texts(&object.attributes, "tags")
        .into_iter()
        .map(quote::literal)
        .collect();
    if !tags.is_empty() {
        statement += &format!("\n    WHEN TAG IN ({})", tags.join(", "));
    }
    statement += &format!(
        "\n    EXECUTE FUNCTION {}()",
        quote::dotted(text("function"))
    );
    let mut list = vec![statement];
    if object.text("enabled").is_some() {
        list.push(enable(object));
    }
    list
}

fn change(from: &Object, to: &Object, _: &Context) -> Change {
    match only(from, to, &["enabled"]) {
        true => Change::InPlace(vec![enable(to)]),
        false => Change::Again,
    }
}

fn enable(object: &Object) -> String {
    let how = match object.text("enabled") {
        Some("disabled") => "DISABLE",
        Some("replica") => "ENABLE REPLICA",
        Some("always") => "ENABLE ALWAYS",
        _ => "ENABLE",
    };
    format!("ALTER {} {how}", target::of(object))
}

#[cfg(test)]
mod tests {
    use crate::render::testing::{object, schema};
    use crate::render::{change, create, Context};
    use serde_json::json;

    #[test]
    fn event_triggers() {
        let there = schema(vec![]);
        let context = Context::new(&there);
        let disabled = object(
            json!({"id": "event trigger e", "name": "e", "event": "sql_drop", "function": "public.f",
            "tags": ["DROP TABLE", "DROP VIEW"], "enabled": "disabled"}),
        );
        let mut enabled = disabled.clone();
        enabled.attributes.remove("enabled");
        let mut other = enabled.clone();
        other.attributes.remove("tags");
        assert_eq!(
            create(&disabled, &context),
            [
                "CREATE EVENT TRIGGER e ON sql_drop\n    WHEN TAG IN ('DROP TABLE', 'DROP VIEW')\n    EXECUTE FUNCTION public.f()",
                "ALTER EVENT TRIGGER e DISABLE",
            ]
        );
        assert_eq!(
            change(&disabled, &enabled, &context).unwrap(),
            ["ALTER EVENT TRIGGER e ENABLE"]
        );
        assert_eq!(
            change(&enabled, &other, &context).unwrap(),
            [
                "DROP EVENT TRIGGER e",
                "CREATE EVENT TRIGGER e ON sql_drop\n    EXECUTE FUNCTION public.f()",
            ]
        );
    }
}
