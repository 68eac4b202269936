//! Types: which become which by themselves, and how the server stores them.

/// The smaller ones first.
pub const NUMBERS: [&str; 6] = [
    "smallint",
    "integer",
    "bigint",
    "numeric",
    "real",
    "double precision",
];

/// Types that become each other by an assignment, in either direction.
const FAMILIES: [&[&str]; 8] = [
    &NUMBERS,
    &["text", "character varying", "character", "name", "\"char\""],
    &[
        "date",
        "timestamp without time zone",
        "timestamp with time zone",
    ],
    &["time without time zone", "time with time zone"],
    &["json", "jsonb"],
    &["bit", "bit varying"],
    &["inet", "cidr"],
    &["macaddr", "macaddr8"],
];

const TEXTS: [&str; 3] = ["text", "character varying", "character"];

/// Whether ALTER COLUMN … TYPE needs no USING: an assignment casts the one to the other, as it does
/// anything to a text.
pub fn converts(from: &str, to: &str) -> bool {
    let (from, from_array) = base(from);
    let (to, to_array) = base(to);
    if from_array != to_array {
        return TEXTS.contains(&to.as_str()) && !to_array;
    }
    from == to
        || TEXTS.contains(&to.as_str())
        || (FAMILIES.iter()).any(|f| f.contains(&from.as_str()) && f.contains(&to.as_str()))
}

/// Pairs of types that a cast which has to be asked for leads between, one way or both.
const CASTS: [(&[&str], &[&str]); 9] = [
    (&["integer"], &["boolean", "\"char\"", "money", "bit"]),
    (&["bigint"], &["bit", "money"]),
    (&["boolean", "\"char\"", "bit"], &["integer"]),
    (&["bit"], &["bigint"]),
    (&["numeric"], &["money"]),
    (&["money"], &["numeric"]),
    (
        &["jsonb"],
        &[
            "boolean",
            "smallint",
            "integer",
            "bigint",
            "numeric",
            "real",
            "double precision",
        ],
    ),
    (
        &[
            "timestamp without time zone",
            "timestamp with time zone",
            "interval",
        ],
        &["time without time zone", "time with time zone"],
    ),
    (&["time without time zone"], &["interval"]),
];

/// A column as another type, by a cast where there is one, or else by way of its text.
pub fn cast(column: &str, from: &str, to: &str) -> String {
    let ((old, old_array), (new, new_array)) = (base(from), base(to));
    if new_array && !old_array {
        let element = match old == new {
            true => column.into(),
            false => converted(column, from, &new),
        };
        return format!("CASE WHEN {column} IS NOT NULL THEN ARRAY[{element}]::{to} END");
    }
    let direct =
        |(a, b): &(&[&str], &[&str])| a.contains(&old.as_str()) && b.contains(&new.as_str());
    if TEXTS.contains(&old.as_str()) || CASTS.iter().any(direct) {
        return format!("{column}::{to}");
    }
    let text = if old_array && new_array {
        "text[]"
    } else {
        "text"
    };
    format!("{column}::{text}::{to}")
}

/// A column as it is assigned to one of another type.
pub fn converted(column: &str, from: &str, to: &str) -> String {
    match converts(from, to) {
        true => column.into(),
        false => cast(column, from, to),
    }
}

/// Whether values of both types are compared to the same things, as different sizes of the same.
pub fn alike(one: &str, other: &str) -> bool {
    let ((one, one_array), (other, other_array)) = (base(one), base(other));
    let both = |f: &&[&str]| f.contains(&one.as_str()) && f.contains(&other.as_str());
    one_array == other_array && (one == other || FAMILIES.iter().any(both))
}

/// A type without its modifier, and whether it is an array of it.
fn base(name: &str) -> (String, bool) {
    let (element, array) = match name.strip_suffix("[]") {
        Some(element) => (element.trim_end_matches("[]"), true),
        None => (name, false),
    };
    let mut base = String::new();
    let mut rest = element;
    while let Some(open) = rest.find('(').filter(|_| !element.starts_with('"')) {
        let close = rest[open..]
            .find(')')
            .map_or(rest.len() - 1, |at| open + at);
        base.push_str(rest[..open].trim_end());
        rest = &rest[close + 1..];
    }
    base.push_str(rest);
    (base, array)
}

/// What ALTER COLUMN … SET STORAGE calls the type's own way, which has no word before PostgreSQL 16.
pub fn storage(name: &str) -> &'static str {
    let (base, array) = base(name);
    const PLAIN: [&str; 26] = [
        "smallint",
        "integer",
        "bigint",
        "real",
        "double precision",
        "boolean",
        "date",
        "money",
        "oid",
        "uuid",
        "\"char\"",
        "name",
        "interval",
        "time without time zone",
        "time with time zone",
        "macaddr",
        "macaddr8",
        "timestamp without time zone",
        "timestamp with time zone",
        "point",
        "lseg",
        "box",
        "line",
        "circle",
        "pg_lsn",
        "tsquery",
    ];
    const MAIN: [&str; 3] = ["numeric", "inet", "cidr"];
    if array {
        "EXTENDED"
    } else if PLAIN.contains(&base.as_str()) {
        "PLAIN"
    } else if MAIN.contains(&base.as_str()) {
        "MAIN"
    } else {
        "EXTENDED"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn by_assignment() {
        for (from, to) in [
            ("integer", "bigint"),
            ("bigint", "smallint"),
            ("character varying(10)", "character varying(20)"),
            ("numeric(10,2)", "numeric(12,4)"),
            ("integer", "text"),
            ("integer[]", "bigint[]"),
            ("integer[]", "text"),
            ("timestamp(3) without time zone", "timestamp with time zone"),
            ("date", "timestamp(0) with time zone"),
            ("public.mood", "character varying"),
            ("json", "jsonb"),
        ] {
            assert!(converts(from, to), "{from} {to}");
        }
        for (from, to) in [
            ("text", "integer"),
            ("text", "public.mood"),
            ("public.mood", "public.mood2"),
            ("integer", "boolean"),
            ("text", "text[]"),
            ("text[]", "integer[]"),
            ("interval", "time without time zone"),
            ("integer", "timestamp with time zone"),
        ] {
            assert!(!converts(from, to), "{from} {to}");
        }
    }

    #[test]
    fn storages() {
        for (name, expected) in [
            ("text", "EXTENDED"),
            ("numeric(10,2)", "MAIN"),
            ("integer", "PLAIN"),
            ("integer[]", "EXTENDED"),
            ("timestamp(3) with time zone", "PLAIN"),
            ("interval(3)", "PLAIN"),
        ] {
            assert_eq!(storage(name), expected, "{name}");
        }
    }
}
