//! Which attributes of which kinds of objects the mutations prove: that a change of them is seen.

use crate::mutations::{Exception, Mutation, Mutations};
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
    let Mutations { list, exceptions } = mutations;
    let (mut silent, seen): (Vec<_>, Vec<_>) = list.iter().partition(|m| m.expect.is_empty());
    let mut text = format!("{} changes prove these:\n\n", seen.len());
    text += "| kind | the whole | its attributes |\n| --- | --- | --- |\n";
    for (kind, attributes) in by_kind(since(list)) {
        let shown = |whole| {
            let chosen = (attributes.iter()).filter(|(name, _)| is_whole(name) == whole);
            join(chosen.map(|(name, since)| match since {
                0 => (*name).to_owned(),
                major => format!("{name} ({major}+)"),
            }))
        };
        text += &format!("| {kind} | {} | {} |\n", shown(true), shown(false));
    }
    text += "\nNo change of an object can prove these:\n\n";
    for (reason, kinds) in excepted(exceptions) {
        let kinds = kinds
            .iter()
            .map(|(kind, names)| format!("{kind} ({})", join(names)));
        text += &format!("- {reason}: {}.\n", join(kinds));
    }
    text += "\nThese are proved to be no drift:\n\n| kind | what was done |\n| --- | --- |\n";
    silent.sort_by_key(|m| &m.kind);
    for Mutation { kind, change, .. } in silent {
        text += &format!("| {kind} | `{}` |\n", change.replace('|', "\\|"));
    }
    text
}

/// A text with what stands between two markers replaced. The markers stay.
pub fn replaced(document: &str, between: &str) -> String {
    let (before, rest) = document.split_once(BEGIN).expect("the first marker");
    let (_, after) = rest.split_once(END).expect("the second marker");
    format!("{before}{BEGIN}\n\n{between}\n{END}{after}")
}

const BEGIN: &str = "<!-- begin: made of tests/mutations by tests/tests/coverage.rs -->";
const END: &str = "<!-- end -->";

/// What is proved, with the first major version that can have it; 0 is every one.
fn since(list: &[Mutation]) -> BTreeMap<Pair, u32> {
    let mut since = BTreeMap::new();
    for mutation in list {
        for pair in proved(std::slice::from_ref(mutation)) {
            let first = since.entry(pair).or_insert(u32::MAX);
            *first = mutation.min_version.min(*first);
        }
    }
    since
}

fn by_kind(since: BTreeMap<Pair, u32>) -> BTreeMap<String, BTreeMap<String, u32>> {
    let mut kinds: BTreeMap<String, BTreeMap<String, u32>> = BTreeMap::new();
    for ((kind, attribute), major) in since {
        kinds.entry(kind).or_default().insert(attribute, major);
    }
    kinds
}

/// By the reason, then by kind.
fn excepted(exceptions: &[Exception]) -> BTreeMap<&str, BTreeMap<&str, BTreeSet<&str>>> {
    let mut reasons: BTreeMap<_, BTreeMap<_, BTreeSet<_>>> = BTreeMap::new();
    for e in exceptions {
        let kinds = reasons.entry(e.reason.as_str()).or_default();
        let names = kinds.entry(e.kind.as_str()).or_default();
        names.insert(e.attribute.as_str());
    }
    reasons
}

/// Whether it is something that can happen to the object as a whole.
fn is_whole(name: &str) -> bool {
    WHOLE.contains(&name)
}

pub const WHOLE: [&str; 3] = ["added", "removed", "renamed"];

fn join<T: AsRef<str>>(names: impl IntoIterator<Item = T>) -> String {
    let names: Vec<T> = names.into_iter().collect();
    let names: Vec<&str> = names.iter().map(AsRef::as_ref).collect();
    names.join(", ")
}
