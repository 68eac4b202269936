//! What a name means to its tool: two names with the same key are the same migration.

use super::Tool;
use crate::bundle::{check_name, MAX_NAME};
use std::cmp::Ordering;

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Key {
    Version(Version),
    Text(String),
}

/// Numbers of any length, most significant first, without the zeros that do not count.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Version(Vec<String>);

impl Version {
    /// Digits with dots or underscores between them.
    pub fn parse(text: &str) -> Option<Self> {
        let part = |part: &str| {
            let is_number = !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
            is_number.then(|| part.trim_start_matches('0').to_string())
        };
        let mut parts: Vec<String> = text.split(['.', '_']).map(part).collect::<Option<_>>()?;
        while parts.last().is_some_and(String::is_empty) {
            parts.pop();
        }
        Some(Version(parts))
    }
}

impl Ord for Version {
    fn cmp(&self, other: &Self) -> Ordering {
        let weight = |part: &String| (part.len(), part.clone());
        let (ours, theirs) = (self.0.iter().map(weight), other.0.iter().map(weight));
        ours.cmp(theirs)
    }
}

impl PartialOrd for Version {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// By the tool's own rule for the names of its files; none where it would not take this for one.
pub fn key(tool: Tool, name: &str) -> Option<Key> {
    let name = stem(name);
    let version = |text: &str| Version::parse(text).map(Key::Version);
    match tool {
        Tool::Sqlx | Tool::GolangMigrate | Tool::Rails => {
            let number = name.split('_').next()?;
            version(number)
        }
        Tool::Flyway => {
            let versioned = name
                .strip_prefix('V')
                .and_then(|rest| rest.split("__").next());
            versioned
                .and_then(version)
                .or_else(|| Some(Key::Text(name.into())))
        }
        Tool::Diesel => Some(Key::Text(name.split('_').next()?.replace('-', ""))),
        Tool::Dbmate => {
            let digits = name.bytes().take_while(u8::is_ascii_digit).count();
            (digits > 0).then(|| Key::Text(name[..digits].into()))
        }
        Tool::NodePgMigrate => Some(Key::Text(name.into())),
        // It knows its files by what is in them.
        Tool::Alembic => None,
    }
}

/// The version by which a tool that keeps the last one only, or a baseline, counts what is before.
pub fn version(tool: Tool, name: &str) -> Option<Version> {
    match key(tool, name)? {
        Key::Version(version) => Some(version),
        Key::Text(_) => None,
    }
}

/// Whether the name has the revision in it as a word: 0 where it begins with it, 1 elsewhere.
pub fn mentions(name: &str, revision: &str) -> Option<u8> {
    let is_edge = |c: Option<char>| !c.is_some_and(char::is_alphanumeric);
    let mut places = name.match_indices(revision).filter(|(at, word)| {
        is_edge(name[..*at].chars().next_back()) && is_edge(name[at + word.len()..].chars().next())
    });
    match (revision.is_empty(), places.next()) {
        (true, _) | (_, None) => None,
        (false, Some((at, _))) => Some(u8::from(at > 0)),
    }
}

/// A file's name without what its kind adds.
pub fn stem(name: &str) -> &str {
    let endings = [".sql", ".py", ".rb", ".js", ".ts", ".cjs", ".mjs"];
    let plain = endings.iter().find_map(|end| name.strip_suffix(end));
    let plain = plain.unwrap_or(name);
    plain.strip_suffix(".up").unwrap_or(plain)
}

/// The words as the name of a migration, whatever characters they have.
pub fn clean(words: &str) -> String {
    let bad = |c: char| c.is_control() || matches!(c, '/' | '\\');
    let name = words.trim().replace(bad, "_");
    let mut end = name.len().min(MAX_NAME);
    while !name.is_char_boundary(end) {
        end -= 1;
    }
    let name = name[..end].trim_end();
    match check_name(name) {
        Ok(()) => name.into(),
        Err(_) => "unnamed".into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn same(tool: Tool, a: &str, b: &str) -> bool {
        key(tool, a).is_some() && key(tool, a) == key(tool, b)
    }

    #[test]
    fn each_tool_has_its_own_rule() {
        assert!(same(Tool::Sqlx, "1_setup", "01_setup.sql"));
        assert!(same(
            Tool::Sqlx,
            "20200718111257_todos",
            "20200718111257_x.up.sql"
        ));
        assert!(!same(Tool::Sqlx, "1_a", "10_a") && key(Tool::Sqlx, "x1").is_none());
        assert!(same(
            Tool::Diesel,
            "20200125033332",
            "2020-01-25-033332_add users"
        ));
        assert!(
            same(Tool::Flyway, "V1__a", "V1.0__b") && same(Tool::Flyway, "V1_2__a", "V1.2__b.sql")
        );
        assert!(!same(Tool::Flyway, "V1__a", "R__a") && same(Tool::Flyway, "R__a", "R__a"));
        assert!(same(Tool::GolangMigrate, "57", "000057_x.up.sql"));
        assert!(same(Tool::NodePgMigrate, "1_a-b", "1_a-b.sql"));
        assert!(same(Tool::Rails, "001", "1_create_users"));
        assert!(
            same(Tool::Dbmate, "20240101", "20240101-x.sql") && !same(Tool::Dbmate, "001", "1_x")
        );
    }

    #[test]
    fn versions_are_numbers_of_any_length() {
        let of = |text| Version::parse(text).unwrap();
        assert!(of("9") < of("10") && of("1.9") < of("1.10") && of("1") < of("1.0.1"));
        assert!(of("99999999999999999999") < of("100000000000000000000"));
        assert_eq!(of("1.0"), of("01"));
        assert!(of("0") < of("0.1") && of("0.1") < of("1"));
        assert!(Version::parse("1a").is_none() && Version::parse("").is_none());
    }

    #[test]
    fn a_revision_is_a_word_of_the_name() {
        assert_eq!(mentions("ae1027a6acf_add_users", "ae1027a6acf"), Some(0));
        assert_eq!(
            mentions("2024_01_01-ae1027a6acf_add", "ae1027a6acf"),
            Some(1)
        );
        assert_eq!(mentions("ae1027a6acf0_add", "ae1027a6acf"), None);
        assert_eq!(mentions("12_x", "2"), None);
        assert_eq!(mentions("x", ""), None);
    }

    proptest! {
        #[test]
        fn any_words_make_a_name(words in ".{0,300}") {
            prop_assert!(check_name(&clean(&words)).is_ok());
        }

        #[test]
        fn a_key_needs_no_luck(name in ".{0,40}", tool in 0..Tool::ALL.len()) {
            let _ = (key(Tool::ALL[tool], &name), mentions(&name, "1"));
        }
    }
}
