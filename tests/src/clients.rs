//! Clients of other languages, which scripts/setup.sh puts below target/clients.

use crate::env;
use crate::Db;
use std::path::Path;
use std::process::Command;

/// Says on standard error that a client is missing and returns true, so that the test returns early; in CI it fails instead.
pub fn skip_without(client: &str, there: bool) -> bool {
    assert!(
        there || !env::clients_are_required(),
        "{client} is missing: run scripts/setup.sh"
    );
    if !there {
        eprintln!("skipped: {client} is missing (scripts/setup.sh installs it)");
    }
    !there
}

/// A Python with psycopg, led to this database by its environment: `python(&db)?.args(["-c", "import psycopg; …"])`.
pub fn python(db: &Db) -> Option<Command> {
    let program = env::clients().join("python/bin/python");
    (!skip_without("psycopg", program.exists())).then(|| db.command(program))
}

/// A Node.js that finds the package `pg`, led to this database by its environment: `node(&db)?.args(["-e", "require('pg') …"])`.
pub fn node(db: &Db) -> Option<Command> {
    let modules = env::clients().join("node/node_modules");
    if skip_without("node-postgres", modules.join("pg").exists()) {
        return None;
    }
    let mut command = db.command("node");
    command.env("NODE_PATH", modules);
    Some(command)
}

/// PgBouncer's program: the system's, or the one that scripts/setup.sh unpacked.
pub fn pgbouncer() -> Option<std::path::PathBuf> {
    let ours = env::clients().join("pgbouncer/usr/sbin/pgbouncer");
    let found = [Path::new("/usr/sbin/pgbouncer"), &ours]
        .into_iter()
        .find(|path| path.exists());
    (!skip_without("pgbouncer", found.is_some())).then(|| found.unwrap().to_path_buf())
}
