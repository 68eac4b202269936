//! A bundle: the list of migrations that a client sends as JSON.

mod shape;
mod wire;

use crate::checksum;
use crate::error::Error;
use std::borrow::Cow;
use std::collections::HashSet;
use wire::{Entry, Order, Text, Wire};

/// Longest name of a migration, in bytes: the width of Prisma's `migration_name` column.
pub const MAX_NAME: usize = 255;

/// How Prisma's `migration_lock.toml` calls PostgreSQL.
const PROVIDERS: [&str; 2] = ["postgresql", "postgres"];

/// One migration as the client sent it. Without `sql` the entry only says that the migration exists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Migration<'a> {
    pub name: Cow<'a, str>,
    pub checksum: Cow<'a, str>,
    pub sql: Option<Cow<'a, str>>,
    /// The migrations that it stands for: where some of these were applied, the others of them are
    /// run, and it is not.
    pub replaces: Vec<Migration<'a>>,
    /// Those that it replaces are applied, or will be: it is recorded without running it.
    pub is_covered: bool,
}

impl<'a> Migration<'a> {
    /// One that replaces no others.
    pub fn new(name: &'a str, sql: &'a str) -> Self {
        Migration {
            name: name.into(),
            checksum: checksum::of(sql).into(),
            sql: Some(sql.into()),
            replaces: Vec::new(),
            is_covered: false,
        }
    }

    /// It, and all that it replaces.
    pub fn family(&self) -> Vec<&Migration<'a>> {
        let mut list: Vec<_> = self.replaces.iter().flat_map(Migration::family).collect();
        list.push(self);
        list
    }
}

impl Migration<'_> {
    /// The text to run, or the error that says it is needed.
    pub fn text(&self) -> Result<&str, Error> {
        self.sql.as_deref().ok_or_else(|| Error::NoText {
            name: self.name.to_string(),
        })
    }
}

/// The migrations in the order in which they are to be applied.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Bundle<'a> {
    pub migrations: Vec<Migration<'a>>,
    /// SQL that fills an empty database for development.
    pub seed: Option<Cow<'a, str>>,
}

impl<'a> Bundle<'a> {
    /// Reads a bundle: an array of entries, or an object with the array in `migrations` and
    /// optionally `order`, `provider` and `seed`.
    pub fn parse(json: &'a str) -> Result<Self, Error> {
        let (entries, order, seed) = match wire::read(json)? {
            Wire::List(entries) => (entries, Order::Name, None),
            Wire::Object(object) => {
                refuse_other_provider(object.provider)?;
                (object.migrations, object.order, object.seed)
            }
        };
        for (i, entry) in entries.iter().enumerate() {
            entry.check_names().map_err(|why| Error::Name {
                message: format!("entry {} of the bundle: {why}", i + 1),
            })?;
        }
        let mut migrations = entries
            .into_iter()
            .map(Migration::try_from)
            .collect::<Result<Vec<_>, _>>()?;
        match order {
            Order::Name => migrations.sort_by(|a, b| a.name.as_bytes().cmp(b.name.as_bytes())),
            Order::Given => {}
        }
        refuse_twins(&migrations)?;
        let seed = seed.map(|t| t.0);
        Ok(Bundle { migrations, seed })
    }

    /// The index of a migration that the caller named.
    pub fn find(&self, name: &str) -> Result<usize, Error> {
        self.position(name).ok_or_else(|| Error::Unknown {
            name: name.into(),
            place: "the bundle",
        })
    }

    /// A migration that the caller named, be it one that another replaces.
    pub fn find_any(&self, name: &str) -> Result<&Migration<'a>, Error> {
        let mut all = self.migrations.iter().flat_map(Migration::family);
        all.find(|m| m.name == name).ok_or_else(|| Error::Unknown {
            name: name.into(),
            place: "the bundle",
        })
    }

    pub fn position(&self, name: &str) -> Option<usize> {
        self.migrations.iter().position(|m| m.name == name)
    }
}

impl<'a> TryFrom<Entry<'a>> for Migration<'a> {
    type Error = Error;

    fn try_from(entry: Entry<'a>) -> Result<Self, Error> {
        let sql = entry.sql.map(|t| t.0);
        let checksum = match (entry.checksum, &sql) {
            (None, Some(sql)) => Cow::Owned(checksum::of(sql)),
            (Some(given), None) if checksum::is_valid(&given.0) => given.0,
            (Some(given), Some(sql)) if checksum::of(sql) == given.0 => given.0,
            (Some(given), sql) => {
                return Err(Error::Checksum {
                    name: entry.name.into_owned(),
                    malformed: sql.is_none().then(|| given.0.into_owned()),
                })
            }
            (None, None) => {
                return Err(Error::BundleShape {
                    message: format!("migration \"{}\" has neither sql nor checksum", entry.name),
                })
            }
        };
        let replaces = entry.replaces.into_iter().map(Migration::try_from);
        Ok(Migration {
            replaces: replaces.collect::<Result<_, _>>()?,
            name: entry.name,
            checksum,
            sql,
            is_covered: false,
        })
    }
}

/// As Prisma, which names the database of a folder in its `migration_lock.toml`.
fn refuse_other_provider(provider: Option<Text<'_>>) -> Result<(), Error> {
    match provider.map(|t| t.0) {
        Some(provider) if !PROVIDERS.contains(&&*provider) => Err(Error::Provider {
            provider: provider.into_owned(),
        }),
        _ => Ok(()),
    }
}

fn refuse_twins(migrations: &[Migration<'_>]) -> Result<(), Error> {
    // In order of their names, as nearly all bundles are, twins stand side by side.
    let ascending = migrations
        .windows(2)
        .all(|pair| pair[0].name < pair[1].name);
    if ascending && migrations.iter().all(|m| m.replaces.is_empty()) {
        return Ok(());
    }
    let mut seen = HashSet::with_capacity(migrations.len());
    let mut all = migrations.iter().flat_map(Migration::family);
    let Some(twin) = all.find(|m| !seen.insert(&m.name)) else {
        return Ok(());
    };
    let by_itself = migrations.iter().filter(|m| m.name == twin.name).count();
    let how = match by_itself {
        2.. => "",
        _ => ": another migration replaces it",
    };
    Err(Error::Name {
        message: format!("migration \"{}\" is in the bundle twice{how}", twin.name),
    })
}

/// A name must be usable as the name of a folder, so that a bundle and a folder map onto each other.
pub fn check_name(name: &str) -> Result<(), String> {
    if name.is_empty() {
        return Err("the name is empty".into());
    }
    if name.len() > MAX_NAME {
        return Err(format!(
            "the name is {} bytes long; at most {MAX_NAME} are allowed",
            name.len()
        ));
    }
    if let Some(c) = name.chars().find(|c| c.is_control()) {
        return Err(format!(
            "the name {name:?} has a control character (U+{:04X})",
            c as u32
        ));
    }
    if name.contains(['/', '\\']) {
        return Err(format!(
            "the name \"{name}\" has a slash: send the folder's name, not its path"
        ));
    }
    if name == "." || name == ".." || name.trim() != name {
        return Err(format!(
            "the name \"{name}\" cannot be the name of a folder"
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(json: &str) -> Vec<String> {
        let bundle = Bundle::parse(json).unwrap();
        bundle
            .migrations
            .iter()
            .map(|m| m.name.to_string())
            .collect()
    }

    fn message(json: &str) -> String {
        Bundle::parse(json).unwrap_err().report().message
    }

    #[test]
    fn the_order_is_by_name_unless_the_bundle_says_that_its_own_counts() {
        let list = r#"[{"name":"b","sql":""},{"name":"B","sql":""},{"name":"a","sql":""}]"#;
        assert_eq!(names(list), ["B", "a", "b"]);
        assert_eq!(
            names(&format!(r#"{{"migrations":{list}}}"#)),
            ["B", "a", "b"]
        );
        assert_eq!(
            names(&format!(r#"{{"migrations":{list},"order":"given"}}"#)),
            ["b", "B", "a"]
        );
    }

    #[test]
    fn wrong_shapes_are_named() {
        for (json, expected) in [
            ("", "EOF while parsing"),
            ("[{]", "line 1 column 3"),
            ("7", "it is a number"),
            ("\"x\"", "it is a string"),
            ("{}", "the key \"migrations\" is missing"),
            (
                r#"{"migrations":{}}"#,
                "\"migrations\" is an object, not an array",
            ),
            (r#"{"migrations":[],"ordr":1}"#, "unknown key \"ordr\""),
            (r#"{"migrations":[],"order":"random"}"#, "\"order\" must be"),
            ("[1]", "entry 1: it is a number, not an object"),
            (r#"[["a","x"]]"#, "entry 1: it is an array, not an object"),
            (
                r#"[{"name":"a","sql":""},{"sql":""}]"#,
                "entry 2: the key \"name\" is missing",
            ),
            (
                r#"[{"name":1,"sql":""}]"#,
                "\"name\" is a number, not a string",
            ),
            (r#"[{"name":"a","Sql":""}]"#, "unknown key \"Sql\""),
            (
                r#"[{"name":"a","sql":"","replaces":{}}]"#,
                "entry 1: \"replaces\" is an object, not an array",
            ),
            (
                r#"[{"name":"a","sql":"","replaces":[{"sql":""}]}]"#,
                "entry 1: \"replaces\", entry 1: the key \"name\" is missing",
            ),
            (r#"[{"name":"a"}]"#, "neither sql nor checksum"),
            (
                r#"[{"name":"a","name":"b","sql":""}]"#,
                "duplicate field `name`",
            ),
        ] {
            let got = message(json);
            assert!(got.contains(expected), "{json}: {got}");
        }
    }

    #[test]
    fn names_are_those_of_folders() {
        for (name, expected) in [
            ("", "is empty"),
            ("a/b", "has a slash"),
            ("a\\\\b", "has a slash"),
            ("a\\u0000", "control character (U+0000)"),
            ("a\\n", "control character"),
            ("..", "cannot be the name of a folder"),
            (" a", "cannot be the name of a folder"),
        ] {
            let got = message(&format!(r#"[{{"name":"{name}","sql":""}}]"#));
            assert!(got.contains(expected), "{name}: {got}");
        }
        assert!(
            message(&format!(r#"[{{"name":"{}","sql":""}}]"#, "x".repeat(256)))
                .contains("256 bytes")
        );
        for twins in [
            r#"[{"name":"a","sql":""},{"name":"a","sql":""}]"#,
            r#"[{"name":"a","sql":""},{"name":"b","sql":"","replaces":[{"name":"a","sql":""}]}]"#,
        ] {
            assert!(message(twins).contains("twice"));
        }
        let replaced = r#"[{"name":"a","sql":"","replaces":[{"name":"b/c","sql":""}]}]"#;
        assert!(message(replaced).contains("has a slash"));
    }

    #[test]
    fn a_folder_is_for_one_database_and_may_have_a_seed() {
        let bundle =
            Bundle::parse(r#"{"provider":"postgresql","migrations":[],"seed":"select 1"}"#);
        assert_eq!(bundle.unwrap().seed.as_deref(), Some("select 1"));
        let bundle = Bundle::parse(r#"{"provider":null,"migrations":[],"seed":null}"#);
        assert_eq!(bundle.unwrap().seed, None);
        let other = message(r#"{"provider":"mysql","migrations":[]}"#);
        assert_eq!(
            other,
            "P3019: the migrations are for \"mysql\", not for postgresql"
        );
        assert!(message(r#"{"seed":1,"migrations":[]}"#).contains("\"seed\" is a number"));
    }

    #[test]
    fn a_checksum_is_enough_to_ask_and_must_agree_with_the_text() {
        let sum = checksum::of("x");
        let asked = format!(r#"[{{"name":"a","checksum":"{sum}"}}]"#);
        let bundle = Bundle::parse(&asked).unwrap();
        assert_eq!(bundle.migrations[0].checksum, sum);
        assert!(bundle.migrations[0].text().is_err());
        assert!(
            Bundle::parse(&format!(r#"[{{"name":"a","sql":"x","checksum":"{sum}"}}]"#)).is_ok()
        );
        assert!(
            message(&format!(r#"[{{"name":"a","sql":"y","checksum":"{sum}"}}]"#))
                .contains("not that of its sql")
        );
        assert!(message(r#"[{"name":"a","checksum":"abc"}]"#).contains("\"abc\" is not a checksum"));
    }
}
