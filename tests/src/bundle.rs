//! Bundles: the JSON that clients send.

use crate::json;
use std::path::Path;

/// `[{"name": …, "sql": …}, …]` of names and texts.
pub fn bundle<N: AsRef<str>, S: AsRef<str>>(migrations: &[(N, S)]) -> String {
    let entries = migrations
        .iter()
        .map(|(name, sql)| json!({"name": name.as_ref(), "sql": sql.as_ref()}));
    entries.collect::<serde_json::Value>().to_string()
}

/// The bundle of a folder in Prisma's layout: NAME/migration.sql.
pub fn bundle_of_folder(folder: &Path) -> String {
    let mut migrations = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display())) {
        let entry = entry.unwrap();
        let Ok(sql) = std::fs::read_to_string(entry.path().join("migration.sql")) else {
            continue;
        };
        migrations.push((entry.file_name().into_string().unwrap(), sql));
    }
    migrations.sort();
    bundle(&migrations)
}
