//! Warnings and unexecutable steps, without and with counts.

use super::{model, of_table};
use crate::prisma::diff::checks::Counts;
use crate::prisma::diff::{plan, Style};

/// The messages between two schemas, with the same counts for all.
fn texts(from: &str, to: &str, counts: Counts) -> Vec<String> {
    let (from, to) = (model(from), model(to));
    let plan = plan(&from, &to, Style::Prisma);
    let checks = plan.warnings.iter().chain(&plan.unexecutable);
    checks.filter_map(|check| check.text(counts)).collect()
}

fn counts(rows: u64, values: u64) -> Counts {
    Counts {
        rows: Some(rows),
        values: Some(values),
    }
}

/// A change, its message in a migration, and its message with seven rows, three of them null.
const MESSAGES: [(&str, &str, &str, &str); 7] = [
    (
        "c Int?",
        "",
        "You are about to drop the column `c` on the `T` table. All the data in the column will be \
         lost.",
        "You are about to drop the column `c` on the `T` table, which still contains 4 non-null \
         values.",
    ),
    (
        "",
        "c Int",
        "Added the required column `c` to the `T` table without a default value. This is not \
         possible if the table is not empty.",
        "Added the required column `c` to the `T` table without a default value. There are 7 rows \
         in this table, it is not possible to execute this step.",
    ),
    (
        "",
        "c String @default(uuid())",
        "The required column `c` was added to the `T` table with a prisma-level default value. \
         This is not possible if the table is not empty. Please add this column as optional, then \
         populate it before making it required.",
        "The required column `c` was added to the `T` table with a prisma-level default value. \
         There are 7 rows in this table, it is not possible to execute this step. Please add this \
         column as optional, then populate it before making it required.",
    ),
    (
        "c Int?",
        "c Int",
        "Made the column `c` on table `T` required. This step will fail if there are existing NULL \
         values in that column.",
        "Made the column `c` on table `T` required, but there are 3 existing NULL values.",
    ),
    (
        "c Float",
        "c Int",
        "You are about to alter the column `c` on the `T` table. The data in that column could be \
         lost. The data in that column will be cast from `DoublePrecision` to `Integer`.",
        "You are about to alter the column `c` on the `T` table, which contains 4 non-null values. \
         The data in that column will be cast from `DoublePrecision` to `Integer`.",
    ),
    (
        "c String?",
        "c Int?",
        "The `c` column on the `T` table would be dropped and recreated. This will lead to data \
         loss if there is data in the column.",
        "The `c` column on the `T` table would be dropped and recreated. This will lead to data \
         loss.",
    ),
    (
        "c String",
        "c Int",
        "Changed the type of `c` on the `T` table. No cast exists, the column would be dropped and \
         recreated, which cannot be done if there is data, since the column is required.",
        "Changed the type of `c` on the `T` table. No cast exists, the column would be dropped and \
         recreated, which cannot be done since the column is required and there is data in the \
         table.",
    ),
];

#[test]
fn messages_say_what_was_counted() {
    for (from, to, pure, live) in MESSAGES {
        let (from, to) = (of_table(from), of_table(to));
        assert_eq!(texts(&from, &to, Counts::default()), [pure]);
        assert_eq!(texts(&from, &to, counts(7, 4)), [live]);
    }
}

#[test]
fn an_empty_table_needs_no_message() {
    for (from, to, ..) in MESSAGES {
        let (from, to) = (of_table(from), of_table(to));
        assert_eq!(texts(&from, &to, counts(0, 0)), Vec::<String>::new());
    }
}

#[test]
fn nulls_cannot_be_lost() {
    for (from, to) in [
        ("c Int?", ""),
        ("c Float?", "c Int?"),
        ("c String?", "c Int?"),
    ] {
        let (from, to) = (of_table(from), of_table(to));
        assert_eq!(texts(&from, &to, counts(7, 0)), Vec::<String>::new());
    }
    let (from, to) = (of_table("c Int?"), of_table("c Int"));
    assert_eq!(texts(&from, &to, counts(7, 7)), Vec::<String>::new());
}

#[test]
fn tables_keys_and_values_have_messages_of_their_own() {
    let from =
        "enum E {\n A\n B\n C\n}\nmodel Gone {\n id Int @id\n}\nmodel T {\n id Int @id\n e E\n \
                n Int\n}\n";
    let to = "enum E {\n A\n}\nmodel T {\n id Int\n e E\n n Int @id\n @@unique([id, e])\n}\n";
    let expected = |table: &str| {
        [
            "The values [B,C] on the enum `E` will be removed. If these variants are still used in \
             the database, this will fail.",
            "The primary key for the `T` table will be changed. If it partially fails, the table \
             could be left without primary key constraint.",
            table,
            "A unique constraint covering the columns `[id,e]` on the table `T` will be added. If \
             there are existing duplicate values, this will fail.",
        ]
        .map(String::from)
    };
    assert_eq!(
        texts(from, to, Counts::default()),
        expected(
            "You are about to drop the `Gone` table. If the table is not empty, all the data it \
             contains will be lost."
        )
    );
    assert_eq!(
        texts(from, to, counts(2, 2)),
        expected("You are about to drop the `Gone` table, which is not empty (2 rows).")
    );
}

#[test]
fn a_check_says_what_to_count() {
    let (from, to) = (model(&of_table("c Int?")), model(&of_table("c Int")));
    let plan = plan(&from, &to, Style::Prisma);
    let needs = plan.unexecutable[0].needs().unwrap();
    assert!(needs.rows);
    assert_eq!(needs.table.name, "T");
    assert_eq!(needs.values.map(|c| c.name.as_str()), Some("c"));
}

#[test]
fn warnings_stand_before_what_cannot_be_executed() {
    let (from, to) = (of_table("a Int?; b Int?"), of_table("a Int"));
    let (from, to) = (model(&from), model(&to));
    let text = plan(&from, &to, Style::Prisma).migration();
    let expected = r#"/*
  Warnings:

  - You are about to drop the column `b` on the `T` table. All the data in the column will be lost.
  - Made the column `a` on table `T` required. This step will fail if there are existing NULL values in that column.

*/
-- AlterTable
ALTER TABLE "T" DROP COLUMN "b",
ALTER COLUMN "a" SET NOT NULL;
"#;
    assert_eq!(text, expected);
}
