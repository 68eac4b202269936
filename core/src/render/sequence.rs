//! Sequences, but for those of identity columns, which come and go with their column.

use super::difference::{any, is, Change};
use super::family::Family;
use super::{quote, rename, sequence_identity, target, Context};
use crate::schema::Object;
use serde_json::Value;

pub const FAMILY: Family = Family {
    finish,
    drop,
    change,
    finish_change,
    rename: renamed,
    ..Family::new(create)
};

fn create(sequence: &Object, _: &Context) -> Vec<String> {
    if is(&sequence.attributes, "identity") {
        return Vec::new();
    }
    let unlogged = if is(&sequence.attributes, "unlogged") {
        "UNLOGGED "
    } else {
        ""
    };
    let mut text = format!("CREATE {unlogged}{}", target::of(sequence));
    if let Some(kind) = sequence.text("type") {
        text += &format!(" AS {kind}");
    }
    for option in options(sequence) {
        text = text + " " + &option;
    }
    vec![text]
}

/// The column is there now.
fn finish(sequence: &Object, context: &Context) -> Vec<String> {
    if is(&sequence.attributes, "identity") {
        return sequence_identity::persistence(sequence, context);
    }
    owned_by(sequence).into_iter().collect()
}

fn drop(sequence: &Object, _: &Context) -> Vec<String> {
    match is(&sequence.attributes, "identity") {
        true => Vec::new(),
        false => vec![format!("DROP {}", target::of(sequence))],
    }
}

fn change(from: &Object, to: &Object, context: &Context) -> Change {
    match (
        is(&from.attributes, "identity"),
        is(&to.attributes, "identity"),
    ) {
        // Its table lets it make way for the new one.
        (false, true) => return Change::InPlace(Vec::new()),
        (true, false) => return sequence_identity::release(from, to, context),
        (true, true) if any(from, to, &["owned_by"]) => return Change::Never,
        _ => {}
    }
    let mut list = Vec::new();
    if from.text("owned_by").is_some() && any(from, to, &["owned_by"]) {
        list.push(format!("ALTER {} OWNED BY NONE", target::of(to)));
    }
    list.extend(moved_inside(from, to));
    list.extend(alter(from, to));
    if any(from, to, &["unlogged"]) {
        let word = if is(&to.attributes, "unlogged") {
            "UNLOGGED"
        } else {
            "LOGGED"
        };
        list.push(format!("ALTER {} SET {word}", target::of(to)));
    }
    Change::InPlace(list)
}

fn finish_change(from: &Object, to: &Object, context: &Context) -> Vec<String> {
    match (
        is(&from.attributes, "identity"),
        is(&to.attributes, "identity"),
    ) {
        (false, true) => sequence_identity::finish_adoption(from, to, context),
        (true, false) => finish(to, context),
        _ if any(from, to, &["owned_by"]) => owned_by(to).into_iter().collect(),
        _ => Vec::new(),
    }
}

fn owned_by(sequence: &Object) -> Option<String> {
    let column = quote::dotted(sequence.text("owned_by")?);
    Some(format!("ALTER {} OWNED BY {column}", target::of(sequence)))
}

/// One that belongs to a column is where the table is.
fn renamed(from: &Object, to: &Object) -> Option<Vec<String>> {
    match [from, to].iter().all(|s| s.text("owned_by").is_some()) {
        true => rename::in_schema_of_table(from, to),
        false => rename::plain(from, to),
    }
}

/// All that differs, in one statement.
fn alter(from: &Object, to: &Object) -> Option<String> {
    let mut list = Vec::new();
    if any(from, to, &["type"]) {
        list.push(format!("AS {}", to.text("type").unwrap_or("bigint")));
    }
    for (name, word) in OPTIONS {
        if any(from, to, &[name]) {
            list.extend(number(to, name).map(|n| format!("{word} {n}")));
        }
    }
    if any(from, to, &["cycle"]) {
        list.push(
            if is(&to.attributes, "cycle") {
                "CYCLE"
            } else {
                "NO CYCLE"
            }
            .into(),
        );
    }
    if is_elsewhere(from, to) {
        list.push("RESTART".into());
    }
    (!list.is_empty()).then(|| format!("ALTER {} {}", target::of(to), list.join(" ")))
}

/// Where some values that it can have now are none that it is to have, it takes the nearest that is.
fn moved_inside(from: &Object, to: &Object) -> Option<String> {
    let of = |name| Some((number(from, name)?, number(to, name)?));
    let ((low, least), (high, most)) = (of("minimum")?, of("maximum")?);
    if least <= low && most >= high || is_elsewhere(from, to) {
        return None;
    }
    let name = target::own_name(to);
    let (lowest, highest) = (least.max(low), most.min(high));
    Some(format!(
        "SELECT setval({}, GREATEST(LEAST(last_value, {highest}), {lowest}), is_called) FROM {name} \
         WHERE last_value NOT BETWEEN {lowest} AND {highest}",
        quote::literal(&name)
    ))
}

/// Whether no value that it can have now is one that it is to have.
fn is_elsewhere(from: &Object, to: &Object) -> bool {
    let range = |s: &Object| Some((number(s, "minimum")?, number(s, "maximum")?));
    match (range(from), range(to)) {
        (Some((low, high)), Some((least, most))) => high < least || most < low,
        _ => false,
    }
}

const OPTIONS: [(&str, &str); 5] = [
    ("increment", "INCREMENT BY"),
    ("minimum", "MINVALUE"),
    ("maximum", "MAXVALUE"),
    ("start", "START WITH"),
    ("cache", "CACHE"),
];

/// The options that are not as usual, as for CREATE SEQUENCE.
pub fn options(sequence: &Object) -> Vec<String> {
    let mut list: Vec<String> = (OPTIONS.iter())
        .filter_map(|(name, word)| {
            let value = number(sequence, name)?;
            (value != usual(sequence, name)).then(|| format!("{word} {value}"))
        })
        .collect();
    if is(&sequence.attributes, "cycle") {
        list.push("CYCLE".into());
    }
    list
}

/// What CREATE SEQUENCE takes where nothing is said.
fn usual(sequence: &Object, name: &str) -> i64 {
    let (lowest, highest) = match sequence.text("type") {
        Some("smallint") => (i16::MIN.into(), i16::MAX.into()),
        Some("integer") => (i32::MIN.into(), i32::MAX.into()),
        _ => (i64::MIN, i64::MAX),
    };
    let ascending = number(sequence, "increment").unwrap_or(1) > 0;
    match (name, ascending) {
        ("minimum", false) => lowest,
        ("maximum", true) => highest,
        ("maximum", false) => -1,
        ("start", true) => number(sequence, "minimum").unwrap_or(1),
        ("start", false) => number(sequence, "maximum").unwrap_or(-1),
        _ => 1,
    }
}

fn number(sequence: &Object, name: &str) -> Option<i64> {
    sequence.attributes.get(name).and_then(Value::as_i64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::testing::{object, schema};
    use crate::render::{change, create, finish, finish_change};
    use serde_json::json;

    fn sequence(more: Value) -> Object {
        let mut value = json!({"id": "sequence public.s", "schema": "public", "name": "s",
            "start": 1, "increment": 1, "minimum": 1, "maximum": i64::MAX, "cache": 1});
        for (name, v) in more.as_object().unwrap() {
            value[name] = v.clone();
        }
        object(value)
    }

    #[test]
    fn only_what_is_unusual_is_written() {
        let there = schema(vec![]);
        let context = Context::new(&there);
        for (more, expected) in [
            (json!({}), "CREATE SEQUENCE public.s"),
            (
                json!({"type": "integer", "maximum": i32::MAX}),
                "CREATE SEQUENCE public.s AS integer",
            ),
            (
                json!({"increment": -2, "minimum": i64::MIN, "maximum": -1, "start": -1, "cycle": true}),
                "CREATE SEQUENCE public.s INCREMENT BY -2 CYCLE",
            ),
            (
                json!({"minimum": 10, "start": 11, "cache": 5, "unlogged": true}),
                "CREATE UNLOGGED SEQUENCE public.s MINVALUE 10 START WITH 11 CACHE 5",
            ),
        ] {
            assert_eq!(create(&sequence(more), &context), [expected]);
        }
    }

    #[test]
    fn changes() {
        let there = schema(vec![]);
        let context = Context::new(&there);
        let from = sequence(json!({"owned_by": "public.t.a", "cycle": true}));
        let to = sequence(json!({"owned_by": "public.t.b", "increment": 5}));
        assert_eq!(
            change(&from, &to, &context).unwrap(),
            [
                "ALTER SEQUENCE public.s OWNED BY NONE",
                "ALTER SEQUENCE public.s INCREMENT BY 5 NO CYCLE"
            ]
        );
        assert_eq!(
            finish_change(&from, &to, &context),
            ["ALTER SEQUENCE public.s OWNED BY public.t.b"]
        );
        assert_eq!(
            finish(&from, &context),
            ["ALTER SEQUENCE public.s OWNED BY public.t.a"]
        );
    }

    #[test]
    fn another_range_is_begun_anew() {
        let there = schema(vec![]);
        let context = Context::new(&there);
        let from = sequence(json!({}));
        for (range, expected) in [
            (
                json!({"minimum": -20, "maximum": -10, "start": -20}),
                &["ALTER SEQUENCE public.s MINVALUE -20 MAXVALUE -10 START WITH -20 RESTART"][..],
            ),
            (
                json!({"maximum": 10}),
                &[
                    "SELECT setval('public.s', GREATEST(LEAST(last_value, 10), 1), is_called) \
                     FROM public.s WHERE last_value NOT BETWEEN 1 AND 10",
                    "ALTER SEQUENCE public.s MAXVALUE 10",
                ],
            ),
        ] {
            let statements = change(&from, &sequence(range), &context).unwrap();
            assert_eq!(statements, expected);
        }
    }
}
