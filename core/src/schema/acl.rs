//! Privileges, as what GRANT and REVOKE made of the built-in default: so that a change of the owner
//! or a privilege that a newer server adds is no difference.

use super::Attributes;
use serde_json::{json, Value};
use std::collections::BTreeMap;

/// Letters and names of the privileges, in the order of `aclitem`'s output.
/// Source: PostgreSQL's documentation, section "Privileges".
const PRIVILEGES: [(char, &str); 15] = [
    ('a', "INSERT"),
    ('r', "SELECT"),
    ('w', "UPDATE"),
    ('d', "DELETE"),
    ('D', "TRUNCATE"),
    ('x', "REFERENCES"),
    ('t', "TRIGGER"),
    ('X', "EXECUTE"),
    ('U', "USAGE"),
    ('C', "CREATE"),
    ('T', "TEMPORARY"),
    ('c', "CONNECT"),
    ('s', "SET"),
    ('A', "ALTER SYSTEM"),
    ('m', "MAINTAIN"),
];

/// Who holds something, and by whom: `public` is everyone, as no role can have that name.
type Holder = (String, String);

/// Privileges, and whether they may be passed on.
type Held = BTreeMap<Holder, BTreeMap<&'static str, bool>>;

/// Writes `grants` and `revokes` into the attributes of an object whose privileges are `acl`, when
/// they are not the default ones.
pub fn describe(acl: &[String], default: &[String], owner: Option<&str>, into: &mut Attributes) {
    let (now, usual) = (parse(acl), parse(default));
    let grants = difference(&now, &usual, owner, "to", |has, usual| {
        usual.is_none_or(|u| has && !u)
    });
    let revokes = difference(&usual, &now, owner, "from", |_, now| now.is_none());
    for (name, list) in [("grants", grants), ("revokes", revokes)] {
        if !list.is_empty() {
            into.insert(name, Value::Array(list));
        }
    }
}

/// Who holds what in `these` and differently in `those`.
fn difference(
    these: &Held,
    those: &Held,
    owner: Option<&str>,
    to: &str,
    counts: impl Fn(bool, Option<bool>) -> bool,
) -> Vec<Value> {
    let mut list = Vec::new();
    for (holder, privileges) in these {
        let other = those.get(holder);
        let counted = |grantable: bool| -> Vec<&str> {
            privileges
                .iter()
                .filter(|(name, has)| {
                    **has == grantable && counts(**has, other.and_then(|o| o.get(*name).copied()))
                })
                .map(|(name, _)| *name)
                .collect()
        };
        let (plain, grantable) = (counted(false), counted(true));
        if plain.is_empty() && grantable.is_empty() {
            continue;
        }
        let mut entry = json!({ to: holder.0 });
        if !plain.is_empty() {
            entry["privileges"] = json!(plain);
        }
        if !grantable.is_empty() {
            entry["grantable"] = json!(grantable);
        }
        if Some(holder.1.as_str()) != owner {
            entry["by"] = json!(holder.1);
        }
        list.push(entry);
    }
    list
}

fn parse(acl: &[String]) -> Held {
    let mut held = Held::new();
    for item in acl {
        if let Some((grantee, letters, grantor)) = parse_item(item) {
            let privileges = held.entry((grantee, grantor)).or_default();
            let mut letters = letters.chars().peekable();
            while let Some(letter) = letters.next() {
                let grantable = letters.next_if_eq(&'*').is_some();
                if let Some((_, name)) = PRIVILEGES.iter().find(|(l, _)| *l == letter) {
                    privileges.insert(name, grantable);
                }
            }
        }
    }
    held.retain(|_, privileges| !privileges.is_empty());
    held
}

/// The parts of `grantee=letters/grantor`.
fn parse_item(item: &str) -> Option<(String, &str, String)> {
    let (grantee, rest) = parse_name(item)?;
    let (letters, grantor) = rest.strip_prefix('=')?.split_once('/')?;
    let grantee = if grantee.is_empty() {
        "public".into()
    } else {
        grantee
    };
    Some((grantee, letters, parse_name(grantor)?.0))
}

/// A role's name, in double quotes if it is not a plain one, and what follows.
fn parse_name(text: &str) -> Option<(String, &str)> {
    let Some(quoted) = text.strip_prefix('"') else {
        let end = text.find('=').unwrap_or(text.len());
        return Some((text[..end].into(), &text[end..]));
    };
    let mut name = String::new();
    let mut rest = quoted;
    loop {
        let end = rest.find('"')?;
        name.push_str(&rest[..end]);
        rest = &rest[end + 1..];
        match rest.strip_prefix('"') {
            Some(more) => {
                name.push('"');
                rest = more;
            }
            None => return Some((name, rest)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn described(acl: &[&str], default: &[&str], owner: &str) -> Value {
        let own = |list: &[&str]| list.iter().map(|s| s.to_string()).collect::<Vec<_>>();
        let mut into = Attributes::new();
        describe(&own(acl), &own(default), Some(owner), &mut into);
        serde_json::to_value(&into).unwrap()
    }

    #[test]
    fn the_default_is_nothing() {
        assert_eq!(
            described(&["=X/o", "o=X/o"], &["o=X/o", "=X/o"], "o"),
            json!({})
        );
    }

    #[test]
    fn grants_and_revokes() {
        assert_eq!(
            described(
                &["o=ar/o", "bob=r*w/o", "eve=r/bob"],
                &["o=arw/o", "=X/o"],
                "o"
            ),
            json!({
                "grants": [
                    {"to": "bob", "privileges": ["UPDATE"], "grantable": ["SELECT"]},
                    {"to": "eve", "privileges": ["SELECT"], "by": "bob"},
                ],
                "revokes": [{"from": "o", "privileges": ["UPDATE"]}, {"from": "public", "privileges": ["EXECUTE"]}],
            })
        );
    }

    #[test]
    fn quoted_names() {
        assert_eq!(
            parse_item(r#""a""=/b"=r/"o o""#),
            Some(("a\"=/b".into(), "r", "o o".into()))
        );
        assert_eq!(
            parse_item("=U/postgres"),
            Some(("public".into(), "U", "postgres".into()))
        );
        for bad in ["", "a", "a=r", "\"a=r/b"] {
            assert_eq!(parse_item(bad), None, "{bad}");
        }
    }
}
