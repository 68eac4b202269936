//! Expressions, as the server writes them after a dump and a restore. The first text of some is not
//! the one that the server writes when it has read that text itself, from which on it stays:
//!
//! - `x IN ('a', 'b')` on a varchar column is an array cast to text[]; read again, the cast goes to
//!   each element.
//! - `a BETWEEN 1 AND 2 AND b` is an AND whose first part is an AND; read again, it is one AND of three.
//!
//! Both texts are the same expression.

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

/// The text with `(ARRAY[a, b])::T[]` as `ARRAY[(a)::T, (b)::T]`, and `((a AND b) AND c)` as
/// `(a AND b AND c)`.
pub fn normalised(text: &str) -> Cow<'_, str> {
    if !text.contains(CAST_ARRAY) && !text.contains(") AND ") && !text.contains(") OR ") {
        return Cow::Borrowed(text);
    }
    let mut scan = Scan::of(text);
    let mut edits = std::mem::take(&mut scan.flattened);
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

impl Edit {
    fn removal(at: usize) -> Self {
        Edit {
            from: at,
            to: at + 1,
            text: String::new(),
        }
    }
}

/// Where the brackets of a text are.
struct Scan<'a> {
    text: &'a str,
    /// For each opening bracket or parenthesis the closing one, for each quote the one that ends it.
    ends: HashMap<usize, usize>,
    /// The parentheses around arrays.
    arrays: Vec<usize>,
    /// The parentheses around a first part that go away.
    flattened: Vec<Edit>,
}

/// An opening bracket whose closing one is not yet read.
struct Open {
    at: usize,
    /// The AND or OR of what stands in the brackets.
    operator: Option<&'static str>,
    /// Brackets that begin right behind these: where they end, and their operator.
    first: Option<(usize, Option<&'static str>)>,
}

impl<'a> Scan<'a> {
    fn of(text: &'a str) -> Self {
        let bytes = text.as_bytes();
        let mut scan = Scan {
            text,
            ends: HashMap::new(),
            arrays: Vec::new(),
            flattened: Vec::new(),
        };
        let mut open: Vec<Open> = Vec::new();
        let mut i = 0;
        while i < bytes.len() {
            match bytes[i] {
                b'(' | b'[' => {
                    open.push(Open {
                        at: i,
                        operator: None,
                        first: None,
                    });
                    if text[i..].starts_with(CAST_ARRAY) {
                        scan.arrays.push(i);
                    }
                }
                b')' | b']' => {
                    if let Some(group) = open.pop() {
                        scan.close(&group, i, open.last_mut());
                    }
                }
                b'\'' | b'"' => {
                    let end = end_of_quoted(bytes, i);
                    scan.ends.insert(i, end);
                    i = end;
                }
                b' ' => {
                    if let (Some(group), Some(operator)) =
                        (open.last_mut(), operator_at(&bytes[i..]))
                    {
                        group.operator.get_or_insert(operator);
                    }
                }
                _ => {}
            }
            i += 1;
        }
        scan
    }

    fn close(&mut self, group: &Open, end: usize, outer: Option<&mut Open>) {
        self.ends.insert(group.at, end);
        let same = |(first, operator): (usize, Option<&'static str>)| {
            let follows = operator_at(&self.text.as_bytes()[first + 1..]);
            (operator.is_some() && operator == group.operator && operator == follows)
                .then_some(first)
        };
        if let Some(first) = group.first.and_then(same) {
            self.flattened.push(Edit::removal(group.at + 1));
            self.flattened.push(Edit::removal(first));
        }
        if let Some(outer) = outer {
            if group.at == outer.at + 1 {
                outer.first = Some((end, group.operator));
            }
        }
    }

    /// The edits for the array in the parentheses that begin at `start`, if all of it is cast.
    fn push_cast(&self, start: usize, edits: &mut Vec<Edit>) -> Option<()> {
        let bracket = start + CAST_ARRAY.len() - 1;
        let close = *self.ends.get(&bracket)?;
        let rest = self.text[close + 1..].strip_prefix(")::")?;
        let length = element_type(rest)?;
        let element = &rest[..length];
        edits.push(Edit::removal(start));
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
    // A CASE begins a line, and nothing stands before it.
    let space = if text[..from].ends_with(',') { " " } else { "" };
    edits.push(Edit {
        from,
        to: from,
        text: format!("{space}("),
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

/// The AND or OR that a text begins with.
fn operator_at(bytes: &[u8]) -> Option<&'static str> {
    [" AND ", " OR "]
        .into_iter()
        .find(|operator| bytes.starts_with(operator.as_bytes()))
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
mod tests;
