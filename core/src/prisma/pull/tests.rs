//! What is written beyond the recorded files.

use super::pull;
use crate::prisma::model::Model;
use crate::prisma::psl;
use crate::schema::Schema;

const DATASOURCE: &str = "datasource db {\n  provider = \"postgresql\"\n}\n";

fn generator(features: &str) -> String {
    format!("generator g {{\n  provider = \"x\"\n{features}}}\n\n")
}

fn model(text: &str) -> Model {
    let files = [("a".to_string(), text.to_string())];
    let read = psl::read(&files, "public").unwrap_or_else(|errors| panic!("{errors}"));
    read.model
}

/// The file of a database that is as `now` says, and was as `before` says.
fn pulled(now: &str, before: &str) -> String {
    let before = psl::parse(&[("a".into(), before.into())]).expect("a schema");
    let pulled = pull(&Schema::empty(150000), &model(now), Some(&before));
    pulled.files[0].1.clone()
}

#[test]
fn the_preview_feature_of_partial_indexes_is_asked_for() {
    let blocks = DATASOURCE.to_owned()
        + "\nmodel T {\n  id Int @id\n\n  @@index([id], where: raw(\"(id > 0)\"))\n}\n";
    let with = |features: &str| generator(&format!("  previewFeatures = [{features}]\n")) + &blocks;
    let now = with("\"partialIndexes\"");
    for (before, expected) in [
        (generator("") + DATASOURCE, "[\"partialIndexes\"]"),
        (
            with("\"views\"").replace(", where: raw(\"(id > 0)\")", ""),
            "[\"views\", \"partialIndexes\"]",
        ),
        (now.clone(), "[\"partialIndexes\"]"),
        (DATASOURCE.to_owned(), "[\"partialIndexes\"]"),
    ] {
        let text = pulled(&now, &before);
        assert!(
            text.contains(&format!("previewFeatures = {expected}\n")),
            "{text}"
        );
        assert_eq!(model(&text), model(&now));
    }
}

#[test]
fn a_key_of_the_same_columns_makes_a_relation_one_to_one() {
    let of = |many: &str, key: &str| {
        format!(
            "{DATASOURCE}\nmodel A {{\n  id Int @id\n  k  Int\n  B  B{many}\n\n  @@unique([id, k])\n}}\n\n\
             model B {{\n  id Int @id\n  a  Int\n  k  Int\n  A  A @relation(fields: [a, k], references: [id, k])\n\n  {key}\n}}\n"
        )
    };
    for (many, key) in [
        ("?", "@@unique([a, k])"),
        ("[]", "@@unique([k, a])"),
        ("[]", "@@unique([k])"),
    ] {
        let text = pulled(&of("[]", key), DATASOURCE);
        assert!(text.contains(&format!("  B  B{many}\n")), "{key}: {text}");
        assert_eq!(model(&text), model(&of("[]", key)));
    }
}

#[test]
fn an_extension_keeps_the_name_that_the_file_gave_it() {
    let features = "  previewFeatures = [\"postgresqlExtensions\"]\n";
    let datasource = "datasource db {\n  provider   = \"postgresql\"\n  extensions = [crypto(map: \"pgcrypto\")]\n}\n";
    let text = generator(features) + datasource;
    assert!(pulled(&text, &text).contains(datasource));
}

#[test]
fn comments_in_slash_and_star_are_documentation() {
    let model = "\n/**\n * A thing\n */\nmodel T {\n  /* its\n     number */\n  id Int @id /** again */\n}\n";
    let text = DATASOURCE.to_owned() + model;
    let expected = "\n/// *\n///  * A thing\nmodel T {\n  /// its\n  ///      number\n  /// * again\n  id Int @id\n}\n";
    assert_eq!(pulled(&text, &text), DATASOURCE.to_owned() + expected);
}

#[test]
fn of_unique_indexes_that_repeat_each_other_the_first_is_written() {
    let two = DATASOURCE.to_owned()
        + "\nmodel T {\n  id Int @id\n  a  Int @unique(map: \"x\")\n\n  @@unique([a], map: \"y\")\n}\n";
    let one = two.replace("\n\n  @@unique([a], map: \"y\")", "");
    assert_eq!(pulled(&two, DATASOURCE), one);
    assert_eq!(pulled(&two, &two), two);
}
