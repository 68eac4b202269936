//! The text form of arrays: `{a,"b c"}`.

/// The elements of a one-dimensional array without NULLs; None for any other.
pub fn elements(text: &str) -> Option<Vec<String>> {
    let inside = text.strip_prefix('{')?.strip_suffix('}')?;
    let mut list = Vec::new();
    if inside.is_empty() {
        return Some(list);
    }
    let mut rest = inside;
    loop {
        let (element, after) = match rest.strip_prefix('"') {
            Some(quoted) => until_quote(quoted)?,
            None => plain(rest)?,
        };
        list.push(element);
        match after.strip_prefix(',') {
            Some(more) => rest = more,
            None => return after.is_empty().then_some(list),
        }
    }
}

fn until_quote(text: &str) -> Option<(String, &str)> {
    let mut value = String::new();
    let mut chars = text.char_indices();
    loop {
        match chars.next()? {
            (at, '"') => return Some((value, &text[at + 1..])),
            (_, '\\') => value.push(chars.next()?.1),
            (_, c) => value.push(c),
        }
    }
}

fn plain(text: &str) -> Option<(String, &str)> {
    let end = text.find(',').unwrap_or(text.len());
    let value = &text[..end];
    let odd = value.is_empty() || value.contains(['{', '}', '"', '\\']);
    (!odd && !value.eq_ignore_ascii_case("null")).then(|| (value.into(), &text[end..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists() {
        let list = |text| elements(text).map(|l| l.join("|"));
        assert_eq!(list("{}").as_deref(), Some(""));
        assert_eq!(list(r#"{a,"b, \"c\"",}"#), None);
        assert_eq!(list(r#"{a,"b, \"c\""}"#).as_deref(), Some(r#"a|b, "c""#));
        for other in ["{a,NULL}", "{{1},{2}}", "[0:1]={1,2}", "{\"a", "{a}b"] {
            assert_eq!(list(other), None, "{other}");
        }
    }
}
