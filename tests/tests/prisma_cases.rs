//! What Prisma's own engine did, step by step and pair by pair, against the same by SQL on a real server: the recorded cases
//! of the folder `MIGRATE_CASES`.

use migrate_tests::prisma::cases;
use migrate_tests::*;
use std::collections::BTreeSet;
use std::sync::Mutex;

/// `migrate.prisma` of a whole schema.
fn value(schema: &str) -> String {
    format!("migrate.prisma($p${schema}$p$)")
}

/// Scenarios that end better here; docs/prisma.md says why.
const BETTER: [&str; 1] = [
    // There are no duplicates: it just runs.
    "push_unique_add",
];

/// What a push did and said.
#[derive(Debug, PartialEq)]
struct Pushed {
    executed: usize,
    said: BTreeSet<String>,
}

impl Pushed {
    fn recorded(step: &Value) -> Self {
        let list = |key: &str| {
            let list = step["ok"][key].as_array().into_iter().flatten();
            list.map(|text| text.as_str().unwrap().to_owned())
        };
        Pushed {
            executed: step["ok"]["executedSteps"].as_u64().unwrap() as usize,
            said: list("unexecutable").chain(list("warnings")).collect(),
        }
    }

    fn ours(app: &mut Session, schema: &str, force: bool) -> Self {
        let target = value(schema);
        let said = app.rows(&format!(
            "select h->>'message' from migrate.diff(migrate.live(), {target}), jsonb_array_elements(hazards) h"
        ));
        let rows = app.try_rows(&format!(
            "select step from migrate.push({target}, accept_data_loss => {force})"
        ));
        let executed = match &rows {
            Ok(rows) => rows.len(),
            Err(error) => {
                assert_eq!(error.code, "55000", "{error}");
                for line in error.detail.lines() {
                    assert!(said.contains(&vec![line.to_owned()]), "{error}");
                }
                0
            }
        };
        Pushed {
            executed,
            said: said.into_iter().flatten().collect(),
        }
    }
}

#[test]
fn pushes_end_as_with_prisma() {
    let mut seen = 0;
    for case in cases("prisma_scenarios.json") {
        let name = case["name"].as_str().unwrap();
        let steps = case["steps"].as_array().unwrap();
        if !steps.iter().any(|step| step["op"] == "push") {
            continue;
        }
        let db = Db::new("prisma_push");
        let mut app = db.connect();
        for (i, step) in steps.iter().enumerate() {
            if step["op"] == "sql" {
                app.run(step["args"]["sql"].as_str().unwrap());
                continue;
            }
            let schema = step["args"]["schema"].as_str().unwrap();
            let force = step["args"]["force"].as_bool().unwrap();
            let ours = Pushed::ours(&mut app, schema, force);
            if !BETTER.contains(&name) {
                assert_eq!(ours, Pushed::recorded(step), "{name}, step {i}");
            }
        }
        let last = steps.last().unwrap();
        if last["ok"]["unexecutable"].as_array().unwrap().is_empty() {
            let left = app.lines(&format!(
                "select sql from migrate.diff(migrate.live(), {})",
                value(last["args"]["schema"].as_str().unwrap())
            ));
            assert_eq!(left, "", "{name}");
        }
        seen += 1;
    }
    println!("{seen} scenarios");
}

/// What the versions of Prisma write in different ways.
fn plain(sql: &str) -> String {
    if sql.trim() == "-- This is an empty migration." {
        return String::new();
    }
    let first = "-- CreateSchema\nCREATE SCHEMA IF NOT EXISTS \"public\";\n";
    let sql = sql.strip_prefix(first).unwrap_or(sql);
    sql.replace("\"public\".", "").trim().to_string()
}

/// Those that are better than Prisma's; docs/prisma-differences.md says why. Prisma did not see extensions in a database.
const KNOWN: [&str; 11] = [
    "relocatable_extension_can_be_relocated#1->2",
    "non_relocatable_extension_can_be_relocated#2",
    "extension_version_can_be_changed#2->1(reverse)",
    "extension_version_does_not_change_on_empty#1->2",
    "extension_version_does_not_change_on_empty#2->1(reverse)",
    "removing_schema_definition_does_nothing#1->2",
    "removing_autoincrement_from_an_existing_field_works#1->2",
    "making_an_autoincrement_default_an_expression_then_autoincrement_again_works#1->2",
    "multi_schema_tests#17->16(reverse)",
    "multi_schema_tests#48->47(reverse)",
    "multi_schema_tests#72->71(reverse)",
];

struct Pair<'a> {
    case: &'a Value,
    app: Session,
}

/// Why a pair does not count: schemas for other databases, extensions that are not here.
struct Rejected(String);

impl Pair<'_> {
    fn text(&self, key: &str) -> Option<&str> {
        self.case[key].as_str()
    }

    /// The texts that are not Prisma's, and what does not converge.
    fn faults(&mut self) -> Result<Vec<String>, Rejected> {
        let to = value(self.text("schema").unwrap_or_default());
        let from = self.text("from_schema").map(value);
        let mut faults = Vec::new();
        let rejected = |error: Box<Message>| Rejected(error.to_string());
        let mut equal = |what: &str, expected: &str, written: &str| {
            if plain(expected) != plain(written) {
                faults.push(format!(
                    "{what}\n-- expected\n{expected}\n-- written\n{written}"
                ));
            }
        };
        let start = from.clone().unwrap_or_else(|| "migrate.empty()".into());
        let script = format!("select migrate.script({start}, {to})");
        let script = self.app.try_rows(&script).map_err(rejected)?;
        if let Some(expected) = self.text("diff_sql") {
            equal("script", expected, &script[0][0]);
        }
        if let Some(from) = &from {
            let first = format!("select outcome from migrate.dev('first', {from})");
            self.app.try_rows(&first).map_err(rejected)?;
        }
        let folder = self.app.one("select coalesce(json_agg(json_build_object('name', name, 'sql', sql)), '[]') from migrate.history");
        let dev = |more: &str| {
            format!("select outcome, sql from migrate.dev('next', {to}, $b${folder}$b$, {more})")
        };
        let created = self.app.rows(&dev("create_only => true"));
        let written = created[0][1].clone();
        let expected = self.text("expected_sql");
        equal(
            "migration",
            expected.unwrap_or("-- This is an empty migration."),
            &written,
        );
        // Both what is written and what is run lead there.
        let left = |app: &mut Session| {
            app.lines(&format!(
                "select sql from migrate.diff(migrate.live(), {to})"
            ))
        };
        self.app.run("begin");
        match self.app.try_rows(&dev("accept_data_loss => true")) {
            Ok(_) => {}
            // What the schema takes for granted, and no migration makes.
            Err(error) if ["0A000", "3F000", "42704"].contains(&error.code.as_str()) => {
                return Err(rejected(error))
            }
            Err(error) => faults.push(format!("dev: {error}")),
        }
        if !faults
            .last()
            .is_some_and(|fault| fault.starts_with("dev: "))
        {
            let left = left(&mut self.app);
            if !left.is_empty() {
                faults.push(format!("left to do after dev: {left}"));
            }
        }
        self.app.run("rollback");
        match self.app.try_run(&written) {
            Ok(()) => {}
            Err(error) if self.case["applies_pg15"] == false => println!("as with Prisma: {error}"),
            Err(error) => faults.push(format!("what was written: {error}")),
        }
        let left = left(&mut self.app);
        if !left.is_empty() {
            faults.push(format!("left to do: {left}"));
        }
        Ok(faults)
    }
}

#[test]
fn pairs_are_migrated_as_with_prisma() {
    let all = cases("prisma_diff.json");
    if all.is_empty() {
        return;
    }
    let cluster = Cluster::in_memory(&[("max_worker_processes", "40")]);
    let origin = cluster.db("origin");
    let admin = Mutex::new(cluster.admin());
    let (equal, rejected) = (Mutex::new(0), Mutex::new(0));
    let failed = Mutex::new(Vec::new());
    parallel::each(
        &all,
        || (),
        |case, ()| {
            let name = case["name"].as_str().unwrap();
            let db = origin.twin(&mut admin.lock().unwrap());
            let app = db.connect();
            match (Pair { case, app }).faults() {
                Ok(faults) if faults.is_empty() => *equal.lock().unwrap() += 1,
                Ok(faults) => {
                    println!("== {name}\n{}\n", faults.join("\n"));
                    if !KNOWN.iter().any(|known| name.ends_with(known)) {
                        failed.lock().unwrap().push(name.to_owned());
                    }
                }
                Err(Rejected(why)) => {
                    println!("rejected: {name}: {why}");
                    *rejected.lock().unwrap() += 1;
                }
            }
            db.delete();
        },
    );
    let (equal, rejected) = (*equal.lock().unwrap(), *rejected.lock().unwrap());
    println!("{equal} equal, {rejected} rejected, of {}", all.len());
    let failed = failed.into_inner().unwrap();
    assert!(failed.is_empty(), "{failed:#?}");
}
