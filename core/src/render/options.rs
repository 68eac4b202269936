//! Options of relations and columns (`fillfactor=70`), and those of foreign data wrappers.

use super::difference::texts;
use super::quote;
use crate::schema::Attributes;

/// ` WITH (fillfactor = 70)`, or nothing.
pub fn with(attributes: &Attributes) -> String {
    match texts(attributes, "options").as_slice() {
        [] => String::new(),
        list => format!(" WITH ({})", assignments(list)),
    }
}

/// `SET (…)` and `RESET (…)`.
pub fn change(from: &Attributes, to: &Attributes) -> Vec<String> {
    let (old, new) = (texts(from, "options"), texts(to, "options"));
    let gone: Vec<String> = (old.iter())
        .map(|o| split(o).0)
        .filter(|name| new.iter().all(|n| split(n).0 != *name))
        .map(name)
        .collect();
    let come: Vec<&str> = new.iter().filter(|o| !old.contains(o)).copied().collect();
    let mut list = Vec::new();
    if !gone.is_empty() {
        list.push(format!("RESET ({})", gone.join(", ")));
    }
    if !come.is_empty() {
        list.push(format!("SET ({})", assignments(&come)));
    }
    list
}

fn assignments(list: &[&str]) -> String {
    let one = |option: &&str| {
        let (name_text, value_text) = split(option);
        format!("{} = {}", name(name_text), value(value_text))
    };
    list.iter().map(one).collect::<Vec<_>>().join(", ")
}

/// ` OPTIONS (a 'b')`, or nothing.
pub fn foreign(attributes: &Attributes) -> String {
    let list = texts(attributes, "fdw_options");
    if list.is_empty() {
        return String::new();
    }
    let one = |option: &&str| {
        let (name, value) = split(option);
        format!("{} {}", quote::ident(name), quote::literal(value))
    };
    format!(
        " OPTIONS ({})",
        list.iter().map(one).collect::<Vec<_>>().join(", ")
    )
}

/// `OPTIONS (ADD a 'b', SET c 'd', DROP e)`, where something differs.
pub fn foreign_change(from: &Attributes, to: &Attributes) -> Option<String> {
    let (old, new) = (texts(from, "fdw_options"), texts(to, "fdw_options"));
    let mut list = Vec::new();
    for option in old.iter().map(|o| split(o).0) {
        if new.iter().all(|n| split(n).0 != option) {
            list.push(format!("DROP {}", quote::ident(option)));
        }
    }
    for option in new.iter().filter(|o| !old.contains(o)) {
        let (name, value) = split(option);
        let there = old.iter().any(|o| split(o).0 == name);
        let word = if there { "SET" } else { "ADD" };
        list.push(format!(
            "{word} {} {}",
            quote::ident(name),
            quote::literal(value)
        ));
    }
    (!list.is_empty()).then(|| format!("OPTIONS ({})", list.join(", ")))
}

fn split(option: &str) -> (&str, &str) {
    option.split_once('=').unwrap_or((option, ""))
}

/// `toast.autovacuum_enabled`
fn name(name: &str) -> String {
    name.split('.')
        .map(quote::ident)
        .collect::<Vec<_>>()
        .join(".")
}

fn value(value: &str) -> String {
    let number = value.parse::<f64>().is_ok() && value.starts_with(|c: char| c.is_ascii_digit());
    let word = !value.is_empty() && value.chars().all(|c| c.is_ascii_lowercase() || c == '_');
    if number || word && quote::ident(value) == value || matches!(value, "true" | "false" | "on") {
        value.into()
    } else {
        quote::literal(value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::testing::attributes;
    use serde_json::json;

    #[test]
    fn of_relations() {
        let old = attributes(
            json!({"options": ["autovacuum_enabled=off", "fillfactor=70", "toast.autovacuum_enabled=false"]}),
        );
        let new = attributes(
            json!({"options": ["fillfactor=80", "toast.autovacuum_enabled=false", "x=A b"]}),
        );
        assert_eq!(
            with(&old),
            " WITH (autovacuum_enabled = off, fillfactor = 70, toast.autovacuum_enabled = false)"
        );
        assert_eq!(
            change(&old, &new),
            [
                "RESET (autovacuum_enabled)",
                "SET (fillfactor = 80, x = 'A b')"
            ]
        );
        assert!(change(&old, &old).is_empty());
        assert_eq!(with(&Attributes::new()), "");
    }

    #[test]
    fn of_foreign_tables() {
        let old = attributes(json!({"fdw_options": ["a=1", "b=x=y"]}));
        let new = attributes(json!({"fdw_options": ["b=it's", "user=2"]}));
        assert_eq!(foreign(&old), " OPTIONS (a '1', b 'x=y')");
        assert_eq!(
            foreign_change(&old, &new).unwrap(),
            "OPTIONS (DROP a, SET b 'it''s', ADD \"user\" '2')"
        );
        assert_eq!(foreign_change(&old, &old), None);
    }
}
