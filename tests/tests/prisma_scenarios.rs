//! Recorded scenarios of Prisma's own engine, against ours.

use migrate_tests::*;

/// Prisma's engine driven step by step, as it was recorded: `prisma_scenarios.json` in the folder
/// MIGRATE_CASES.
#[test]
fn recorded_scenarios_end_as_with_prisma_or_better() {
    let Some(folder) = std::env::var_os("MIGRATE_CASES") else {
        eprintln!("skipped: MIGRATE_CASES names no folder");
        return;
    };
    let path = std::path::Path::new(&folder).join("prisma_scenarios.json");
    let cases: Value = std::fs::read_to_string(path).unwrap().parse().unwrap();
    let mut run = 0;
    for case in cases.as_array().unwrap() {
        let steps = case["steps"].as_array().unwrap();
        let is_known = |step: &Value| KNOWN.contains(&step["op"].as_str().unwrap());
        if steps.iter().all(is_known) {
            scenario(case["name"].as_str().unwrap(), steps);
            run += 1;
        }
    }
    assert!(run >= 10, "{run} scenarios");
}

const KNOWN: [&str; 6] = [
    "sql",
    "deploy",
    "resolve_applied",
    "resolve_rolled_back",
    "diagnose",
    "dev_diagnostic",
];

fn scenario(name: &str, steps: &[Value]) {
    let db = Db::owned("scenario");
    let mut app = db.connect();
    app.run("select migrate.keep_prisma_history()");
    for step in steps {
        let args = &step["args"];
        let list: Vec<(String, String)> =
            serde_json::from_value(args["migrations"].clone()).unwrap_or_default();
        let list = bundle(&list);
        let resolve = |app: &mut Session, how: &str| {
            let sql = format!("select migrate.resolve($1, '{how}', nullif($2::text, '[]'))");
            let named = args["name"].as_str().unwrap();
            app.execute(&sql, &[&named, &list])
                .map(drop)
                .map_err(Message::of)
        };
        let result = match step["op"].as_str().unwrap() {
            "sql" => app.try_run(args["sql"].as_str().unwrap()),
            "deploy" => app.rollout_with(&list, "allow_missing => true"),
            "resolve_applied" => resolve(&mut app, "applied"),
            "resolve_rolled_back" => resolve(&mut app, "rolled_back"),
            "diagnose" => {
                diagnosed(name, &mut app, &list, &step["ok"]);
                continue;
            }
            // What `dev` says of it is a matter of its own.
            _ => continue,
        };
        let code = step["error"]["code"].as_str().unwrap_or_default();
        match (result, &step["error"]) {
            // Edited migrations are refused: better. The rest of the story is another one.
            (Err(error), Value::Null) if error.message.contains("edited after") => return,
            // Of what left nothing behind there is nothing to resolve: better.
            (Err(error), Value::Null) => {
                assert!(error.message.contains("P3011"), "{name}: {error}")
            }
            // Settings of one migration do not reach another, and nobody holds the lock here.
            (Ok(()), Value::Object(_)) => assert!(["P1014", "P1002"].contains(&code), "{name}"),
            (Err(error), Value::Object(_)) if code.starts_with("P30") && code != "P3009" => {
                assert!(error.message.contains(code), "{name}: {error}");
            }
            _ => {}
        }
        if !["P1014", "P1002"].contains(&code) {
            same_rows(name, &mut app, &step["history"]);
        }
    }
}

/// The same finished rows; of the others ours has those that left something behind.
fn same_rows(name: &str, app: &mut Session, history: &Value) {
    let ours = app.lines("select migration_name, checksum, finished_at is not null, rolled_back_at is not null, logs is null, applied_steps_count from _prisma_migrations order by started_at");
    let word = |truth: bool| if truth { "t" } else { "f" };
    let rows = history.as_array().into_iter().flatten().map(|row| {
        format!(
            "{}|{}|{}|{}|{}|{}",
            row["migration_name"].as_str().unwrap(),
            row["checksum"].as_str().unwrap(),
            word(row["finished"] == true),
            word(row["rolled_back"] == true),
            word(row["logs"].is_null()),
            row["applied_steps_count"]
        )
    });
    let theirs: Vec<String> = rows.collect();
    let finished = |row: &&str| row.split('|').nth(2) == Some("t");
    let of_ours: Vec<&str> = ours.lines().filter(finished).collect();
    let of_theirs: Vec<&str> = theirs.iter().map(String::as_str).filter(finished).collect();
    assert_eq!(of_ours, of_theirs, "{name}");
    for row in ours.lines().filter(|row| !finished(row)) {
        assert!(theirs.iter().any(|theirs| theirs == row), "{name}: {row}");
    }
}

fn diagnosed(name: &str, app: &mut Session, list: &str, expected: &Value) {
    let names = |value: &Value| -> Vec<String> {
        serde_json::from_value(value.clone()).unwrap_or_default()
    };
    let status = app.status(list);
    let with = |states: &[&str]| -> Vec<String> {
        let lines = status.lines().filter_map(|line| line.split_once('|'));
        lines
            .filter(|(_, state)| states.contains(state))
            .map(|(name, _)| name.to_owned())
            .collect()
    };
    assert_eq!(
        with(&["edited"]),
        names(&expected["editedMigrationNames"]),
        "{name}"
    );
    // What failed and left nothing behind is pending here.
    let failed = names(&expected["failedMigrationNames"]);
    let pending = names(&expected["history"]["unappliedMigrationNames"]);
    let open = with(&["failed", "pending", "out_of_order", "rolled_back"]);
    assert_eq!(open, [failed, pending].concat(), "{name}");
    let missing = names(&expected["history"]["unpersistedMigrationNames"]);
    assert_eq!(with(&["missing"]), missing, "{name}");
}
