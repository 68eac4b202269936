//! Row-level security policies.

use super::difference::{any, is, texts, Change};
use super::family::Family;
use super::{quote, target, Context};
use crate::schema::Object;

pub const FAMILY: Family = Family {
    change,
    ..Family::new(create)
};

const EXPRESSIONS: [(&str, &str); 2] = [("using", "USING"), ("check", "WITH CHECK")];

fn create(policy: &Object, _: &Context) -> Vec<String> {
    let mut text = format!("CREATE {}", target::of(policy));
    if is(&policy.attributes, "restrictive") {
        text += " AS RESTRICTIVE";
    }
    if let Some(command) = policy.text("command") {
        text = text + " FOR " + &command.to_uppercase();
    }
    if policy.attributes.get("roles").is_some() {
        text = text + " TO " + &roles(policy);
    }
    for (name, words) in EXPRESSIONS {
        if let Some(expression) = policy.text(name) {
            text += &format!("\n    {words} {}", quote::in_parentheses(expression));
        }
    }
    vec![text]
}

fn roles(policy: &Object) -> String {
    match texts(&policy.attributes, "roles").as_slice() {
        [] => "PUBLIC".into(),
        list => quote::list(list.iter().copied()),
    }
}

/// ALTER POLICY cannot take an expression away.
fn change(from: &Object, to: &Object, _: &Context) -> Change {
    let gone = |name: &str| from.text(name).is_some() && to.text(name).is_none();
    if any(from, to, &["command", "restrictive"]) || EXPRESSIONS.iter().any(|(n, _)| gone(n)) {
        return Change::Again;
    }
    let mut text = format!("ALTER {}", target::of(to));
    if any(from, to, &["roles"]) {
        text = text + " TO " + &roles(to);
    }
    for (name, words) in EXPRESSIONS {
        if let Some(expression) = to.text(name).filter(|_| any(from, to, &[name])) {
            text += &format!("\n    {words} {}", quote::in_parentheses(expression));
        }
    }
    Change::InPlace(vec![text])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::testing::{object, schema};
    use crate::render::{change, create};
    use serde_json::{json, Value};

    fn policy(more: Value) -> Object {
        let mut value = json!({"id": "policy p on public.t", "name": "p", "on": "public.t"});
        for (name, v) in more.as_object().unwrap() {
            value[name] = v.clone();
        }
        object(value)
    }

    #[test]
    fn policies() {
        let there = schema(vec![]);
        let context = Context::new(&there);
        let from = policy(
            json!({"restrictive": true, "command": "update", "roles": ["a", "B"],
            "using": "(a = 1)", "check": "true"}),
        );
        let created = "CREATE POLICY p ON public.t AS RESTRICTIVE FOR UPDATE TO a, \"B\"\n    USING (a = 1)\n    WITH CHECK (true)";
        assert_eq!(create(&from, &context), [created]);
        let to = policy(
            json!({"restrictive": true, "command": "update", "using": "((a = 1) OR (b = 2))", "check": "true"}),
        );
        assert_eq!(
            change(&from, &to, &context).unwrap(),
            ["ALTER POLICY p ON public.t TO PUBLIC\n    USING ((a = 1) OR (b = 2))"]
        );
        assert_eq!(
            change(&from, &policy(json!({})), &context).unwrap(),
            ["DROP POLICY p ON public.t", "CREATE POLICY p ON public.t"]
        );
    }
}
