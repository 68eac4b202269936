//! Names as people write them.

/// A name as `quote_ident` writes it, but for keywords: whether a word is reserved differs between
/// versions of PostgreSQL, and the names in a document must not. To be shown and compared; what is
/// run is quoted by `sql`.
pub fn quoted(name: &str) -> String {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    if name.chars().all(plain)
        && !name.starts_with(|c: char| c.is_ascii_digit())
        && !name.is_empty()
    {
        return name.into();
    }
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// The display of something by its names.
pub fn display(
    schema: Option<&str>,
    name: &str,
    arguments: Option<&str>,
    on: Option<&str>,
) -> String {
    let mut text = String::with_capacity(48);
    if let Some(schema) = schema {
        text.push_str(&quoted(schema));
        text.push('.');
    }
    text.push_str(&quoted(name));
    if let Some(arguments) = arguments {
        text.push('(');
        text.push_str(arguments);
        text.push(')');
    }
    if let (Some(on), None) = (on, schema) {
        text.push_str(" on ");
        text.push_str(on);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_quoted_only_where_they_must_be() {
        assert_eq!(quoted("users_1"), "users_1");
        assert_eq!(quoted("User"), "\"User\"");
        assert_eq!(quoted("a\"b"), "\"a\"\"b\"");
        assert_eq!(quoted("1a"), "\"1a\"");
        assert_eq!(quoted(""), "\"\"");
        assert_eq!(quoted("größe"), "\"größe\"");
    }

    #[test]
    fn displays() {
        assert_eq!(
            display(Some("public"), "f", Some("integer"), None),
            "public.f(integer)"
        );
        assert_eq!(
            display(None, "pk", None, Some("public.t")),
            "pk on public.t"
        );
        assert_eq!(
            display(Some("public"), "i", None, Some("public.t")),
            "public.i"
        );
    }
}
