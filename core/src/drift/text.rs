//! Texts of the server, word by word.

use std::collections::HashMap;

/// Whether `new` is `old` after renames, which maps names to what they may be called now. A view
/// keeps the names of its columns: `t.a` becomes `t.b AS a`.
pub fn same_but_renamed(old: &str, new: &str, renames: &HashMap<String, Vec<String>>) -> bool {
    let (mut old, mut new) = (Words(old), Words(new));
    loop {
        let (was, is) = (old.next(), new.next());
        match (was, is) {
            (None, None) => return true,
            (Some(was), Some(is)) if was == is => {}
            (Some(was), Some(is)) => {
                if !renames
                    .get(was)
                    .is_some_and(|names| names.iter().any(|n| n == is))
                {
                    return false;
                }
                new.skip_alias(was);
            }
            _ => return false,
        }
    }
}

/// Whether a statement has a name in it, as a word of its own, quoted or not.
pub fn mentions(statement: &str, name: &str) -> bool {
    Words(statement).any(|word| match word.strip_prefix('"') {
        Some(quoted) => quoted.trim_end_matches('"').replace("\"\"", "\"") == name,
        None => word.to_lowercase() == name,
    })
}

/// Splits a text into names (with their quotes), runs of blanks as one, and single characters.
struct Words<'a>(&'a str);

impl<'a> Words<'a> {
    /// Passes over ` AS name`.
    fn skip_alias(&mut self, name: &str) {
        if let Some(rest) = self
            .0
            .strip_prefix(" AS ")
            .and_then(|rest| rest.strip_prefix(name))
        {
            if !rest.starts_with(is_part) {
                self.0 = rest;
            }
        }
    }
}

fn is_part(c: char) -> bool {
    c.is_alphanumeric() || c == '_' || c == '$'
}

impl<'a> Iterator for Words<'a> {
    type Item = &'a str;

    fn next(&mut self) -> Option<&'a str> {
        let text = self.0;
        let first = text.chars().next()?;
        let end = if is_part(first) {
            text.find(|c| !is_part(c))
        } else if first == '"' {
            text[1..].find('"').map(|i| i + 2)
        } else {
            Some(first.len_utf8())
        };
        let (word, rest) = text.split_at(end.unwrap_or(text.len()));
        self.0 = rest;
        Some(word)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_in_statements() {
        assert!(mentions("alter table t ADD Email text", "email"));
        assert!(mentions("alter table t add \"E\" text", "E"));
        assert!(!mentions("alter table t add emails text", "email"));
    }

    #[test]
    fn renames_are_followed() {
        let renames = HashMap::from([
            ("t".to_string(), vec!["u".to_string()]),
            ("a".to_string(), vec!["\"B\"".to_string()]),
        ]);
        let same = |old, new| same_but_renamed(old, new, &renames);
        assert!(same(
            "SELECT t.a FROM public.t",
            "SELECT u.\"B\" AS a FROM public.u"
        ));
        assert!(same("(a > 0)", "(\"B\" > 0)"));
        assert!(!same("(a > 0)", "(\"B\" > 1)"));
        assert!(!same("(a > 0)", "(b > 0)"));
        assert!(!same("(at > 0)", "(\"B\"t > 0)"));
        assert!(!same("a", "a b"));
    }
}
