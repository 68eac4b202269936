//! Text search configurations, with the dictionaries for each type of token.

use crate::render::definition::Definition;
use crate::render::difference::{only, Change};
use crate::render::family::Family;
use crate::render::{quote, target, Context};
use crate::schema::Object;
use serde_json::Value;

pub const FAMILY: Family = Family {
    change,
    ..Family::new(create)
};

/// A type of token, and the dictionaries in their order.
#[derive(Clone, Copy, PartialEq)]
struct Mapping<'a> {
    token: &'a str,
    dictionaries: &'a [Value],
}

fn create(object: &Object, _: &Context) -> Vec<String> {
    let list = Definition::of(object).name("PARSER", "parser").list();
    let mut statements = vec![format!("CREATE {} {list}", target::of(object))];
    statements.extend(map(object, "ADD", &mappings(object)));
    statements
}

fn change(from: &Object, to: &Object, _: &Context) -> Change {
    if !only(from, to, &["mappings"]) {
        return Change::Again;
    }
    let (old, new) = (mappings(from), mappings(to));
    let has = |list: &[Mapping], token: &str| list.iter().any(|m| m.token == token);
    let gone = quote::list(old.iter().map(|m| m.token).filter(|t| !has(&new, t)));
    let (other, come): (Vec<_>, Vec<_>) = new
        .iter()
        .filter(|m| !old.contains(m))
        .partition(|m| has(&old, m.token));
    let mut list = Vec::new();
    if !gone.is_empty() {
        list.push(format!("ALTER {} DROP MAPPING FOR {gone}", target::of(to)));
    }
    list.extend(map(to, "ALTER", &other));
    list.extend(map(to, "ADD", &come));
    Change::InPlace(list)
}

fn mappings(object: &Object) -> Vec<Mapping<'_>> {
    let list = object.attributes.get("mappings").and_then(Value::as_array);
    (list.into_iter().flatten())
        .filter_map(|mapping| {
            Some(Mapping {
                token: mapping.get("token")?.as_str()?,
                dictionaries: mapping.get("dictionaries")?.as_array()?,
            })
        })
        .collect()
}

/// A statement for all tokens that have the same dictionaries.
fn map(object: &Object, word: &str, mappings: &[Mapping]) -> Vec<String> {
    let mut groups: Vec<Vec<&Mapping>> = Vec::new();
    for mapping in mappings {
        match groups
            .iter_mut()
            .find(|g| g[0].dictionaries == mapping.dictionaries)
        {
            Some(group) => group.push(mapping),
            None => groups.push(vec![mapping]),
        }
    }
    let one = |group: &Vec<&Mapping>| {
        let names = group[0].dictionaries.iter().filter_map(Value::as_str);
        format!(
            "ALTER {} {word} MAPPING FOR {} WITH {}",
            target::of(object),
            quote::list(group.iter().map(|m| m.token)),
            names.map(quote::dotted).collect::<Vec<_>>().join(", ")
        )
    };
    groups.iter().map(one).collect()
}

#[cfg(test)]
mod tests {
    use crate::render::testing::{object, schema};
    use crate::render::{change, create, Context};
    use crate::schema::Object;
    use serde_json::json;

    fn configuration(mappings: &[(&str, &[&str])]) -> Object {
        let mappings: Vec<_> = mappings
            .iter()
            .map(|(token, list)| json!({"token": token, "dictionaries": list}))
            .collect();
        object(
            json!({"id": "text search configuration public.c", "schema": "public", "name": "c", "parser": "\"default\"", "mappings": mappings}),
        )
    }

    #[test]
    fn configurations() {
        let there = schema(vec![]);
        let context = Context::new(&there);
        let old = configuration(&[
            ("email", &["simple"]),
            ("word", &["public.d", "simple"]),
            ("asciiword", &["public.d", "simple"]),
        ]);
        let new = configuration(&[
            ("url", &["simple"]),
            ("word", &["simple"]),
            ("asciiword", &["public.d", "simple"]),
        ]);
        assert_eq!(
            create(&old, &context),
            [
                "CREATE TEXT SEARCH CONFIGURATION public.c (PARSER = \"default\")",
                "ALTER TEXT SEARCH CONFIGURATION public.c ADD MAPPING FOR email WITH simple",
                "ALTER TEXT SEARCH CONFIGURATION public.c ADD MAPPING FOR word, asciiword WITH public.d, simple",
            ]
        );
        assert_eq!(
            change(&old, &new, &context).unwrap(),
            [
                "ALTER TEXT SEARCH CONFIGURATION public.c DROP MAPPING FOR email",
                "ALTER TEXT SEARCH CONFIGURATION public.c ALTER MAPPING FOR word WITH simple",
                "ALTER TEXT SEARCH CONFIGURATION public.c ADD MAPPING FOR url WITH simple",
            ]
        );
    }
}
