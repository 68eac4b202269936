//! `migrate.live()` of a database and of its copy by pg_dump: the same bytes. tests/rich has an object of each kind.

use migrate_tests::rich::rich;
use migrate_tests::round_trip::prove;
use migrate_tests::*;

#[test]
fn a_copy_has_the_same_document() {
    let cluster = Cluster::with(&[("wal_level", "logical")]);
    let db = rich(&cluster, &[]);
    prove(&db).unwrap_or_else(|error| panic!("{error}"));
}

#[test]
fn an_empty_database_has_the_document_of_its_copy() {
    for db in [Db::new("empty"), Db::owned("empty")] {
        prove(&db).unwrap_or_else(|error| panic!("{error}"));
    }
}
