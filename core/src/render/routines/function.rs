//! Functions and procedures.

use super::{change, settings};
use crate::render::difference::{is, texts};
use crate::render::family::Family;
use crate::render::{quote, rename, target, Context};
use crate::schema::Object;

pub const FAMILY: Family = Family {
    change: change::change,
    rename: renamed,
    ..Family::new(create)
};

fn create(object: &Object, _: &Context) -> Vec<String> {
    vec![statement(object, "CREATE")]
}

/// With its kind's word it says no more than which name it has; other types of arguments make
/// another function.
pub fn renamed(from: &Object, to: &Object) -> Option<Vec<String>> {
    match from.arguments == to.arguments {
        true => rename::plain(from, to),
        false => None,
    }
}

/// The whole statement, which begins with CREATE or CREATE OR REPLACE.
pub fn statement(object: &Object, create: &str) -> String {
    let mut text = format!(
        "{create} {} {}({})",
        target::word(object.kind),
        target::own_name(object),
        object.text("parameters").unwrap_or_default()
    );
    if let Some(result) = object.text("result") {
        text += &format!(" RETURNS {result}");
    }
    text += &format!(
        "\n    LANGUAGE {}",
        quote::ident(object.text("language").unwrap_or_default())
    );
    for clause in clauses(object) {
        text += &format!(" {clause}");
    }
    for setting in settings::all(object) {
        text += &format!("\n    {setting}");
    }
    text + &body(object)
}

/// What is not as usual, in the order of the documentation.
fn clauses(object: &Object) -> Vec<String> {
    let types = texts(&object.attributes, "transforms");
    let transforms = types
        .iter()
        .map(|t| format!("FOR TYPE {t}"))
        .collect::<Vec<_>>()
        .join(", ");
    let mut list = Vec::new();
    if !transforms.is_empty() {
        list.push(format!("TRANSFORM {transforms}"));
    }
    if is(&object.attributes, "window") {
        list.push("WINDOW".into());
    }
    let unusual = FLAGS
        .iter()
        .filter(|name| object.attributes.get(name).is_some());
    list.extend(unusual.map(|name| flag(object, name)));
    list
}

/// What ALTER FUNCTION can change as well, but for the settings.
pub const FLAGS: [&str; 8] = [
    "volatility",
    "strict",
    "security_definer",
    "leakproof",
    "parallel",
    "cost",
    "rows",
    "support",
];

/// The clause for one of these.
pub fn flag(object: &Object, name: &str) -> String {
    let text = object.text(name);
    let set = is(&object.attributes, name);
    match name {
        "volatility" => text.unwrap_or("volatile").to_uppercase(),
        "strict" => if set {
            "STRICT"
        } else {
            "CALLED ON NULL INPUT"
        }
        .into(),
        "security_definer" => format!("SECURITY {}", if set { "DEFINER" } else { "INVOKER" }),
        "leakproof" => if set { "LEAKPROOF" } else { "NOT LEAKPROOF" }.into(),
        "parallel" => format!("PARALLEL {}", text.unwrap_or("unsafe").to_uppercase()),
        "cost" => format!("COST {}", text.unwrap_or(usual_cost(object))),
        "rows" => format!("ROWS {}", text.unwrap_or("1000")),
        _ => format!("SUPPORT {}", quote::dotted(text.unwrap_or_default())),
    }
}

fn usual_cost(object: &Object) -> &'static str {
    match object.text("language") {
        Some("c" | "internal") => "1",
        _ => "100",
    }
}

fn body(object: &Object) -> String {
    let text = object.text("body").unwrap_or_default();
    if let Some(sql) = object.text("sql_body") {
        return format!("\n{sql}");
    }
    if let Some(library) = object.text("library") {
        return format!(
            "\n    AS {}, {}",
            quote::literal(library),
            quote::literal(text)
        );
    }
    match object.text("language") {
        Some("c" | "internal") => format!("\n    AS {}", quote::literal(text)),
        _ => format!("\nAS {}", quote::dollar(text)),
    }
}

#[cfg(test)]
mod tests {
    use crate::render::testing::{object, schema};
    use crate::render::{create, rename, Context};
    use serde_json::json;

    #[test]
    fn created() {
        let there = schema(vec![]);
        let context = Context::new(&there);
        let f = object(
            json!({"id": "function public.f(integer)", "schema": "public", "name": "f", "arguments": "integer",
            "parameters": "a integer DEFAULT 1", "result": "SETOF text", "language": "plpgsql", "volatility": "stable",
            "strict": true, "security_definer": true, "leakproof": true, "parallel": "safe", "cost": "5", "rows": "7",
            "settings": ["search_path=app"], "transforms": ["hstore"], "body": "BEGIN $$ END"}),
        );
        assert_eq!(
            create(&f, &context),
            ["CREATE FUNCTION public.f(a integer DEFAULT 1) RETURNS SETOF text\n    LANGUAGE plpgsql TRANSFORM FOR TYPE hstore STABLE STRICT \
              SECURITY DEFINER LEAKPROOF PARALLEL SAFE COST 5 ROWS 7\n    SET search_path = app\nAS $body$BEGIN $$ END$body$"]
        );
    }

    #[test]
    fn bodies() {
        let there = schema(vec![]);
        let context = Context::new(&there);
        let c = object(
            json!({"id": "function public.f()", "schema": "public", "name": "f", "arguments": "", "result": "void",
            "language": "c", "library": "$libdir/x", "body": "sym"}),
        );
        assert_eq!(
            create(&c, &context),
            ["CREATE FUNCTION public.f() RETURNS void\n    LANGUAGE c\n    AS '$libdir/x', 'sym'"]
        );
        let p = object(
            json!({"id": "procedure public.p()", "schema": "public", "name": "p", "arguments": "",
            "language": "sql", "sql_body": "BEGIN ATOMIC\n SELECT 1;\nEND"}),
        );
        assert_eq!(
            create(&p, &context),
            ["CREATE PROCEDURE public.p()\n    LANGUAGE sql\nBEGIN ATOMIC\n SELECT 1;\nEND"]
        );
    }

    #[test]
    fn renamed() {
        let of = |name: &str, arguments: &str| {
            object(
                json!({"id": format!("function public.{name}({arguments})"), "schema": "public", "name": name, "arguments": arguments}),
            )
        };
        assert_eq!(
            rename(&of("f", "integer"), &of("g", "integer")).unwrap(),
            ["ALTER FUNCTION public.f(integer) RENAME TO g"]
        );
        assert_eq!(rename(&of("f", "integer"), &of("g", "text")), None);
    }
}
