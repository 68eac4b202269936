//! Expressions, as the server writes them after a dump and a restore: `x IN ('a', 'b')` on a varchar
//! column is kept as an array that is cast to text[], and written so; read again, the cast goes to
//! each element instead, and is written so from then on. The two are the same expression.

use std::borrow::Cow;
use std::collections::HashMap;

/// The attributes that hold expressions, or statements with expressions in them.
pub const EXPRESSIONS: &[&str] = &[
    "bound",
    "check",
    "default",
    "definition",
    "expression",
    "key_columns",
    "parameters",
    "partition_key",
    "sql_body",
    "using",
    "where",
];

/// What goes before an array that is cast as a whole.
const CAST_ARRAY: &str = "(ARRAY[";

/// The text with `(ARRAY[a, b])::T[]` as `ARRAY[(a)::T, (b)::T]`.
pub fn normalised(text: &str) -> Cow<'_, str> {
    if !text.contains(CAST_ARRAY) {
        return Cow::Borrowed(text);
    }
    let scan = Scan::of(text);
    let mut edits = Vec::new();
    for &start in &scan.arrays {
        scan.push_cast(start, &mut edits);
    }
    if edits.is_empty() {
        return Cow::Borrowed(text);
    }
    edits.sort_by_key(|edit| (edit.from, edit.to));
    let mut result = String::with_capacity(text.len() + edits.len() * 8);
    let mut done = 0;
    for edit in &edits {
        result.push_str(&text[done..edit.from]);
        result.push_str(&edit.text);
        done = edit.to;
    }
    result.push_str(&text[done..]);
    Cow::Owned(result)
}

/// What replaces the bytes of a range.
struct Edit {
    from: usize,
    to: usize,
    text: String,
}

/// Where the brackets of a text are.
struct Scan<'a> {
    text: &'a str,
    /// For each opening bracket or parenthesis the closing one, for each quote the one that ends it.
    ends: HashMap<usize, usize>,
    /// The parentheses around arrays.
    arrays: Vec<usize>,
}

impl<'a> Scan<'a> {
    fn of(text: &'a str) -> Self {
        let bytes = text.as_bytes();
        let mut scan = Scan {
            text,
            ends: HashMap::new(),
            arrays: Vec::new(),
        };
        let mut open = Vec::new();
        let mut i = 0;
        while i < bytes.len() {
            match bytes[i] {
                b'(' | b'[' => {
                    open.push(i);
                    if text[i..].starts_with(CAST_ARRAY) {
                        scan.arrays.push(i);
                    }
                }
                b')' | b']' => {
                    if let Some(start) = open.pop() {
                        scan.ends.insert(start, i);
                    }
                }
                b'\'' | b'"' => {
                    let end = end_of_quoted(bytes, i);
                    scan.ends.insert(i, end);
                    i = end;
                }
                _ => {}
            }
            i += 1;
        }
        scan
    }

    /// The edits for the array in the parentheses that begin at `start`, if all of it is cast.
    fn push_cast(&self, start: usize, edits: &mut Vec<Edit>) -> Option<()> {
        let bracket = start + CAST_ARRAY.len() - 1;
        let close = *self.ends.get(&bracket)?;
        let rest = self.text[close + 1..].strip_prefix(")::")?;
        let length = element_type(rest)?;
        let element = &rest[..length];
        edits.push(Edit {
            from: start,
            to: start + 1,
            text: String::new(),
        });
        let end = close + 1 + ")::".len() + length + "[]".len();
        edits.push(Edit {
            from: close + 1,
            to: end,
            text: String::new(),
        });
        let mut arrays = vec![(bracket, close)];
        while let Some((open, close)) = arrays.pop() {
            for (from, to) in self.elements(open, close) {
                match self.inner_array(from, to) {
                    Some(inner) => arrays.push((inner, to - 1)),
                    None => cast(self.text, from, to, element, edits),
                }
            }
        }
        Some(())
    }

    /// The ranges of an array's elements.
    fn elements(&self, open: usize, close: usize) -> Vec<(usize, usize)> {
        let bytes = self.text.as_bytes();
        let mut list = Vec::new();
        let mut from = open + 1;
        let mut i = from;
        while i < close {
            match self.ends.get(&i) {
                Some(end) => i = *end,
                None if bytes[i] == b',' => {
                    list.push((from, i));
                    from = i + 1 + usize::from(bytes[i + 1] == b' ');
                }
                None => {}
            }
            i += 1;
        }
        if from < close {
            list.push((from, close));
        }
        list
    }

    /// The bracket of an element that is an array itself, and nothing else.
    fn inner_array(&self, from: usize, to: usize) -> Option<usize> {
        self.text[from..to].strip_prefix("ARRAY[")?;
        let bracket = from + "ARRAY".len();
        (self.ends.get(&bracket) == Some(&(to - 1))).then_some(bracket)
    }
}

/// Casts an element. The server writes a constant that only gets a length with one cast.
fn cast(text: &str, from: usize, to: usize, element: &str, edits: &mut Vec<Edit>) {
    let value = &text[from..to];
    let constant = value
        .strip_prefix('\'')
        .map_or(0, |_| end_of_quoted(value.as_bytes(), 0) + 1);
    let own = value[constant..]
        .strip_prefix("::")
        .filter(|_| constant > 0);
    if own.is_some_and(|own| without_length(element).as_deref() == Some(own)) {
        let text = element.into();
        edits.push(Edit {
            from: from + constant + 2,
            to,
            text,
        });
        return;
    }
    edits.push(Edit {
        from,
        to: from,
        text: "(".into(),
    });
    edits.push(Edit {
        from: to,
        to,
        text: format!(")::{element}"),
    });
}

/// A type that has a length or precision, without it.
fn without_length(element: &str) -> Option<String> {
    let (before, rest) = element.split_once('(')?;
    let (_, after) = rest.split_once(')')?;
    Some(match before {
        "character" => "bpchar".into(),
        _ => format!("{before}{after}"),
    })
}

/// The words after the first in the names of types.
const WORDS: [&str; 13] = [
    "varying",
    "precision",
    "without",
    "with",
    "time",
    "zone",
    "year",
    "month",
    "day",
    "hour",
    "minute",
    "second",
    "to",
];

/// The length of the name of a type that `[]` follows.
fn element_type(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut i = 0;
    loop {
        match *bytes.get(i)? {
            b'[' => return (i > 0 && text[i..].starts_with("[]")).then_some(i),
            b'"' => i = end_of_quoted(bytes, i) + 1,
            b'(' => i += text[i..].find(')')? + 1,
            b' ' => {
                let word = text[i + 1..]
                    .split(|c: char| !c.is_ascii_lowercase())
                    .next()?;
                if !WORDS.contains(&word) {
                    return None;
                }
                i += 1 + word.len();
            }
            b'.' | b'_' | b'a'..=b'z' | b'0'..=b'9' => i += 1,
            _ => return None,
        }
    }
}

/// Where a quoted text that begins at `start` ends: at its last quote, or with the text. A doubled
/// quote is read as two texts side by side. Where these are expressions, a backslash is nothing
/// special.
fn end_of_quoted(bytes: &[u8], start: usize) -> usize {
    let quote = bytes[start];
    let length = bytes[start + 1..].iter().position(|b| *b == quote);
    length.map_or(bytes.len() - 1, |length| start + 1 + length)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn becomes(text: &str, normal: &str) {
        assert_eq!(normalised(text), normal);
        assert_eq!(normalised(normal), normal, "again");
    }

    #[test]
    fn a_list_of_varchars() {
        becomes(
            "CHECK (((a)::text = ANY ((ARRAY['x'::character varying, 'y'::character varying])::text[])))",
            "CHECK (((a)::text = ANY (ARRAY[('x'::character varying)::text, ('y'::character varying)::text])))",
        );
    }

    #[test]
    fn what_is_not_such_a_cast_stays() {
        for text in [
            "(a = ANY (ARRAY[1, 2]))",
            "(ARRAY[1, 2])[1]",
            "f((ARRAY[1, 2]))",
            "((ARRAY[1, 2])::public.domain_of_array = b)",
            "('(ARRAY[1])::text[]'::text = a)",
            "(ARRAY[]::text[])::character varying[]",
            "(ARRAY['a'::text",
            "(ARRAY[",
            "(ARRAY[1])::",
            "(ARRAY[1])::[]",
            "(ARRAY[1])::integer AND x[]",
        ] {
            assert!(matches!(normalised(text), Cow::Borrowed(_)), "{text}");
        }
    }

    #[test]
    fn quotes_and_brackets_inside() {
        becomes(
            "((ARRAY['a,''])'::character varying, \"x,]\"[1], f(b, c)])::text[])",
            "(ARRAY[('a,''])'::character varying)::text, (\"x,]\"[1])::text, (f(b, c))::text])",
        );
        becomes(
            r"((ARRAY['\'::character varying, 'ä'::character varying])::text[])",
            r"(ARRAY[('\'::character varying)::text, ('ä'::character varying)::text])",
        );
    }

    #[test]
    fn types_of_many_words() {
        becomes(
            "((ARRAY[a])::timestamp with time zone[])",
            "(ARRAY[(a)::timestamp with time zone])",
        );
        becomes(
            "((ARRAY[a])::public.\"My [] type\"[])",
            "(ARRAY[(a)::public.\"My [] type\"])",
        );
        becomes(
            "((ARRAY[1, 2])::numeric(10,2)[])",
            "(ARRAY[(1)::numeric(10,2), (2)::numeric(10,2)])",
        );
    }

    #[test]
    fn a_length_is_given_to_the_constant() {
        becomes(
            "((ARRAY['a'::character varying, b])::character varying(3)[])",
            "(ARRAY['a'::character varying(3), (b)::character varying(3)])",
        );
        becomes(
            "((ARRAY['a'::bpchar])::character(3)[])",
            "(ARRAY['a'::character(3)])",
        );
    }

    #[test]
    fn arrays_in_arrays() {
        becomes(
            "((ARRAY[ARRAY['a'::character varying], ARRAY['b'::character varying]])::text[])",
            "(ARRAY[ARRAY[('a'::character varying)::text], ARRAY[('b'::character varying)::text]])",
        );
        becomes(
            "((ARRAY[CASE WHEN (x = ANY ((ARRAY[1])::bigint[])) THEN 'a'::character varying ELSE NULL::character varying END])::text[])",
            "(ARRAY[(CASE WHEN (x = ANY (ARRAY[(1)::bigint])) THEN 'a'::character varying ELSE NULL::character varying END)::text])",
        );
        becomes(
            "((ARRAY[((ARRAY[1])::bigint[])[1]])::text[])",
            "(ARRAY[((ARRAY[(1)::bigint])[1])::text])",
        );
    }

    #[test]
    fn a_long_text_takes_no_longer() {
        let text = format!(
            "{}1{}",
            "((ARRAY[".repeat(50_000),
            "])::text[])".repeat(50_000)
        );
        assert!(normalised(&text).len() > text.len() / 2);
        let open = "(ARRAY[".repeat(100_000);
        assert_eq!(normalised(&open), open);
    }
}
