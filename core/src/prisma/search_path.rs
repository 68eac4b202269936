//! Where unqualified names lead. Prisma's SQL does not qualify what is in the default schema.

use crate::render::quote;
use crate::sqltext::{tokens, Kind};

/// The search path with this schema in front, and temporary tables at its end, where they hide
/// nothing.
pub fn with_first(schema: &str, path: &str) -> String {
    let own = quote::ident(schema);
    match path.trim() {
        "" => format!("{own}, pg_temp"),
        path => format!("{own}, {path}, pg_temp"),
    }
}

/// The schema that new objects come into: `wanted`, or one of `existing` that is before it. None
/// where the path has neither.
pub fn leads_to(path: &str, user: &str, existing: &[String], wanted: &str) -> Option<String> {
    let names = tokens(path).filter_map(|token| match token.kind {
        Kind::Word(word) if word == "$user" => Some(user.to_string()),
        Kind::Word(word) => Some(word),
        _ => None,
    });
    let mut names = names.filter(|name| name == wanted || existing.contains(name));
    names.next()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_own_schema_comes_first() {
        assert_eq!(
            with_first("public", "\"$user\", app"),
            "public, \"$user\", app, pg_temp"
        );
        assert_eq!(with_first("My App", ""), "\"My App\", pg_temp");
    }

    #[test]
    fn new_objects_come_into_the_first_that_is_there() {
        let existing = ["public".to_string(), "ann".to_string()];
        let of = |path, wanted| leads_to(path, "ann", &existing, wanted);
        assert_eq!(of("public", "public").as_deref(), Some("public"));
        assert_eq!(of("\"$user\", public", "public").as_deref(), Some("ann"));
        assert_eq!(of("gone, \"App\", public", "App").as_deref(), Some("App"));
        assert_eq!(of("App", "App"), None);
        assert_eq!(of("\"\"", "public"), None);
    }
}
