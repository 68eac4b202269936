//! What becomes of functions and procedures that differ.

use super::function::{flag, statement, FLAGS};
use super::{parameters, settings};
use crate::render::difference::{any, only, texts, Change};
use crate::render::{quote, target, Context};
use crate::schema::Object;

/// By ALTER where that does it, else by CREATE OR REPLACE where the server allows it.
pub fn change(from: &Object, to: &Object, _: &Context) -> Change {
    if let Some(clauses) = altered(from, to) {
        return Change::InPlace(vec![format!(
            "ALTER {}{}",
            target::of(to),
            laid_out(&clauses)
        )]);
    }
    if any(from, to, &["result", "window"]) || !parameters::replaceable(from, to) {
        return Change::Again;
    }
    let mut list = vec![statement(to, "CREATE OR REPLACE")];
    list.extend(kept_dependencies(from, to));
    Change::InPlace(list)
}

/// The clauses of ALTER FUNCTION, which cannot take the support function away.
fn altered(from: &Object, to: &Object) -> Option<Vec<String>> {
    let can: Vec<&str> = FLAGS.into_iter().chain(["settings"]).collect();
    let without_support = any(from, to, &["support"]) && to.text("support").is_none();
    if !only(from, to, &can) || without_support || from.arguments != to.arguments {
        return None;
    }
    let flags = FLAGS.iter().filter(|name| any(from, to, &[name]));
    let mut clauses: Vec<String> = flags.map(|name| flag(to, name)).collect();
    clauses.extend(settings::change(from, to));
    Some(clauses)
}

fn laid_out(clauses: &[String]) -> String {
    match clauses {
        [one] => format!(" {one}"),
        several => several.iter().map(|c| format!("\n    {c}")).collect(),
    }
}

/// CREATE OR REPLACE forgets which extensions the function is to go with.
fn kept_dependencies(from: &Object, to: &Object) -> Vec<String> {
    let name = "depends_on_extensions";
    let old = texts(&from.attributes, name);
    (texts(&to.attributes, name).into_iter())
        .filter(|extension| old.contains(extension))
        .map(|extension| {
            format!(
                "ALTER {} DEPENDS ON EXTENSION {}",
                target::of(to),
                quote::ident(extension)
            )
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use crate::render::testing::{object, schema};
    use crate::render::{change, Context};
    use crate::schema::Object;
    use serde_json::{json, Value};

    fn function(more: Value) -> Object {
        let mut value = json!({"id": "function public.f(integer)", "schema": "public", "name": "f", "arguments": "integer",
            "parameters": "a integer", "result": "integer", "language": "sql", "body": "SELECT 1"});
        for (name, attribute) in more.as_object().unwrap() {
            value[name] = attribute.clone();
        }
        object(value)
    }

    fn changed(from: Value, to: Value) -> Vec<String> {
        change(
            &function(from),
            &function(to),
            &Context::new(&schema(vec![])),
        )
        .unwrap()
    }

    #[test]
    fn altered() {
        assert_eq!(
            changed(json!({"strict": true}), json!({})),
            ["ALTER FUNCTION public.f(integer) CALLED ON NULL INPUT"]
        );
        assert_eq!(
            changed(
                json!({"volatility": "stable", "cost": "3", "settings": ["work_mem=1MB"]}),
                json!({"parallel": "safe"})
            ),
            ["ALTER FUNCTION public.f(integer)\n    VOLATILE\n    PARALLEL SAFE\n    COST 100\n    RESET work_mem"]
        );
    }

    #[test]
    fn replaced() {
        assert_eq!(
            changed(json!({}), json!({"body": "SELECT 2"})),
            ["CREATE OR REPLACE FUNCTION public.f(a integer) RETURNS integer\n    LANGUAGE sql\nAS $$SELECT 2$$"]
        );
        assert_eq!(
            changed(
                json!({"support": "s", "depends_on_extensions": ["e", "gone"]}),
                json!({"depends_on_extensions": ["e"]})
            )[1..],
            [
                "ALTER FUNCTION public.f(integer) DEPENDS ON EXTENSION e",
                "ALTER FUNCTION public.f(integer) NO DEPENDS ON EXTENSION gone",
            ]
        );
    }

    #[test]
    fn created_again() {
        for to in [
            json!({"result": "text"}),
            json!({"parameters": "b integer"}),
            json!({"window": true}),
        ] {
            let list = changed(json!({}), to);
            assert_eq!(list[0], "DROP FUNCTION public.f(integer)");
            assert!(list[1].starts_with("CREATE FUNCTION"), "{list:?}");
        }
    }
}
