//! `migrate.live()` of a database and of its copy by pg_dump: the same bytes. tests/rich has an object of each kind.

use migrate_tests::round_trip::prove;
use migrate_tests::*;

/// The files of tests/rich in their order, but for those of newer majors: `70_types.17.sql` is for 17 and later.
fn rich() -> Vec<(String, String)> {
    let folder = repository().join("tests/rich");
    let mut files: Vec<_> = std::fs::read_dir(&folder)
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

/// On a cluster of its own: roles have fixed names.
fn rich_cluster() -> Cluster {
    Cluster::with(&[("wal_level", "logical")])
}

fn rich_database(cluster: &Cluster) -> Db<'_> {
    let db = cluster.db("rich");
    for (name, sql) in rich() {
        let output = db.psql(&sql);
        assert_eq!(output.code, 0, "{name}: {}", output.stderr);
    }
    db
}

#[test]
fn a_copy_has_the_same_document() {
    let cluster = rich_cluster();
    let db = rich_database(&cluster);
    prove(&db).unwrap_or_else(|error| panic!("{error}"));
}

#[test]
fn an_empty_database_has_the_document_of_its_copy() {
    for db in [Db::new("empty"), Db::owned("empty")] {
        prove(&db).unwrap_or_else(|error| panic!("{error}"));
    }
}
