//! Plans between small schemas.

mod checks;
mod database;
mod enums;
mod keys;
mod names;
mod types;
mod unspoken;

use super::{plan, Style};
use crate::prisma::model::Model;
use crate::prisma::psl;

/// The model of some blocks of a schema file.
fn model(blocks: &str) -> Model {
    let text = format!("datasource db {{\n provider = \"postgresql\"\n}}\n{blocks}");
    let files = [("schema.prisma".to_string(), text)];
    match psl::read(&files, "public") {
        Ok(schema) => schema.model,
        Err(errors) => panic!("{errors}"),
    }
}

fn script(from: &str, to: &str) -> String {
    plan(&model(from), &model(to), Style::Prisma).script()
}

/// Of a model with a few fields more than its key.
fn of_table(fields: &str) -> String {
    format!(
        "model T {{\n id Int @id\n {}\n}}\n",
        fields.replace(';', "\n")
    )
}

#[test]
fn nothing_is_an_empty_migration() {
    let model = model(&of_table("a Int"));
    let plan = plan(&model, &model, Style::Prisma);
    assert_eq!(plan.script(), "-- This is an empty migration.\n");
    assert_eq!(plan.migration(), "-- This is an empty migration.\n");
    assert_eq!(plan.summary(), "No difference detected.");
}

#[test]
fn steps_come_in_the_order_of_their_kinds() {
    let from = "model Gone {\n id Int @id\n}\n".to_string() + &of_table("a Int; @@index([a])");
    let to = "enum E {\n A\n}\n".to_string()
        + &of_table("e E?; n New? @relation(fields: [nId], references: [id]); nId Int?")
        + "model New {\n id Int @id\n t T[]\n u Int @unique\n}\n";
    let plan = [model(&from), model(&to)];
    let plan = super::plan(&plan[0], &plan[1], Style::Prisma);
    let titles: Vec<&str> = plan.steps.iter().map(|step| step.title()).collect();
    let expected = [
        "CreateEnum",
        "DropIndex",
        "AlterTable",
        "DropTable",
        "CreateTable",
        "CreateIndex",
        "AddForeignKey",
    ];
    assert_eq!(titles, expected);
}

#[test]
fn columns_come_and_go_by_name() {
    let sql = script(
        &of_table("z Int?; y Int?"),
        &of_table("b String @default(\"it's\"); a Int[]"),
    );
    let expected = r#"-- AlterTable
ALTER TABLE "T" DROP COLUMN "y",
DROP COLUMN "z",
ADD COLUMN     "a" INTEGER[],
ADD COLUMN     "b" TEXT NOT NULL DEFAULT 'it''s';
"#;
    assert_eq!(sql, expected);
}

#[test]
fn a_schema_is_created_when_something_is_put_into_it() {
    let from = Model {
        default_namespace: "public".into(),
        namespaces: vec!["public".into()],
        ..Model::default()
    };
    let mut to = model(&of_table("a Int?"));
    assert!(!plan(&from, &to, Style::Prisma).script().contains("SCHEMA"));
    to.namespaces = vec!["public".into(), "unused".into(), "used".into()];
    to.tables[0].namespace = "used".into();
    let sql = plan(&from, &to, Style::Prisma).script();
    let start = "-- CreateSchema\nCREATE SCHEMA IF NOT EXISTS \"used\";\n\n-- CreateTable\nCREATE TABLE \"used\".\"T\" (\n";
    assert!(sql.starts_with(start), "{sql}");
    assert!(!sql.contains("unused"));
}

#[test]
fn extensions_are_altered_where_they_can_be() {
    let with = |list: &str| {
        let text = format!(
            "generator js {{\n provider = \"prisma-client-js\"\n previewFeatures = \
             [\"postgresqlExtensions\"]\n}}\ndatasource db {{\n provider = \"postgresql\"\n \
             extensions = [{list}]\n}}\n"
        );
        psl::read(&[("schema.prisma".into(), text)], "public")
            .unwrap()
            .model
    };
    let sql = |from: &str, to: &str| plan(&with(from), &with(to), Style::Prisma).script();
    assert_eq!(
        sql("citext(version: \"1.4\")", "citext(version: \"1.6\")"),
        "-- AlterExtension\nALTER EXTENSION \"citext\" UPDATE TO \"1.6\";\n"
    );
    assert_eq!(
        sql("citext(version: \"1.6\")", "citext(version: \"1.5\")"),
        "-- DropExtension\nDROP EXTENSION \"citext\";\n\n-- CreateExtension\nCREATE EXTENSION IF \
         NOT EXISTS \"citext\" WITH VERSION \"1.5\";\n"
    );
    assert_eq!(
        sql("citext(schema: \"public\")", "citext(schema: \"x\")"),
        "-- CreateSchema\nCREATE SCHEMA IF NOT EXISTS \"x\";\n\n-- AlterExtension\nALTER \
         EXTENSION \"citext\" SET SCHEMA \"x\";\n"
    );
    let sql_in = |style| plan(&with(""), &with("citext(schema: \"x\")"), style).script();
    let create =
        "-- CreateExtension\nCREATE EXTENSION IF NOT EXISTS \"citext\" WITH SCHEMA \"x\";\n";
    assert_eq!(sql_in(Style::Prisma), create);
    let schema = "-- CreateSchema\nCREATE SCHEMA IF NOT EXISTS \"x\";\n\n";
    assert_eq!(sql_in(Style::Safe), format!("{schema}{create}"));
    assert_eq!(
        sql("citext(version: \"1.6\"), hstore", "citext"),
        "-- This is an empty migration.\n"
    );
}
