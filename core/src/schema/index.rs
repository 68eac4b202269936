//! Takes `pg_get_indexdef` apart: the columns are nowhere else in the catalog as text with operator
//! class, collation and order.

/// The columns and the INCLUDE columns of an index, as the server writes them.
pub fn columns(definition: &str) -> Option<(&str, Option<&str>)> {
    let (open, close) = group(definition, 0)?;
    let columns = &definition[open + 1..close];
    let rest = &definition[close + 1..];
    let include = match rest.strip_prefix(" INCLUDE ") {
        Some(tail) => {
            let (open, close) = group(tail, 0)?;
            Some(&tail[open + 1..close])
        }
        None => None,
    };
    Some((columns, include))
}

/// The first group in parentheses at or after `from`: the offsets of both parentheses. What is in
/// quotes is skipped.
fn group(text: &str, from: usize) -> Option<(usize, usize)> {
    let bytes = text.as_bytes();
    let (mut depth, mut open, mut i) = (0usize, 0, from);
    while i < bytes.len() {
        match bytes[i] {
            b'(' => {
                if depth == 0 {
                    open = i;
                }
                depth += 1;
            }
            b')' => {
                depth = depth.checked_sub(1)?;
                if depth == 0 {
                    return Some((open, i));
                }
            }
            quote @ (b'"' | b'\'') => i = end_of_quoted(bytes, i, quote)?,
            _ => {}
        }
        i += 1;
    }
    None
}

/// Where a quoted text that begins at `start` ends. A doubled quote is read as two texts side by
/// side; the server writes E'' strings wherever a backslash occurs.
fn end_of_quoted(bytes: &[u8], start: usize, quote: u8) -> Option<usize> {
    let escapes = quote == b'\'' && start > 0 && bytes[start - 1] == b'E';
    let mut i = start + 1;
    while i < bytes.len() {
        match bytes[i] {
            b'\\' if escapes => i += 1,
            b if b == quote => return Some(i),
            _ => {}
        }
        i += 1;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain() {
        let text = "CREATE UNIQUE INDEX i ON public.t USING btree (a, lower(b) DESC) INCLUDE (c, d) WITH (fillfactor='70') WHERE (a > 0)";
        assert_eq!(columns(text), Some(("a, lower(b) DESC", Some("c, d"))));
        assert_eq!(
            columns("CREATE INDEX i ON t USING gin (x)"),
            Some(("x", None))
        );
    }

    #[test]
    fn quotes() {
        let text = r#"CREATE INDEX "(""(" ON public.")" USING btree (f(')'::text, E'\'('), "a)b")"#;
        assert_eq!(
            columns(text),
            Some((r#"f(')'::text, E'\'('), "a)b""#, None))
        );
    }

    #[test]
    fn nonsense_is_nothing() {
        for text in ["", "CREATE INDEX", "(", ")(", "('"] {
            assert_eq!(columns(text), None, "{text}");
        }
    }
}
