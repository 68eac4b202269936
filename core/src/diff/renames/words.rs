//! Names inside of the server's texts. Quoted or not, it is the name that counts: which words need
//! quotes differs between a document's names and the server's expressions.

use crate::render::quote;

/// The text with another name in the place of every `old`, which is a name with its schema or not.
/// Constants are left alone, unless they are names themselves: `'public.s'::regclass`.
pub fn replaced(text: &str, old: &[&str], new: &[&str]) -> String {
    let mut result = String::with_capacity(text.len());
    let words = split(text);
    let mut i = 0;
    while i < words.len() {
        match take(&words, i, old) {
            Some(end) => {
                result.push_str(&dotted(new));
                i = end;
            }
            None => {
                result.push_str(&constant(&words, i, old, new));
                i += 1;
            }
        }
    }
    result
}

/// The text with another schema before every dot that follows the old one.
pub fn replaced_prefix(text: &str, old: &str, new: &str) -> String {
    let words = split(text);
    let is_schema = |i: usize| {
        unquoted(words[i]).as_deref() == Some(old)
            && words.get(i + 1) == Some(&".")
            && (i == 0 || words[i - 1] != ".")
    };
    (0..words.len())
        .map(|i| match is_schema(i) {
            true => quote::ident(new),
            false => words[i].to_string(),
        })
        .collect()
}

fn dotted(names: &[&str]) -> String {
    let names: Vec<String> = names.iter().map(|n| quote::ident(n)).collect();
    names.join(".")
}

/// Where a name ends that begins at a word. What stands after a dot is the name of something else.
fn take(words: &[&str], start: usize, name: &[&str]) -> Option<usize> {
    if start > 0 && words[start - 1] == "." {
        return None;
    }
    let mut at = start;
    for (n, part) in name.iter().enumerate() {
        if n > 0 {
            (words.get(at) == Some(&".")).then_some(())?;
            at += 1;
        }
        (unquoted(words.get(at)?)? == **part).then_some(())?;
        at += 1;
    }
    Some(at)
}

fn constant(words: &[&str], i: usize, old: &[&str], new: &[&str]) -> String {
    let word = words[i];
    let is_name = words
        .get(i + 1..i + 4)
        .is_some_and(|next| next[0] == ":" && next[1] == ":" && next[2].starts_with("reg"));
    match word.strip_prefix('\'').and_then(|w| w.strip_suffix('\'')) {
        Some(inner) if is_name => format!("'{}'", replaced(inner, old, new)),
        _ => word.to_string(),
    }
}

/// A word as a name. None for what is none.
fn unquoted(word: &str) -> Option<String> {
    match word.strip_prefix('"') {
        Some(rest) => Some(rest.strip_suffix('"')?.replace("\"\"", "\"")),
        None if word.starts_with(is_part) => Some(word.into()),
        None => None,
    }
}

/// Whether two texts are the same but for quotes around names.
pub fn same(one: &str, other: &str) -> bool {
    let (one, other) = (split(one), split(other));
    let equal =
        |(a, b): (&&str, &&str)| a == b || unquoted(a).is_some() && unquoted(a) == unquoted(b);
    one.len() == other.len() && one.iter().zip(&other).all(equal)
}

fn is_part(c: char) -> bool {
    c.is_alphanumeric() || c == '_' || c == '$'
}

/// Names (with their quotes), constants (with theirs), and single characters.
fn split(text: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let end = match first {
            '"' | '\'' => quoted_end(rest, first),
            c if is_part(c) => rest.find(|c| !is_part(c)).unwrap_or(rest.len()),
            c => c.len_utf8(),
        };
        let (word, after) = rest.split_at(end);
        words.push(word);
        rest = after;
    }
    words
}

/// Two quotes inside are one that does not end it.
fn quoted_end(text: &str, quote: char) -> usize {
    let mut at = 1;
    while let Some(found) = text[at..].find(quote) {
        at += found + 1;
        if !text[at..].starts_with(quote) {
            return at;
        }
        at += 1;
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_with_their_schema() {
        let of = |text| replaced(text, &["public", "mood"], &["public", "Feeling"]);
        assert_eq!(of("public.mood[]"), "public.\"Feeling\"[]");
        assert_eq!(of("'public.mood'::text"), "'public.mood'::text");
        assert_eq!(
            of("'public.mood'::regtype"),
            "'public.\"Feeling\"'::regtype"
        );
        assert_eq!(
            of("public.moods, x.public.mood"),
            "public.moods, x.public.mood"
        );
        assert_eq!(of("f(\"public\".\"mood\")"), "f(public.\"Feeling\")");
    }

    #[test]
    fn quotes_do_not_count() {
        assert!(same("public.\"order\"", "public.order"));
        assert!(!same("'order'", "\"order\""));
    }
}
