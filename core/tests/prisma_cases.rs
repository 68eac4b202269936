//! Plans against those that Prisma made: recorded cases in the folder that MIGRATE_CASES names.

use migrate_core::prisma::diff::{plan, Style};
use migrate_core::prisma::model::{Autoincrement, ColumnDefault, Model};
use migrate_core::prisma::psl;
use serde_json::Value;
use std::collections::BTreeSet;

/// The recorded cases of a file; none where the folder is not given.
fn cases(file: &str) -> Vec<Value> {
    let Ok(folder) = std::env::var("MIGRATE_CASES") else {
        println!("MIGRATE_CASES is not set: skipped");
        return Vec::new();
    };
    let text = std::fs::read_to_string(format!("{folder}/{file}")).unwrap();
    serde_json::from_str(&text).unwrap()
}

fn field<'a>(case: &'a Value, name: &str) -> Option<&'a str> {
    case.get(name)?.as_str()
}

fn read(schema: Option<&str>) -> Result<Model, String> {
    let Some(schema) = schema else {
        return Ok(Model::default());
    };
    let files = [("schema.prisma".to_string(), schema.to_string())];
    let read = psl::read(&files, "public").map_err(|errors| format!("{errors:?}"))?;
    Ok(read.model)
}

/// The model as it is read from a database that has it: `prisma migrate dev` compares with that.
/// In the recorded runs, Prisma did not see the extensions.
fn in_a_database(mut model: Model) -> Model {
    model.extensions.clear();
    model
        .enums
        .sort_by_key(|e| (e.namespace.clone(), e.name.clone()));
    model
        .tables
        .sort_by_key(|t| (t.namespace.clone(), t.name.clone()));
    for table in &mut model.tables {
        table.indexes.sort_by_key(|i| i.name.clone());
        table.foreign_keys.sort_by_key(|k| k.name.clone());
        for column in &mut table.columns {
            if let Some(ColumnDefault::Autoincrement(autoincrement)) = &mut column.default {
                let name = format!("{}_{}_seq", table.name, column.name);
                *autoincrement = Autoincrement::Sequence(table.namespace.clone(), name);
            }
        }
    }
    let tables = model.tables.iter().map(|t| &t.namespace);
    let used: BTreeSet<String> = (tables.chain(model.enums.iter().map(|e| &e.namespace)))
        .cloned()
        .collect();
    model.namespaces = used.into_iter().collect();
    model
}

/// What the versions of Prisma write in different ways.
fn plain(sql: &str) -> String {
    let first = "-- CreateSchema\nCREATE SCHEMA IF NOT EXISTS \"public\";\n";
    let sql = sql.strip_prefix(first).unwrap_or(sql);
    sql.replace("\"public\".", "").trim().to_string()
}

/// Without the slips of Prisma's that are not repeated.
fn plain_summary(text: &str) -> String {
    text.replace("\n)\n", "\n")
        .replace("\n`\n", "\n")
        .trim()
        .to_string()
}

#[derive(Default)]
struct Tally {
    equal: usize,
    different: Vec<String>,
}

impl Tally {
    fn count(&mut self, name: &str, expected: &str, actual: &str) {
        if expected == actual {
            self.equal += 1;
        } else {
            println!("== {name}\n-- expected\n{expected}\n-- written\n{actual}\n");
            self.different.push(name.into());
        }
    }

    /// `known` are those that are better than Prisma's; docs/prisma-differences.md says why.
    fn report(&self, what: &str, known: &[&str]) {
        let all = self.equal + self.different.len();
        println!("{what}: {} of {all} equal", self.equal);
        let is_known = |name: &&String| known.iter().any(|known| name.ends_with(known));
        let unknown: Vec<&String> = self.different.iter().filter(|n| !is_known(n)).collect();
        assert!(unknown.is_empty(), "{what}: {unknown:#?}");
    }
}

#[test]
fn plans_are_those_of_prisma() {
    let [mut migrations, mut scripts, mut summaries] = [(); 3].map(|()| Tally::default());
    let mut unread = Vec::new();
    for case in cases("prisma_diff.json") {
        let name = field(&case, "name").unwrap();
        let models = [
            read(field(&case, "from_schema")),
            read(field(&case, "schema")),
        ];
        let [Ok(from), Ok(to)] = models else {
            println!("== {name}\n{models:?}\n");
            unread.push(name.to_string());
            continue;
        };
        let between = plan(&from, &to, Style::Prisma);
        summaries.count(
            name,
            &plain_summary(field(&case, "expected_summary").unwrap()),
            &plain_summary(&between.summary()),
        );
        if let Some(sql) = field(&case, "diff_sql") {
            scripts.count(name, &plain(sql), &plain(&between.script()));
        }
        let from = in_a_database(from);
        let sql = field(&case, "expected_sql").unwrap_or("-- This is an empty migration.");
        let migration = plan(&from, &to, Style::Prisma).migration();
        migrations.count(name, &plain(sql), &plain(&migration));
    }
    // Schemas for other databases.
    println!("not read: {}", unread.len());
    assert!(unread.len() <= 6, "{unread:#?}");
    migrations.report(
        "migrations",
        &[
            "multi_schema_tests#17->16(reverse)",
            "multi_schema_tests#48->47(reverse)",
            "multi_schema_tests#72->71(reverse)",
        ],
    );
    scripts.report(
        "scripts",
        &[
            "relocatable_extension_can_be_relocated#1->2",
            "removing_autoincrement_from_an_existing_field_works#1->2",
            "making_an_autoincrement_default_an_expression_then_autoincrement_again_works#1->2",
            "multi_schema_tests#17->16(reverse)",
            "multi_schema_tests#48->47(reverse)",
            "multi_schema_tests#72->71(reverse)",
        ],
    );
    summaries.report(
        "summaries",
        &[
            "extension_version_can_be_changed#2->1(reverse)",
            "non_relocatable_extension_can_be_relocated#1->2",
            "relocatable_extension_can_be_relocated#1->2",
            "multi_schema_tests#48->47(reverse)",
        ],
    );
}

#[test]
fn a_database_made_by_a_schema_needs_nothing() {
    for case in cases("prisma_diff.json") {
        let Ok(model) = read(field(&case, "schema")) else {
            continue;
        };
        let mut database = in_a_database(model.clone());
        database.extensions.clone_from(&model.extensions);
        database.namespaces.clone_from(&model.namespaces);
        for from in [&database, &model] {
            let summary = plan(from, &model, Style::Safe).summary();
            assert_eq!(summary, "No difference detected.", "{}", case["name"]);
        }
    }
}

#[test]
fn types_change_as_with_prisma() {
    let mut scripts = Tally::default();
    for case in cases("prisma_types.json") {
        let [from, to, kind, sql] = ["from", "to", "kind", "sql"].map(|f| field(&case, f).unwrap());
        let [before, after] = [from, to].map(|kind| {
            let schema = format!(
                "datasource db {{\n provider = \"postgresql\"\n}}\nenum E {{\n A\n}}\n\
                 model T {{\n id Int @id\n c {kind}\n}}\n"
            );
            read(Some(&schema)).unwrap()
        });
        let script = match plan(&before, &after, Style::Prisma) {
            plan if plan.steps.is_empty() => String::new(),
            plan => plan.script(),
        };
        scripts.count(&format!("{from} to {to} ({kind})"), sql, &plain(&script));
    }
    scripts.report("types", &[]);
}
