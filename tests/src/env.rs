//! What `make test` tells the tests.

use std::path::{Path, PathBuf};

/// The folder of the checkout.
pub fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}

/// PostgreSQL's major version under test.
pub fn major() -> u32 {
    required("MIGRATE_PG_MAJOR").parse().expect("a number")
}

/// The bin folder of the private PostgreSQL tree that has the extension.
pub fn bin() -> PathBuf {
    PathBuf::from(required("MIGRATE_PG_BIN"))
}

/// A script of the repository.
pub fn script(name: &str) -> PathBuf {
    repository().join("scripts").join(name)
}

/// Is every client there on purpose, so that a missing one is a failure?
pub fn clients_are_required() -> bool {
    std::env::var_os("CI").is_some()
}

/// The folder that scripts/setup.sh installs the other languages' clients into.
pub fn clients() -> PathBuf {
    repository().join("target/clients")
}

fn required(name: &str) -> String {
    std::env::var(name).unwrap_or_else(|_| {
        panic!("{name} is not set: run `make test` (one test: `make test T=name`)")
    })
}
