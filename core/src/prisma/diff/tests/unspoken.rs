//! What is in the database and has no word in the schema file.

use super::of_table;
use crate::prisma::diff::{plan, unspoken, Style};
use crate::prisma::model::{Extension, Model};
use crate::prisma::psl;

const EMPTY: &str = "-- This is an empty migration.\n";

fn file(features: &str, fields: &str) -> psl::Schema {
    let generator =
        format!("generator g {{\n provider = \"x\"\n previewFeatures = [{features}]\n}}\n");
    let text = "datasource db {\n provider = \"postgresql\"\n}\n".to_string();
    let files = [("a".to_string(), text + &generator + &of_table(fields))];
    psl::read(&files, "public").unwrap_or_else(|errors| panic!("{errors}"))
}

/// As a schema file with all words says it.
fn database(fields: &str) -> Model {
    file("\"partialIndexes\"", fields).model
}

/// What leads from the database to the file, and back.
fn both_ways(database: &Model, file: &psl::Schema) -> [String; 2] {
    let (mut file_model, mut database) = (file.model.clone(), database.clone());
    unspoken::leave(&file.ast, &mut file_model, &mut database);
    let script = |from, to| plan(from, to, Style::Prisma).script();
    [
        script(&database, &file_model),
        script(&file_model, &database),
    ]
}

const PARTIAL: &str = "a Int; b Int; @@index([a], where: raw(\"a > 0\"))";

#[test]
fn a_partial_index_is_the_files_whatever_its_condition() {
    let of_one = file("", "a Int; b Int; @@index([a])");
    assert_eq!(both_ways(&database(PARTIAL), &of_one), [EMPTY, EMPTY]);
    let named = file("", "a Int; b Int; @@index([a], map: \"other\")");
    let [there, _] = both_ways(&database(PARTIAL), &named);
    let rename = "-- RenameIndex\nALTER INDEX \"T_a_idx\" RENAME TO \"other\";\n";
    assert_eq!(there, rename);
}

#[test]
fn partial_indexes_that_the_file_does_not_have_stay() {
    let database = database(PARTIAL);
    assert_eq!(
        both_ways(&database, &file("", "a Int; b Int")),
        [EMPTY, EMPTY]
    );
    let [there, back] = both_ways(&database, &file("\"partialIndexes\"", "a Int; b Int"));
    assert_eq!(there, "-- DropIndex\nDROP INDEX \"T_a_idx\";\n");
    assert!(back.contains("WHERE (a > 0);"), "{back}");
}

#[test]
fn an_index_that_is_unique_for_some_rows_may_be_written_as_a_plain_one() {
    let unique = database("a Int; @@unique([a], map: \"i\", where: raw(\"a > 0\"))");
    let [there, back] = both_ways(&unique, &file("", "a Int; @@index([a], map: \"i\")"));
    assert_eq!([there, back], [EMPTY, EMPTY]);
}

#[test]
fn a_partial_index_beside_a_whole_one_stays() {
    let two = "a Int; @@index([a], map: \"p\", where: raw(\"a > 0\")); @@index([a])";
    let file = file("", "a Int; @@index([a])");
    assert_eq!(both_ways(&database(two), &file), [EMPTY, EMPTY]);
}

#[test]
fn a_partial_index_goes_with_its_column_and_comes_again_with_a_new_type() {
    let database = database(PARTIAL);
    let [there, _] = both_ways(&database, &file("", "b Int"));
    assert_eq!(
        there,
        "-- AlterTable\nALTER TABLE \"T\" DROP COLUMN \"a\";\n"
    );
    let [there, _] = both_ways(&database, &file("", "a DateTime; b Int"));
    let index = "CREATE INDEX \"T_a_idx\" ON \"T\"(\"a\") WHERE (a > 0);\n";
    assert!(there.ends_with(index), "{there}");
}

#[test]
fn extensions_are_of_no_interest_without_their_preview_feature() {
    let mut database = database("a Int");
    database.extensions.push(Extension {
        name: "citext".into(),
        schema: None,
        version: None,
    });
    assert_eq!(both_ways(&database, &file("", "a Int")), [EMPTY, EMPTY]);
    let [_, back] = both_ways(&database, &file("\"postgresqlExtensions\"", "a Int"));
    assert!(back.starts_with("-- CreateExtension"), "{back}");
}

#[test]
fn classes_of_b_trees_count_where_the_file_has_them() {
    let index = |class: &str| format!("a String; @@index([a{class}])");
    let pattern = index("(ops: raw(\"text_pattern_ops\"))");
    let [plain, classed] = [file("", &index("")), file("", &pattern)];
    for file in [&plain, &classed] {
        assert_eq!(both_ways(&classed.model, file), [EMPTY, EMPTY]);
    }
    let [there, _] = both_ways(&plain.model, &classed);
    assert!(there.contains("(\"a\" text_pattern_ops);"), "{there}");
    let [_, back] = both_ways(&classed.model, &file("", "a String"));
    assert!(back.contains("(\"a\" text_pattern_ops);"), "{back}");
}

#[test]
fn unique_indexes_that_repeat_the_one_of_the_file_stay() {
    let two = "a Int @unique(map: \"x\"); b Int; @@unique([a], map: \"y\")";
    let database = database(two);
    let one = file("", "a Int @unique(map: \"x\"); b Int");
    assert_eq!(both_ways(&database, &one), [EMPTY, EMPTY]);
    assert_eq!(both_ways(&database, &file("", two)), [EMPTY, EMPTY]);
    let [there, _] = both_ways(&database, &file("", "a Int; b Int"));
    assert_eq!(there.matches("DROP INDEX").count(), 2);
}
