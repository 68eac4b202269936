//! Operators.

use super::qualified;
use crate::render::definition::{parenthesised, Definition};
use crate::render::difference::{any, is, only, Change};
use crate::render::family::Family;
use crate::render::{quote, target, Context};
use crate::schema::{Kind, Object};

pub const FAMILY: Family = Family {
    change,
    finish_change,
    rename,
    ..Family::new(create)
};

fn create(object: &Object, _: &Context) -> Vec<String> {
    let list = Definition::of(object)
        .name("FUNCTION", "function")
        .text("LEFTARG", "left")
        .text("RIGHTARG", "right")
        .pair("COMMUTATOR", object.text("commutator").map(qualified))
        .pair("NEGATOR", object.text("negator").map(qualified))
        .name("RESTRICT", "restrict")
        .name("JOIN", "join")
        .flag("HASHES", "hashes")
        .flag("MERGES", "merges");
    let symbols = object.name.as_deref().unwrap_or_default();
    let name = match &object.schema {
        Some(schema) => format!("{}.{symbols}", quote::ident(schema)),
        None => symbols.into(),
    };
    vec![format!("CREATE OPERATOR {name} {}", list.list())]
}

/// Only the estimators can always change; since version 17 the rest can be added.
fn change(from: &Object, to: &Object, context: &Context) -> Change {
    let estimators = [("restrict", "RESTRICT"), ("join", "JOIN")];
    let flags = [("hashes", "HASHES"), ("merges", "MERGES")];
    let later: &[&str] = if context.server() >= 17 {
        &["commutator", "negator", "hashes", "merges"]
    } else {
        &[]
    };
    let new = |name: &str| from.attributes.get(name).is_none();
    let can =
        |name: &&str| ["restrict", "join"].contains(name) || later.contains(name) && new(name);
    let names: Vec<&str> = [
        "restrict",
        "join",
        "commutator",
        "negator",
        "hashes",
        "merges",
    ]
    .into_iter()
    .filter(can)
    .collect();
    if !only(from, to, &names) || links(from, to).any(|(name, _)| !is_whole(to, name, context)) {
        return Change::Again;
    }
    let mut items = Vec::new();
    for (name, word) in estimators.iter().filter(|(name, _)| any(from, to, &[name])) {
        items.push(format!(
            "{word} = {}",
            to.text(name).map_or("NONE".into(), quote::dotted)
        ));
    }
    let flags = flags
        .iter()
        .filter(|(name, _)| any(from, to, &[name]) && is(&to.attributes, name));
    items.extend(flags.map(|(_, word)| String::from(*word)));
    Change::InPlace(alter(to, &items))
}

/// The other operators may be new.
fn finish_change(from: &Object, to: &Object, _: &Context) -> Vec<String> {
    let other = |name: &str| to.text(name).map(qualified);
    let items: Vec<String> = links(from, to)
        .filter_map(|(name, word)| Some(format!("{word} = {}", other(name)?)))
        .collect();
    alter(to, &items)
}

/// The links to other operators that differ.
fn links<'a>(from: &'a Object, to: &'a Object) -> impl Iterator<Item = (&'a str, &'a str)> {
    let links = [("commutator", "COMMUTATOR"), ("negator", "NEGATOR")];
    links.into_iter().filter(|(name, _)| any(from, to, &[name]))
}

/// Whether the operator that it is linked to has been defined: ALTER OPERATOR takes no other.
fn is_whole(operator: &Object, link: &str, context: &Context) -> bool {
    let side = |name| operator.text(name).unwrap_or("NONE");
    let (left, right) = match link {
        "commutator" => (side("right"), side("left")),
        _ => (side("left"), side("right")),
    };
    let other = operator.text(link).unwrap_or_default();
    let display = format!("{other}({left}, {right})");
    other.starts_with("pg_catalog.") || context.find(Kind::Operator, &display).is_some()
}

fn alter(operator: &Object, items: &[String]) -> Vec<String> {
    match items.is_empty() {
        true => Vec::new(),
        false => vec![format!(
            "ALTER {} SET {}",
            target::of(operator),
            parenthesised(items)
        )],
    }
}

/// An operator can move to another schema and has no new name.
fn rename(from: &Object, to: &Object) -> Option<Vec<String>> {
    match from.name == to.name {
        true => crate::render::rename::plain(from, to),
        false => None,
    }
}

#[cfg(test)]
mod tests {
    use crate::render::testing::{object, schema};
    use crate::render::{change, create, finish_change, rename, Context};
    use crate::schema::Object;
    use serde_json::{json, Value};

    fn operator(schema: &str, more: Value) -> Object {
        let mut value = json!({"id": format!("operator {schema}.=(text, text)"), "schema": schema, "name": "=",
            "left": "text", "right": "text", "function": "public.eq"});
        for (name, attribute) in more.as_object().unwrap() {
            value[name] = attribute.clone();
        }
        object(value)
    }

    #[test]
    fn created() {
        let there = schema(vec![]);
        let o = operator(
            "Mixed",
            json!({"commutator": "\"Mixed\".=", "restrict": "eqsel", "hashes": true}),
        );
        assert_eq!(
            create(&o, &Context::new(&there)),
            ["CREATE OPERATOR \"Mixed\".= (\n    FUNCTION = public.eq,\n    LEFTARG = text,\n    RIGHTARG = text,\n    \
              COMMUTATOR = OPERATOR(\"Mixed\".=),\n    RESTRICT = eqsel,\n    HASHES\n)"]
        );
    }

    #[test]
    fn changed() {
        let mut there = schema(vec![]);
        let old = operator("a", json!({"join": "eqjoinsel"}));
        let new = operator("a", json!({"restrict": "eqsel"}));
        let hashes = operator(
            "a",
            json!({"join": "eqjoinsel", "hashes": true, "commutator": "a.="}),
        );
        assert_eq!(
            change(&old, &new, &Context::new(&there)).unwrap(),
            ["ALTER OPERATOR a.= (text, text) SET (RESTRICT = eqsel, JOIN = NONE)"]
        );
        assert_eq!(
            change(&old, &hashes, &Context::new(&there)).unwrap()[0],
            "DROP OPERATOR a.= (text, text)"
        );
        there.server = 17;
        assert_eq!(
            change(&old, &hashes, &Context::new(&there)).unwrap().len(),
            2
        );
        there.objects.push(hashes.clone());
        let context = Context::new(&there);
        assert_eq!(
            change(&old, &hashes, &context).unwrap(),
            ["ALTER OPERATOR a.= (text, text) SET (HASHES)"]
        );
        assert_eq!(
            finish_change(&old, &hashes, &context),
            ["ALTER OPERATOR a.= (text, text) SET (COMMUTATOR = OPERATOR(a.=))"]
        );
        assert_eq!(change(&hashes, &old, &context).unwrap().len(), 2);
    }

    #[test]
    fn moved() {
        assert_eq!(
            rename(&operator("a", json!({})), &operator("b", json!({}))).unwrap(),
            ["ALTER OPERATOR a.= (text, text) SET SCHEMA b"]
        );
    }
}
