//! Indexes that change their names only.

use super::{of_table, script};

#[test]
fn an_index_is_renamed() {
    let sql = script(
        &of_table("a Int; @@index([a], map: \"x\")"),
        &of_table("a Int; @@index([a], map: \"y\")"),
    );
    assert_eq!(sql, "-- RenameIndex\nALTER INDEX \"x\" RENAME TO \"y\";\n");
}

#[test]
fn indexes_exchange_their_names() {
    let sql = script(
        &of_table("a Int; b Int; @@index([a], map: \"x\"); @@index([b], map: \"y\")"),
        &of_table("a Int; b Int; @@index([a], map: \"y\"); @@index([b], map: \"x\")"),
    );
    let expected = r#"-- RenameIndex
ALTER INDEX "x" RENAME TO "_migrate_renaming";

-- RenameIndex
ALTER INDEX "y" RENAME TO "x";

-- RenameIndex
ALTER INDEX "_migrate_renaming" RENAME TO "y";
"#;
    assert_eq!(sql, expected);
}

#[test]
fn a_name_is_free_before_something_new_has_it() {
    let sql = script(
        &of_table("a Int; b Int; @@index([a], map: \"x\")"),
        &of_table("a Int; b Int; @@index([a], map: \"y\"); @@index([b], map: \"x\")"),
    );
    let expected = r#"-- RenameIndex
ALTER INDEX "x" RENAME TO "y";

-- CreateIndex
CREATE INDEX "x" ON "T"("b");
"#;
    assert_eq!(sql, expected);
}

#[test]
fn an_index_that_goes_with_its_column_comes_under_its_new_name() {
    let sql = script(
        &of_table("a Int?; @@index([a], map: \"x\")"),
        &of_table("a Boolean?; @@index([a], map: \"y\")"),
    );
    let expected = r#"-- AlterTable
ALTER TABLE "T" DROP COLUMN "a",
ADD COLUMN     "a" BOOLEAN;

-- CreateIndex
CREATE INDEX "y" ON "T"("a");
"#;
    assert_eq!(sql, expected);
}

#[test]
fn a_default_operator_class_makes_no_difference() {
    let from = of_table("j Json; @@index([j(ops: JsonbOps)], type: Gin)");
    let to = of_table("j Json; @@index([j], type: Gin)");
    assert_eq!(script(&from, &to), "-- This is an empty migration.\n");
    let path = of_table("j Json; @@index([j(ops: JsonbPathOps)], type: Gin)");
    assert!(script(&from, &path).contains("USING GIN (\"j\" jsonb_path_ops)"));
}
