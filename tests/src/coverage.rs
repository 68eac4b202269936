//! Which attributes of which kinds of objects the mutations prove: that a change of them is seen.

use crate::mutations::{Mutation, Mutations};
use crate::Value;
use std::collections::{BTreeMap, BTreeSet};

/// A kind and an attribute.
pub type Pair = (String, String);

/// What names an object in a document or follows from the rest is no attribute.
const NAMES: &[&str] = &[
    "id",
    "kind",
    "schema",
    "name",
    "arguments",
    "on",
    "columns",
    "depends",
];

fn pair(kind: &str, attribute: &str) -> Pair {
    (kind.to_owned(), attribute.to_owned())
}

/// What the mutations prove: all that they expect to see.
pub fn proved(mutations: &[Mutation]) -> BTreeSet<Pair> {
    let rows = mutations.iter().flat_map(|mutation| &mutation.expect);
    rows.flat_map(|[kind, _, change, attributes]| match change.as_str() {
        "changed" => attributes
            .split(',')
            .map(|attribute| pair(kind, attribute.trim()))
            .collect(),
        _ => vec![pair(kind, change)],
    })
    .collect()
}

/// What must not be seen, and is not.
pub fn unseen(mutations: &[Mutation]) -> BTreeSet<Pair> {
    let silent = mutations
        .iter()
        .filter(|mutation| mutation.expect.is_empty());
    silent.map(|m| pair(&m.kind, &m.attribute)).collect()
}

/// The attributes that objects of a document have, also those of their columns.
pub fn of_document(document: &str) -> BTreeSet<Pair> {
    let document: Value = serde_json::from_str(document).expect("a JSON document");
    let mut pairs = BTreeSet::new();
    for object in document["objects"].as_array().expect("objects") {
        let kind = object["kind"].as_str().expect("a kind");
        add(&mut pairs, kind, object);
        for column in object["columns"].as_array().into_iter().flatten() {
            add(&mut pairs, "column", column);
        }
    }
    pairs
}

fn add(pairs: &mut BTreeSet<Pair>, kind: &str, part: &Value) {
    let attributes = part.as_object().expect("a JSON object").keys();
    let attributes = attributes.filter(|name| !NAMES.contains(&name.as_str()));
    pairs.extend(attributes.map(|attribute| pair(kind, attribute)));
}

/// Those that nothing proves and that no exception names, in lines.
pub fn lacking<'a>(
    pairs: impl IntoIterator<Item = &'a Pair>,
    mutations: &Mutations,
) -> Vec<String> {
    let proved = proved(&mutations.list);
    let excepted = |(kind, attribute): &Pair| {
        let mut exceptions = mutations.exceptions.iter();
        exceptions.any(|e| e.kind == *kind && e.attribute == *attribute)
    };
    pairs
        .into_iter()
        .filter(|pair| !proved.contains(pair) && !excepted(pair))
        .map(|(kind, attribute)| format!("{kind}: {attribute}"))
        .collect()
}

/// The tables of docs/schema-value.md.
pub fn markdown(mutations: &Mutations) -> String {
    let mut text = String::new();
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for mutation in &mutations.list {
        *counts.entry(&mutation.kind).or_default() += 1;
    }
    text += "| kind | changes | what of it |\n| --- | ---: | --- |\n";
    for (kind, names) in by_kind(proved(&mutations.list)) {
        let count = counts.get(kind.as_str()).copied().unwrap_or_default();
        text += &format!("| {kind} | {count} | {} |\n", names.join(", "));
    }
    text += "\nNo change proves these:\n\n| kind | attribute | because |\n| --- | --- | --- |\n";
    let mut exceptions: Vec<_> = mutations.exceptions.iter().collect();
    exceptions.sort_by_key(|e| (&e.kind, &e.attribute));
    for e in exceptions {
        text += &format!("| {} | {} | {} |\n", e.kind, e.attribute, e.reason);
    }
    text += "\nA change of these is proved to be no drift:\n\n| kind | what |\n| --- | --- |\n";
    for (kind, names) in by_kind(unseen(&mutations.list)) {
        text += &format!("| {kind} | {} |\n", names.join(", "));
    }
    text
}

/// The attributes of each kind; what can happen to the whole object comes first.
fn by_kind(pairs: BTreeSet<Pair>) -> BTreeMap<String, Vec<String>> {
    let mut kinds: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (kind, attribute) in pairs {
        kinds.entry(kind).or_default().push(attribute);
    }
    let is_whole = |name: &String| ["added", "removed", "renamed"].contains(&name.as_str());
    for names in kinds.values_mut() {
        names.sort_by_key(|name| (!is_whole(name), name.clone()));
    }
    kinds
}
