//! `bundle.sh` with the folders of other tools: their names, their order, and never what undoes a migration.

use migrate_tests::*;
use std::fs;
use std::path::Path;
use std::process::Command;

fn write(folder: &Path, files: &[(&str, &str)]) {
    for (path, text) in files {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
}

fn bundled(folder: &Path) -> Output {
    let mut command = Command::new("sh");
    command
        .arg(repository().join("scripts/bundle.sh"))
        .arg(folder);
    Output::of(&mut command, "")
}

/// Whether the order is given, and names with texts; what was said on the side.
fn of(files: &[(&str, &str)]) -> (bool, Vec<(String, String)>, String) {
    let folder = tempfile::Builder::new()
        .prefix("it's a $folder ")
        .tempdir()
        .unwrap();
    write(folder.path(), files);
    let output = bundled(folder.path());
    assert_eq!(output.code, 0, "{}", output.stderr);
    let json: Value =
        serde_json::from_str(&output.stdout).unwrap_or_else(|e| panic!("{e}: {}", output.stdout));
    let (is_given, list) = match &json {
        Value::Array(list) => (false, list.clone()),
        object => (
            object["order"] == "given",
            object["migrations"].as_array().unwrap().clone(),
        ),
    };
    let text = |m: &Value, key: &str| m[key].as_str().unwrap().to_owned();
    let list = list
        .iter()
        .map(|m| (text(m, "name"), text(m, "sql")))
        .collect();
    (is_given, list, output.stderr)
}

fn names(files: &[(&str, &str)]) -> (bool, String) {
    let (is_given, list, _) = of(files);
    let names: Vec<String> = list.into_iter().map(|(name, _)| name).collect();
    (is_given, names.join(" "))
}

fn text(file: &str) -> String {
    let (_, list, _) = of(&[("1_a.sql", file)]);
    list[0].1.clone()
}

#[test]
fn plain_files_keep_every_byte() {
    let odd = "select '\\\", \t\u{1}ü€';\r\nselect 2";
    let (is_given, list, said) = of(&[("20240101_it's \"odd\".sql", odd), ("20240102_b.sql", "")]);
    assert!(!is_given && said.is_empty(), "{said}");
    assert_eq!(
        list,
        [
            ("20240101_it's \"odd\"".into(), odd.into()),
            ("20240102_b".into(), String::new())
        ]
    );
}

#[test]
fn down_files_are_left_out() {
    let files = [
        (
            "20240101_a.up.sql",
            "-- Up Migration\nselect 1;\n-- down migration\n",
        ),
        ("20240101_a.down.sql", "drop"),
        ("20240102_b.sql", "select 2"),
        ("20240103_alone.down.sql", "drop"),
        ("README.md", "no SQL"),
    ];
    let (_, list, said) = of(&files);
    // A file of its own has no parts.
    assert_eq!(list[0], ("20240101_a".into(), files[0].1.into()));
    assert_eq!((list.len(), said.as_str()), (2, ""));
}

#[test]
fn the_order_is_the_tools() {
    assert_eq!(
        names(&[("10_c.sql", ""), ("9_b.sql", ""), ("0001_a.sql", "")]),
        (true, "0001_a 9_b 10_c".into())
    );
    assert_eq!(
        names(&[("2_b.sql", ""), ("1_a.sql", "")]),
        (false, "1_a 2_b".into())
    );
    // dbmate sorts names.
    let up = "-- migrate:up\n";
    assert_eq!(
        names(&[("10_c.sql", up), ("9_b.sql", up)]),
        (false, "10_c 9_b".into())
    );
    assert_eq!(
        names(&[
            ("2024-02-01-000000_b/up.sql", ""),
            ("20240101000000_a/up.sql", ""),
            ("20240101000000_a/down.sql", "")
        ]),
        (true, "20240101000000_a 2024-02-01-000000_b".into())
    );
}

#[test]
fn flyways_versions_are_counted_and_the_rest_is_named() {
    let files = [
        ("V1_10__c.sql", "select 3"),
        ("V1.9__b.sql", "select 2"),
        ("V1__a.sql", "select 1;\n-- Down Migration\n"),
        ("V20240101__d.sql", ""),
        ("R__view.sql", "create view"),
        ("U1__a.sql", "drop"),
    ];
    let (is_given, list, said) = of(&files);
    let names: Vec<&str> = list.iter().map(|(name, _)| name.as_str()).collect();
    assert!(is_given);
    assert_eq!(names, ["V1__a", "V1.9__b", "V1_10__c", "V20240101__d"]);
    // Flyway's files have no parts.
    assert_eq!(list[0].1, files[2].1);
    assert_eq!(said.lines().count(), 2, "{said}");
    assert!(
        said.contains("R__view.sql is left out") && said.contains("U1__a.sql is left out"),
        "{said}"
    );
}

#[test]
fn only_the_part_that_applies_is_taken() {
    assert_eq!(
        text("-- migrate:up\nselect 1;\n\n-- migrate:down\ndrop 1;\n"),
        "-- migrate:up\nselect 1;\n\n"
    );
    assert_eq!(
        text("-- migrate:up transaction:false\r\na;\r\n--migrate:down x:y\r\nb;\r\n-- migrate:up\r\nc;\r\n-- migrate:down\r\nd;"),
        "-- migrate:up transaction:false\r\na;\r\n-- migrate:up\r\nc;\r\n"
    );
    assert_eq!(
        text("-- migrate:up\na;\n-- migrate:downgrade\nb;"),
        "-- migrate:up\na;\n-- migrate:downgrade\nb;"
    );
    assert_eq!(
        text("-- +goose Up\na;\n-- +goose Down\nb;\n"),
        "-- +goose Up\na;\n"
    );
    assert_eq!(
        text("-- +migrate Up\na;\n-- +migrate Down\nb;\n"),
        "-- +migrate Up\na;\n"
    );
    assert_eq!(
        text("-- Up Migration\na;\n\n-- Down Migration\nb;\n"),
        "-- Up Migration\na;\n\n"
    );
    assert_eq!(
        text("----- UP  migration\na;\n  -- down Migration of it\nb;\n-- up migration\nc;"),
        "----- UP  migration\na;\n"
    );
    assert_eq!(text("a;\n-- Down Migration\nb;\n"), "a;\n");
    assert_eq!(
        text("-- Down Migration\nb;\n-- Up Migration\na;\n"),
        "-- Up Migration\na;\n"
    );
    assert_eq!(
        text("a;\n-- going up, migration done\nb;"),
        "a;\n-- going up, migration done\nb;"
    );
}

#[test]
fn what_is_no_sql_is_named() {
    let (_, list, said) = of(&[("1_a.js", ""), ("2_b.sql", "select 2"), ("3_c.py", "")]);
    assert_eq!(list.len(), 1);
    assert!(
        said.contains("1_a.js is left out") && said.contains("3_c.py is left out"),
        "{said}"
    );
}

#[test]
fn a_folder_of_diesels_is_whole() {
    let folder = tempfile::tempdir().unwrap();
    write(
        folder.path(),
        &[("1_a/up.sql", "select 1"), ("2_b/down.sql", "select 2")],
    );
    let output = bundled(folder.path());
    assert_eq!(output.code, 1, "{}", output.stdout);
    assert!(
        output.stderr.starts_with("error: there is no ") && output.stderr.contains("2_b/up.sql"),
        "{}",
        output.stderr
    );
}

/// From the folder to a database that the old tool has left.
#[test]
fn a_folder_is_adopted_and_gone_on_with() {
    let (_db, mut app) = other_tools::tool_db("bundles", other_tools::SQLX);
    let first = "create table first (id int);\n";
    other_tools::by_sqlx(&mut app, 9, "first step", first);
    let folder = tempfile::tempdir().unwrap();
    write(
        folder.path(),
        &[
            ("9_first_step.sql", first),
            ("10_next.sql", "create table next (id int)"),
        ],
    );
    let bundle = bundled(folder.path()).ok();
    assert_eq!(
        other_tools::adopt_bundle(&mut app, "sqlx", &bundle),
        "9_first_step|applied"
    );
    assert_eq!(app.deploy(&bundle).unwrap()[0].name, "10_next");
    assert_eq!(app.status(&bundle), "9_first_step|applied\n10_next|applied");
}
