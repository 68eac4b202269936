//! Scripts against those of the real Prisma, byte by byte.

use migrate_tests::models::{schema_of, BEFORE, FIRST, SECOND};
use migrate_tests::prisma::own;
use migrate_tests::prisma_real::{datamodel, empty, live, Prisma};
use migrate_tests::*;

/// Ours has no step for the schema that is always there, and no comment for nothing.
fn plain(sql: &str) -> String {
    let always = "-- CreateSchema\nCREATE SCHEMA IF NOT EXISTS \"public\";\n\n";
    match sql.trim() {
        "-- This is an empty migration." => String::new(),
        _ => sql.replace(always, ""),
    }
}

/// From each schema to each.
fn schemas() -> Vec<String> {
    let models = ["", FIRST, SECOND, BEFORE].map(schema_of);
    let own =
        ["types", "defaults", "relations", "names", "schemas"].map(|name| own(name, "prisma"));
    models.into_iter().chain(own).collect()
}

#[test]
fn scripts_from_nothing_and_from_schema_to_schema_are_prismas() {
    let db = Db::new("scripts");
    let Some(mut prisma) = Prisma::of(&db) else {
        return;
    };
    let mut app = db.connect();
    let value = |schema: &str| format!("migrate.prisma($p${schema}$p$)");
    let mut different = Vec::new();
    for to in schemas() {
        let mut compare = |from: Value, ours: &str| {
            let script = format!("select migrate.script({ours}, {})", value(&to));
            let theirs = plain(&prisma.script(from, datamodel(&to)).unwrap());
            let ours = app.one(&script);
            if ours != theirs {
                different.push(format!("{script}\n-- ours\n{ours}\n-- Prisma's\n{theirs}"));
            }
        };
        compare(empty(), "migrate.empty()");
        for from in schemas() {
            compare(datamodel(&from), &value(&from));
        }
    }
    assert!(different.is_empty(), "{}", different.join("\n\n"));
}

#[test]
fn scripts_from_a_database_are_prismas() {
    let all = schemas();
    for from in &all[..4] {
        let db = Db::new("scripts");
        let Some(mut prisma) = Prisma::of(&db) else {
            return;
        };
        let mut app = db.connect();
        let push = format!("select migrate.push(migrate.prisma($p${from}$p$))");
        app.run(&push);
        for to in &all {
            let script =
                format!("select migrate.script(migrate.live(), migrate.prisma($p${to}$p$))");
            prisma.set_schema(to);
            let theirs = prisma.script(live(to), datamodel(to)).unwrap();
            assert_eq!(app.one(&script), plain(&theirs), "from\n{from}\nto\n{to}");
        }
    }
}
