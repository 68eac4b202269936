//! The server that is measured, and bundles to measure it with.

use postgres::{Client, NoTls};
use std::process::Command;

/// A fresh database with the extension.
pub fn fresh(name: &str) -> Client {
    let mut admin = connect("postgres");
    admin
        .batch_execute(&format!("DROP DATABASE IF EXISTS {name}"))
        .expect("drop");
    admin
        .batch_execute(&format!("CREATE DATABASE {name}"))
        .expect("create");
    let mut client = connect(name);
    client
        .batch_execute("CREATE EXTENSION migrate")
        .expect("extension");
    client
}

pub fn connect(database: &str) -> Client {
    let env = |name: &str| {
        std::env::var(name).unwrap_or_else(|_| panic!("{name} is not set: run make bench"))
    };
    let url = format!(
        "host='{}' port={} user={} dbname={database}",
        env("PGHOST"),
        env("PGPORT"),
        env("PGUSER")
    );
    Client::connect(&url, NoTls).expect("connect")
}

/// psql of the server's own major, quiet, stopping at the first error.
pub fn psql(database: &str) -> Command {
    let bin = std::env::var("PGBIN").expect("PGBIN is not set: run make bench");
    let mut command = Command::new(format!("{bin}/psql"));
    command.args(["-X", "-q", "-At", "-v", "ON_ERROR_STOP=1", "-d", database]);
    command
}

/// Migrations that each create a table of eight columns with a foreign key, an index, and alter it.
pub fn history(count: usize) -> Vec<(String, String)> {
    (0..count)
        .map(|i| {
            let parent = i.saturating_sub(1);
            let sql = format!(
                "CREATE TABLE t{i} (\n  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,\n  parent_id bigint REFERENCES t{parent} (id),\n  \
                 name text NOT NULL,\n  email varchar(255),\n  amount numeric(12,2) NOT NULL DEFAULT 0,\n  active boolean NOT NULL DEFAULT true,\n  \
                 created_at timestamptz NOT NULL DEFAULT now(),\n  data jsonb\n);\nCREATE INDEX t{i}_name ON t{i} (name);\n\
                 ALTER TABLE t{i} ADD COLUMN note text NOT NULL DEFAULT '';\n"
            );
            (format!("2025{i:010}_table_{i}"), sql)
        })
        .collect()
}

/// The bundle with all texts.
pub fn full(history: &[(String, String)]) -> String {
    let list: Vec<_> = history
        .iter()
        .map(|(name, sql)| serde_json::json!({"name": name, "sql": sql}))
        .collect();
    serde_json::Value::from(list).to_string()
}

/// The bundle with names and checksums only.
pub fn short(history: &[(String, String)]) -> String {
    let list: Vec<_> = history
        .iter()
        .map(|(name, sql)| serde_json::json!({"name": name, "checksum": migrate_core::checksum::of(sql)}))
        .collect();
    serde_json::Value::from(list).to_string()
}
