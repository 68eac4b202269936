//! Text search dictionaries.

use crate::render::definition::{parenthesised, Definition};
use crate::render::difference::{only, Change};
use crate::render::family::Family;
use crate::render::{syntax, target, Context};
use crate::schema::Object;

pub const FAMILY: Family = Family {
    change,
    ..Family::new(create)
};

fn create(object: &Object, _: &Context) -> Vec<String> {
    let mut items = Definition::of(object).name("TEMPLATE", "template").items();
    items.extend(options(object).into_iter().map(String::from));
    vec![format!(
        "CREATE {} {}",
        target::of(object),
        parenthesised(&items)
    )]
}

/// As they are in the statement: `language = 'german'`
fn options(object: &Object) -> Vec<&str> {
    let text = object.text("options").unwrap_or_default();
    syntax::items(text)
        .into_iter()
        .filter(|o| !o.is_empty())
        .collect()
}

fn name(option: &str) -> &str {
    &option[..syntax::find(option, " = ").unwrap_or(option.len())]
}

/// The statement takes away the options that it names and puts those that it has values for behind
/// the others: all from the first one that differs.
fn change(from: &Object, to: &Object, _: &Context) -> Change {
    if !only(from, to, &["options"]) {
        return Change::Again;
    }
    let (old, new) = (options(from), options(to));
    let gone: Vec<&str> = (old.iter().map(|o| name(o)))
        .filter(|o| new.iter().all(|n| name(n) != *o))
        .collect();
    let kept_by = |set: &[&str]| -> Vec<&str> {
        let named = |o: &str| gone.contains(&name(o)) || set.iter().any(|s| name(s) == name(o));
        old.iter().copied().filter(|o| !named(o)).collect()
    };
    let first = (0..=new.len())
        .rev()
        .find(|k| kept_by(&new[*k..]) == new[..*k])
        .unwrap_or(0);
    let items: Vec<String> = gone
        .iter()
        .chain(&new[first..])
        .map(|s| s.to_string())
        .collect();
    Change::InPlace(vec![format!(
        "ALTER {} {}",
        target::of(to),
        parenthesised(&items)
    )])
}

#[cfg(test)]
mod tests {
    use crate::render::testing::{object, schema};
    use crate::render::{change, create, Context};
    use crate::schema::Object;
    use serde_json::json;

    fn dictionary(options: &str) -> Object {
        let mut value = json!({"id": "text search dictionary public.d", "schema": "public", "name": "d", "template": "snowball"});
        if !options.is_empty() {
            value["options"] = options.into();
        }
        object(value)
    }

    fn changed(from: &str, to: &str) -> String {
        let there = schema(vec![]);
        let list = change(&dictionary(from), &dictionary(to), &Context::new(&there)).unwrap();
        list[0].replace("ALTER TEXT SEARCH DICTIONARY public.d ", "")
    }

    #[test]
    fn created() {
        let there = schema(vec![]);
        assert_eq!(
            create(&dictionary("language = 'german', stopwords = 'a, b'"), &Context::new(&there)),
            ["CREATE TEXT SEARCH DICTIONARY public.d (TEMPLATE = snowball, language = 'german', stopwords = 'a, b')"]
        );
    }

    #[test]
    fn options_keep_their_order() {
        assert_eq!(
            changed("a = '1', b = '2', c = '3'", "a = '1', c = '4'"),
            "(b, c = '4')"
        );
        assert_eq!(
            changed("a = '1', b = '2'", "a = '2', b = '2'"),
            "(a = '2', b = '2')"
        );
        assert_eq!(changed("a = '1', b = '2'", "b = '2', a = '1'"), "(a = '1')");
        assert_eq!(changed("a = '1'", ""), "(a)");
        assert_eq!(changed("", "a = '1'"), "(a = '1')");
    }
}
