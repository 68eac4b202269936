//! The extensions that come with PostgreSQL's own source (contrib): base types, operator classes, casts and what else few schemas have.

use crate::psql::Output;
use crate::{env, Session};
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::path::{Path, PathBuf};
use std::process::Command;

/// An extension's files, as far as installing it needs them.
#[derive(Debug, Clone)]
pub struct Extension {
    pub name: String,
    /// It lives in pg_catalog, whose objects no dump has.
    of_the_system: bool,
    requires: Vec<String>,
    module: String,
    /// The install script and the upgrade scripts that lead to the default version.
    scripts: Vec<PathBuf>,
}

/// All extensions of the server under test but plpgsql and ours, those that others need first.
pub fn extensions() -> Vec<Extension> {
    let mut share = Command::new(env::bin().join("pg_config"));
    let folder =
        PathBuf::from(Output::of(share.arg("--sharedir"), "").ok().trim()).join("extension");
    let mut all = Vec::new();
    for entry in std::fs::read_dir(&folder).expect("the extensions' folder") {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        let is_control = path.extension().is_some_and(|e| e == "control");
        if is_control && !["plpgsql", "migrate"].contains(&name.as_str()) {
            all.push(Extension::read(&folder, name));
        }
    }
    all.sort_by(|a, b| (a.requires.len(), &a.name).cmp(&(b.requires.len(), &b.name)));
    all
}

impl Extension {
    fn read(folder: &Path, name: String) -> Extension {
        let control = std::fs::read_to_string(folder.join(format!("{name}.control"))).unwrap();
        let value = |key: &str| {
            let line = control
                .lines()
                .find_map(|line| line.split_once('=').filter(|(k, _)| k.trim() == key));
            line.map(|(_, value)| value.trim().trim_matches('\'').to_owned())
        };
        let version = value("default_version").expect("a default version");
        let requires = value("requires").unwrap_or_default();
        Extension {
            of_the_system: value("schema").is_some_and(|schema| schema == "pg_catalog"),
            scripts: path(folder, &name, &version),
            requires: requires
                .split(',')
                .map(|r| r.trim().to_owned())
                .filter(|r| !r.is_empty())
                .collect(),
            module: value("module_pathname").unwrap_or_default(),
            name,
        }
    }

    /// The extension, in the schema public.
    pub fn create(&self, session: &mut Session) {
        session.run(&format!("create extension \"{}\"", self.name));
    }

    /// Its objects without the extension: they become ordinary ones, in a schema of their own.
    pub fn create_objects(&self, session: &mut Session) {
        if self.of_the_system {
            return;
        }
        let mut path = vec![schema(&self.name)];
        path.extend(self.requires.iter().map(|name| schema(name)));
        session.run(&format!(
            "create schema {schema}; set search_path = {path}",
            schema = path[0],
            path = path.join(", ")
        ));
        for script in &self.scripts {
            let text = std::fs::read_to_string(script).unwrap();
            session.run(&self.plain(&text));
        }
    }

    /// A script without what only CREATE EXTENSION understands.
    fn plain(&self, script: &str) -> String {
        let only_there =
            |line: &&str| line.starts_with('\\') || line.starts_with("ALTER EXTENSION");
        let lines: Vec<_> = script.lines().filter(|line| !only_there(line)).collect();
        lines
            .join("\n")
            .replace("MODULE_PATHNAME", &self.module)
            .replace("@extschema@", &schema(&self.name))
    }
}

/// A name that needs quotes and has not the reserved prefix `pg_`.
fn schema(extension: &str) -> String {
    format!("\"of {extension}\"")
}

/// The shortest way from an install script, `name--1.4.sql`, over upgrades, `name--1.4--1.5.sql`, to a version.
fn path(folder: &Path, name: &str, version: &str) -> Vec<PathBuf> {
    let mut upgrades: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut installs = BTreeSet::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let file = entry.unwrap().file_name().into_string().unwrap();
        let versions = file
            .strip_prefix(&format!("{name}--"))
            .and_then(|rest| rest.strip_suffix(".sql"));
        match versions.map(|versions| versions.split_once("--")) {
            Some(Some((from, to))) => upgrades.entry(to.into()).or_default().push(from.into()),
            Some(None) => drop(installs.insert(versions.unwrap().to_owned())),
            None => {}
        }
    }
    // backwards, so that the nearest install script is met first
    let mut ways = VecDeque::from([vec![version.to_owned()]]);
    while let Some(way) = ways.pop_front() {
        let first = &way[0];
        if installs.contains(first) {
            let install = folder.join(format!("{name}--{first}.sql"));
            let upgrade =
                |pair: &[String]| folder.join(format!("{name}--{}--{}.sql", pair[0], pair[1]));
            return [install]
                .into_iter()
                .chain(way.windows(2).map(upgrade))
                .collect();
        }
        for from in upgrades
            .get(first)
            .into_iter()
            .flatten()
            .filter(|from| !way.contains(from))
        {
            ways.push_back([vec![from.clone()], way.clone()].concat());
        }
    }
    panic!("{name} {version} has no install script");
}
