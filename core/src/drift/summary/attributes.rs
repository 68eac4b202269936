//! What Prisma has no words for: any attribute, by its name and values.

use super::super::{shown, Changed};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// A line for each attribute; for grants, one for each that came or went.
pub fn lines(list: &[&Changed]) -> Vec<String> {
    (list.iter())
        .flat_map(|c| match is_grant(c) {
            true => grants(c, ""),
            false => vec![format!("[*] Altered {} ({})", words(&c.name), values(c))],
        })
        .collect()
}

/// An attribute in a list of what changed: `storage changed from …`.
pub fn part(changed: &Changed) -> String {
    format!("{} {}", words(&changed.name), values(changed))
}

pub fn is_grant(changed: &Changed) -> bool {
    matches!(changed.name.as_str(), "grants" | "revokes")
}

fn words(name: &str) -> String {
    name.replace('_', " ")
}

/// What is too long to be told apart on one line has just changed.
fn values(changed: &Changed) -> String {
    let boolean = |v: &Option<Value>| matches!(v, Some(Value::Bool(_)));
    let flag = boolean(&changed.expected) || boolean(&changed.actual);
    let side = |value: &Option<Value>| match value {
        None if flag => "false".into(),
        None => "None".into(),
        Some(value) => shown(value),
    };
    let (from, to) = (side(&changed.expected), side(&changed.actual));
    match from == to {
        true => "changed".into(),
        false => format!("changed from `{from}` to `{to}`"),
    }
}

/// Who may do what: a privilege of someone, from someone else than the owner perhaps.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Grant {
    role: String,
    by: Option<String>,
    grantable: bool,
}

/// The privileges that came and went; `place` says of which part of the object they are.
pub fn grants(changed: &Changed, place: &str) -> Vec<String> {
    let (old, new) = (read(&changed.expected), read(&changed.actual));
    let (noun, to) = match changed.name.as_str() {
        "revokes" => ("revoke", "from"),
        _ => ("grant", "to"),
    };
    let line = |verb: &str, (grant, privileges): (Grant, Vec<String>)| {
        let Grant { role, by, .. } = &grant;
        let option = if grant.grantable {
            " with grant option"
        } else {
            ""
        };
        let by = by.as_ref().map(|by| format!(" by `{by}`"));
        let by = by.unwrap_or_default();
        let privileges = privileges.join(", ");
        format!("{verb} {noun} of {privileges}{place} {to} `{role}`{option}{by}")
    };
    let removed = without(&old, &new).map(|g| line("[-] Removed", g));
    let added = without(&new, &old).map(|g| line("[+] Added", g));
    removed.chain(added).collect()
}

type Grants = BTreeMap<Grant, BTreeSet<String>>;

fn without<'a>(
    list: &'a Grants,
    other: &'a Grants,
) -> impl Iterator<Item = (Grant, Vec<String>)> + 'a {
    list.iter().filter_map(|(grant, privileges)| {
        let there = other.get(grant);
        let missing = |p: &&String| !there.is_some_and(|list| list.contains(*p));
        let rest: Vec<String> = privileges.iter().filter(missing).cloned().collect();
        (!rest.is_empty()).then(|| (grant.clone(), rest))
    })
}

fn read(value: &Option<Value>) -> Grants {
    let mut grants = Grants::new();
    let list = value.as_ref().and_then(Value::as_array);
    for entry in list.into_iter().flatten() {
        let text = |key: &str| Some(entry.get(key)?.as_str()?.to_string());
        let role = text("to").or_else(|| text("from")).unwrap_or_default();
        for (key, grantable) in [("privileges", false), ("grantable", true)] {
            let grant = Grant {
                role: role.clone(),
                by: text("by"),
                grantable,
            };
            let privileges = entry.get(key).and_then(Value::as_array);
            let privileges = privileges.into_iter().flatten().filter_map(Value::as_str);
            let mut privileges = privileges.map(String::from).peekable();
            if privileges.peek().is_some() {
                grants.entry(grant).or_default().extend(privileges);
            }
        }
    }
    grants
}
