//! A database with an object of each kind: tests/rich.

use crate::{major, repository, Cluster, Db};

/// The files in their order, name and text, but for those of newer majors: `71_newer.16.sql` is for 16 and later.
fn files() -> Vec<(String, String)> {
    let mut files: Vec<_> = std::fs::read_dir(repository().join("tests/rich"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.sort();
    let of_this_major = |name: &str| {
        let since = name.split('.').nth(1).and_then(|word| word.parse().ok());
        since.unwrap_or(0) <= major()
    };
    files
        .into_iter()
        .map(|path| (path.file_name().unwrap().to_str().unwrap().to_owned(), path))
        .filter(|(name, _)| of_this_major(name))
        .map(|(name, path)| (name, std::fs::read_to_string(path).unwrap()))
        .collect()
}

/// The database, without the lines of SQL that have one of these words. Roles have fixed names: it needs a cluster of its own,
/// with `wal_level` logical.
pub fn rich<'c>(cluster: &'c Cluster, without: &[&str]) -> Db<'c> {
    let db = cluster.db("rich");
    for (name, sql) in files() {
        let lines = sql.lines();
        let wanted = lines.filter(|line| !without.iter().any(|word| line.contains(word)));
        let output = db.psql(&wanted.collect::<Vec<_>>().join("\n"));
        assert_eq!(output.code, 0, "{name}: {}", output.stderr);
    }
    db
}
