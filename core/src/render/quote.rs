//! Names and texts as SQL.

use super::syntax;
use std::collections::HashSet;
use std::sync::LazyLock;

/// Keywords that must be quoted as a name, of any major from 13 to 18: all but the unreserved ones.
/// Source: `pg_get_keywords()`.
const KEYWORDS: &str = "all analyse analyze and any array as asc asymmetric authorization between \
    bigint binary bit boolean both case cast char character check coalesce collate collation column \
    concurrently constraint create cross current_catalog current_date current_role current_schema \
    current_time current_timestamp current_user dec decimal default deferrable desc distinct do else \
    end except exists extract false fetch float for foreign freeze from full grant greatest group \
    grouping having ilike in initially inner inout int integer intersect interval into is isnull join \
    json json_array json_arrayagg json_exists json_object json_objectagg json_query json_scalar \
    json_serialize json_table json_value lateral leading least left like limit localtime \
    localtimestamp merge_action national natural nchar none normalize not notnull null nullif numeric \
    offset on only or order out outer overlaps overlay placing position precision primary real \
    references returning right row select session_user setof similar smallint some substring \
    symmetric system_user table tablesample then time timestamp to trailing treat trim true union \
    unique user using values varchar variadic verbose when where window with xmlattributes xmlconcat \
    xmlelement xmlexists xmlforest xmlnamespaces xmlparse xmlpi xmlroot xmlserialize xmltable";

/// A name, in double quotes where some major from 13 to 18 needs them.
pub fn ident(name: &str) -> String {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    let digit_first = name.starts_with(|c: char| c.is_ascii_digit());
    if !name.is_empty() && name.chars().all(plain) && !digit_first && !is_keyword(name) {
        return name.into();
    }
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// Names are quoted by the ten thousand.
fn is_keyword(name: &str) -> bool {
    static WORDS: LazyLock<HashSet<&str>> =
        LazyLock::new(|| KEYWORDS.split_ascii_whitespace().collect());
    WORDS.contains(name)
}

/// A name with its schema.
pub fn qualified(schema: Option<&str>, name: &str) -> String {
    match schema {
        Some(schema) => format!("{}.{}", ident(schema), ident(name)),
        None => ident(name),
    }
}

/// A role: everyone is `public`, as in the grants of a schema value.
pub fn role(name: &str) -> String {
    match name {
        "public" => "PUBLIC".into(),
        _ => ident(name),
    }
}

/// A text as a constant, whatever `standard_conforming_strings` is.
pub fn literal(text: &str) -> String {
    let doubled = text.replace('\'', "''");
    match doubled.contains('\\') {
        true => format!("E'{}'", doubled.replace('\\', "\\\\")),
        false => format!("'{doubled}'"),
    }
}

/// A text between dollars, with a tag that does not occur in it.
pub fn dollar(text: &str) -> String {
    let tags = ["", "body"].into_iter().map(String::from);
    let numbered = (1..).map(|n| format!("body{n}"));
    let tag = tags
        .chain(numbered)
        .find(|tag| !format!("{text}$").contains(&format!("${tag}$")))
        .expect("numbers do not end");
    format!("${tag}${text}${tag}$")
}

/// The names of a dotted name, without their quotes. None where the text is something else.
pub fn parts(dotted: &str) -> Option<Vec<String>> {
    let mut names = Vec::new();
    let mut rest = dotted;
    loop {
        let (name, after) = first_name(rest)?;
        names.push(name);
        match after.strip_prefix('.') {
            Some(more) => rest = more,
            None if after.is_empty() => return Some(names),
            None => return None,
        }
    }
}

fn first_name(text: &str) -> Option<(String, &str)> {
    let Some(mut rest) = text.strip_prefix('"') else {
        let end = text.find(['.', '"', ' ', '(']).unwrap_or(text.len());
        return (end > 0).then(|| (text[..end].into(), &text[end..]));
    };
    let mut name = String::new();
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

/// A dotted name in the quotes that SQL needs: what a schema value calls it has none around keywords.
pub fn dotted(name: &str) -> String {
    match parts(name) {
        Some(names) => names.iter().map(|n| ident(n)).collect::<Vec<_>>().join("."),
        None => name.into(),
    }
}

/// An expression in parentheses, once.
pub fn in_parentheses(expression: &str) -> String {
    match syntax::group(expression) {
        Some((0, close)) if close + 1 == expression.len() => expression.into(),
        _ => format!("({expression})"),
    }
}

/// A list of names.
pub fn list<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    names.into_iter().map(ident).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names() {
        for plain in ["a", "_a1", "name", "text", "public"] {
            assert_eq!(ident(plain), plain);
        }
        for other in [
            "",
            "1a",
            "A",
            "a b",
            "a$b",
            "größe",
            "user",
            "between",
            "merge_action",
        ] {
            assert_eq!(ident(other), format!("\"{other}\""));
        }
        assert_eq!(ident("a\"b"), "\"a\"\"b\"");
        assert_eq!(qualified(Some("order"), "t"), "\"order\".t");
        assert_eq!(role("public"), "PUBLIC");
        assert_eq!(role("Public"), "\"Public\"");
    }

    #[test]
    fn constants() {
        assert_eq!(literal("it's"), "'it''s'");
        assert_eq!(literal("a\\'b"), r"E'a\\''b'");
        assert_eq!(literal(""), "''");
    }

    #[test]
    fn dollars() {
        assert_eq!(dollar("SELECT 1"), "$$SELECT 1$$");
        assert_eq!(dollar("a $$ b"), "$body$a $$ b$body$");
        assert_eq!(dollar("costs $"), "$body$costs $$body$");
        assert_eq!(dollar("$$ $body"), "$body1$$$ $body$body1$");
    }

    #[test]
    fn dotted_names() {
        assert_eq!(dotted("user.order.c"), "\"user\".\"order\".c");
        assert_eq!(dotted("a.\"b.\"\"c\""), "a.\"b.\"\"c\"");
        assert_eq!(
            parts("a.\"b.\"\"c\""),
            Some(vec!["a".into(), "b.\"c".into()])
        );
        for bad in ["", "a.", "\"a", "a b", "f(integer)", "\"a\"b"] {
            assert_eq!(parts(bad), None, "{bad}");
        }
    }
}
