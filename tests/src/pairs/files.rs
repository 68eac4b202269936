//! The pairs of tests/pairs.
//!
//! A line `== title` begins a pair with the SQL of its one side. Lines `--- name` begin its other
//! parts: `b`, the other side; `seed`, rows for the first one; `renames`; `never`, what the script must
//! not have, one a line; `impossible`, what cannot be done; `query` and `rows`, what it finds then.

use super::Pair;
use crate::repository;
use serde::Deserialize;
use std::collections::HashMap;

/// All of them, by the names of their files.
pub fn pairs() -> Vec<Pair> {
    let folder = std::fs::read_dir(repository().join("tests/pairs")).expect("the folder is there");
    let mut files: Vec<_> = folder.map(|file| file.unwrap().path()).collect();
    files.retain(|path| path.extension().is_some_and(|e| e == "sql"));
    files.sort();
    let read = |path: &std::path::PathBuf| {
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        parse(&name, &std::fs::read_to_string(path).unwrap())
    };
    files.iter().flat_map(read).collect()
}

fn parse(file: &str, text: &str) -> Vec<Pair> {
    let text = format!("\n{text}");
    let parts = text.split("\n== ").skip(1);
    parts.map(|part| pair(file, part)).collect()
}

fn pair(file: &str, text: &str) -> Pair {
    let (title, rest) = text.split_once('\n').expect("SQL below the title");
    let mut sections = rest.split("\n--- ");
    let mut pair = Pair {
        name: format!("{file}: {title}"),
        a_sql: sections.next().unwrap_or_default().to_string(),
        ..Pair::default()
    };
    for section in sections {
        let (name, content) = section.split_once('\n').unwrap_or((section, ""));
        let content = content.trim().to_string();
        match name {
            "b" => pair.b_sql = content,
            "seed" => pair.seed_sql = content,
            "renames" => pair.hints = content,
            "never" => pair.never = content.lines().map(String::from).collect(),
            "impossible" => pair.impossible = content,
            "query" => pair.query = content,
            "rows" => pair.rows = content,
            other => panic!("{}: what is {other}?", pair.name),
        }
    }
    pair
}

/// Pairs from outside that fail, with the reason, by their names.
pub fn expected_failures() -> HashMap<String, String> {
    #[derive(Deserialize)]
    struct List {
        failure: Vec<Failure>,
    }
    #[derive(Deserialize)]
    struct Failure {
        shape: String,
        reason: String,
        pairs: Vec<String>,
    }
    let text = std::fs::read_to_string(repository().join("tests/pairs/failures.toml")).unwrap();
    let list: List = toml::from_str(&text).expect("the list of failures");
    let named = |f: Failure| {
        let why = format!("{}: {}", f.shape, f.reason);
        f.pairs.into_iter().map(move |name| (name, why.clone()))
    };
    list.failure.into_iter().flat_map(named).collect()
}
