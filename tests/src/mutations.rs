//! Changes to a schema, and the drift that each of them is: tests/mutations/*.toml.

use crate::{env, split, Db, Session};
use serde::Deserialize;
use std::collections::BTreeSet;

/// A change by hand. It runs in a database of its own, after `setup` was recorded.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mutation {
    pub kind: String,
    /// What it changes: an attribute, or "added", "removed", "renamed".
    pub attribute: String,
    pub setup: String,
    pub change: String,
    /// The rows of `drift()`: kind, object, change, and the attributes or the new name.
    pub expect: Vec<[String; 4]>,
    /// The first major version of PostgreSQL that knows it.
    #[serde(default)]
    pub min_version: u32,
    /// An extension that it needs.
    pub extension: Option<String>,
    pub requires: Option<Feature>,
    /// The file it is from.
    #[serde(skip)]
    pub file: String,
}

/// What a server may have been built without.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Feature {
    Icu,
}

/// An attribute that no change proves, and why.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Exception {
    pub kind: String,
    pub attribute: String,
    pub reason: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mutations {
    #[serde(default, rename = "mutation")]
    pub list: Vec<Mutation>,
    #[serde(default, rename = "exception")]
    pub exceptions: Vec<Exception>,
}

/// All files, in the order of their names.
pub fn mutations() -> Mutations {
    let folder = env::repository().join("tests/mutations");
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.sort();
    let mut all = Mutations::default();
    for path in files {
        let text = std::fs::read_to_string(&path).unwrap();
        let file: Mutations =
            toml::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let name = path.file_name().unwrap().to_str().unwrap();
        all.list
            .extend(file.list.into_iter().map(|mutation| Mutation {
                file: name.to_owned(),
                ..mutation
            }));
        all.exceptions.extend(file.exceptions);
    }
    all
}

impl Mutation {
    /// The statements that make what all databases of a server share, roles and a tablespace: to be run once, before all setups.
    pub fn shared(&self) -> Vec<String> {
        let begin = "CREATE ROLE ";
        let parts = self.setup.split(begin).skip(1);
        let roles = parts.map(|rest| format!("{begin}{}", rest.split(';').next().unwrap()));
        let in_place = "CREATE TABLESPACE m_space LOCATION ''".to_owned();
        let needs_space = self.change.contains("m_space") && self.min_version <= env::major();
        roles.chain(needs_space.then_some(in_place)).collect()
    }

    pub fn setup(&self) -> Vec<&str> {
        split::statements(&self.setup)
    }

    pub fn change(&self) -> Vec<&str> {
        split::statements(&self.change)
    }

    /// What a report of failures calls it.
    pub fn title(&self) -> String {
        let Mutation {
            kind,
            attribute,
            file,
            setup,
            change,
            ..
        } = self;
        format!("{kind}, {attribute} ({file}): {setup}\n  then: {change}")
    }

    /// Drops the database in which it was made; a subscription would keep that.
    pub fn remove(&self, db: Db, admin: &mut Session) {
        if self.kind == "subscription" || self.setup.contains("SUBSCRIPTION") {
            db.delete();
        } else {
            admin.run(&format!("drop database {} with (force)", db.name()));
        }
    }
}

/// What the server has.
pub struct Here {
    extensions: BTreeSet<String>,
    icu: bool,
}

impl Here {
    pub fn of(admin: &mut Session) -> Self {
        let extensions = admin.lines("select name from pg_available_extensions");
        let icu = "select exists (select from pg_collation where collname like '%-x-icu')";
        Here {
            extensions: extensions.lines().map(String::from).collect(),
            icu: admin.one(icu) == "t",
        }
    }

    pub fn can(&self, mutation: &Mutation) -> bool {
        let installed = |name| self.extensions.contains(name);
        let built = |feature| match feature {
            Feature::Icu => self.icu,
        };
        mutation.min_version <= env::major()
            && mutation.extension.as_ref().is_none_or(installed)
            && mutation.requires.is_none_or(built)
    }

    /// At once: two databases that make the same role at the same time would fail.
    pub fn make_shared(&self, admin: &mut Session, list: &[Mutation]) {
        let roles: BTreeSet<String> = list.iter().flat_map(Mutation::shared).collect();
        for statement in roles {
            admin.run(&statement);
        }
    }
}
