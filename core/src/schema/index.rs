//! Takes `pg_get_indexdef` apart: the columns are nowhere else in the catalog as text with operator
//! class, collation and order.

/// The parts of a definition, as the server writes them.
#[derive(Debug, PartialEq, Eq)]
pub struct Parts<'a> {
    pub key: &'a str,
    pub include: Option<&'a str>,
    pub predicate: Option<&'a str>,
}

impl<'a> Parts<'a> {
    pub fn of(definition: &'a str) -> Option<Self> {
        let (open, close) = group(definition)?;
        let key = &definition[open + 1..close];
        let mut rest = &definition[close + 1..];
        let mut include = None;
        if let Some(tail) = rest.strip_prefix(" INCLUDE ") {
            let (open, close) = group(tail)?;
            include = Some(&tail[open + 1..close]);
            rest = &tail[close + 1..];
        }
        Some(Parts {
            key,
            include,
            predicate: predicate(rest),
        })
    }
}

/// What follows WHERE, after NULLS NOT DISTINCT, WITH (options) and TABLESPACE name.
fn predicate(rest: &str) -> Option<&str> {
    let bytes = rest.as_bytes();
    let (mut i, mut depth) = (0, 0);
    while i < bytes.len() {
        match bytes[i] {
            b'(' => depth += 1,
            b')' => depth -= 1,
            quote @ (b'"' | b'\'') => i = end_of_quoted(bytes, i, quote)?,
            b' ' if depth == 0 => {
                if let Some(predicate) = rest[i..].strip_prefix(" WHERE ") {
                    return Some(predicate);
                }
            }
            _ => {}
        }
        i += 1;
    }
    None
}

/// The first group in parentheses: the offsets of both. What is in quotes is skipped.
fn group(text: &str) -> Option<(usize, usize)> {
    let bytes = text.as_bytes();
    let (mut depth, mut open, mut i) = (0usize, 0, 0);
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

    fn parts(definition: &str) -> (&str, Option<&str>, Option<&str>) {
        let parts = Parts::of(definition).unwrap();
        (parts.key, parts.include, parts.predicate)
    }

    #[test]
    fn plain() {
        let text = "CREATE UNIQUE INDEX i ON public.t USING btree (a, lower(b) DESC) INCLUDE (c, d) WITH (fillfactor='70') WHERE (a > 0)";
        assert_eq!(
            parts(text),
            ("a, lower(b) DESC", Some("c, d"), Some("(a > 0)"))
        );
        assert_eq!(
            parts("CREATE INDEX i ON t USING gin (x)"),
            ("x", None, None)
        );
        let text = r#"CREATE INDEX i ON t USING btree (x) TABLESPACE "a WHERE b" WHERE x"#;
        assert_eq!(parts(text), ("x", None, Some("x")));
    }

    #[test]
    fn quotes() {
        let text = r#"CREATE INDEX "(""(" ON public.")" USING btree (f(')'::text, E'\'('), "a)b")"#;
        assert_eq!(parts(text), (r#"f(')'::text, E'\'('), "a)b""#, None, None));
    }

    #[test]
    fn nonsense_is_nothing() {
        for text in ["", "CREATE INDEX", "(", ")(", "('"] {
            assert_eq!(Parts::of(text), None, "{text}");
        }
    }
}
