//! Texts of the server's, taken apart where no more than parentheses and quotes have to be known.

/// The offsets of the first group in parentheses.
pub fn group(text: &str) -> Option<(usize, usize)> {
    let mut open = None;
    for (at, byte, depth) in outside_quotes(text) {
        match (byte, open) {
            (b'(', None) => open = Some(at),
            (b')', Some(open)) if depth == 0 => return Some((open, at)),
            _ => {}
        }
    }
    None
}

/// Where a text begins inside another one, outside of quotes and parentheses.
pub fn find(text: &str, what: &str) -> Option<usize> {
    outside_quotes(text)
        .filter(|(_, _, depth)| *depth == 0)
        .map(|(at, _, _)| at)
        .find(|at| text[*at..].starts_with(what))
}

/// The parts between commas.
pub fn items(text: &str) -> Vec<&str> {
    let mut list = Vec::new();
    let mut start = 0;
    for (at, byte, depth) in outside_quotes(text) {
        if byte == b',' && depth == 0 {
            list.push(text[start..at].trim());
            start = at + 1;
        }
    }
    list.push(text[start..].trim());
    list
}

/// The ASCII bytes outside of quotes, with the number of parentheses around them.
fn outside_quotes(text: &str) -> impl Iterator<Item = (usize, u8, usize)> + '_ {
    let bytes = text.as_bytes();
    let (mut at, mut depth) = (0, 0usize);
    std::iter::from_fn(move || loop {
        let (here, byte) = (at, *bytes.get(at)?);
        at += 1;
        match byte {
            b'\'' | b'"' => at = end_of_quoted(bytes, here),
            b'(' => {
                depth += 1;
                return Some((here, byte, depth - 1));
            }
            b')' => {
                depth = depth.saturating_sub(1);
                return Some((here, byte, depth));
            }
            b if b.is_ascii() => return Some((here, byte, depth)),
            _ => {}
        }
    })
}

/// The offset after a quoted text. A doubled quote is read as two texts side by side; the server
/// writes E'' strings wherever a backslash occurs.
fn end_of_quoted(bytes: &[u8], start: usize) -> usize {
    let quote = bytes[start];
    let escapes = quote == b'\'' && start > 0 && bytes[start - 1] == b'E';
    let mut at = start + 1;
    while at < bytes.len() {
        match bytes[at] {
            b'\\' if escapes => at += 1,
            b if b == quote => return at + 1,
            _ => {}
        }
        at += 1;
    }
    bytes.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups() {
        assert_eq!(group("a (b ')' (c)) d"), Some((2, 12)));
        assert_eq!(group(r#"(")" E'\'(')"#), Some((0, 11)));
        assert_eq!(group("a"), None);
        assert_eq!(group("(a"), None);
    }

    #[test]
    fn places() {
        assert_eq!(find("a (b WHERE c) WHERE (d)", " WHERE ("), Some(13));
        assert_eq!(find("a ' WHERE ('", " WHERE ("), None);
    }

    #[test]
    fn lists() {
        assert_eq!(
            items("a, f(b, c), \"d,\" DESC"),
            ["a", "f(b, c)", "\"d,\" DESC"]
        );
        assert_eq!(items("ä"), ["ä"]);
    }
}
