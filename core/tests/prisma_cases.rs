//! Schemas that Prisma accepts, recorded elsewhere: the folder is in MIGRATE_CASES.

use std::path::PathBuf;

use migrate_core::prisma::psl;
use serde_json::Value;

fn cases(file: &str) -> Vec<Value> {
    let Some(folder) = std::env::var_os("MIGRATE_CASES") else {
        eprintln!("skipped: MIGRATE_CASES is not set");
        return Vec::new();
    };
    let path = PathBuf::from(folder).join(file);
    let text = std::fs::read_to_string(&path).unwrap();
    serde_json::from_str(&text).unwrap()
}

fn read_all(cases: &[Value], fields: &[&str]) {
    let mut faults = Vec::new();
    for case in cases {
        for field in fields {
            let Some(text) = case[field].as_str() else {
                continue;
            };
            let files = [("schema.prisma".to_string(), text.to_string())];
            // Some are of other databases.
            let foreign = text.contains("provider = \"sqlite\"");
            match psl::read(&files, "public") {
                Ok(_) if foreign => faults.push(format!("{}: SQLite is accepted", case["name"])),
                Err(errors) if !foreign => faults.push(format!("{}:\n{errors}", case["name"])),
                _ => {}
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n\n"));
}

#[test]
fn every_schema_of_a_diff_is_read() {
    read_all(&cases("prisma_diff.json"), &["schema", "from_schema"]);
}

#[test]
fn every_schema_of_a_pull_is_read() {
    read_all(&cases("prisma_introspect.json"), &["expected_schema"]);
}
