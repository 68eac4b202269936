//! Changes of enums.

use super::script;

fn with(values: &str, rest: &str) -> String {
    let values = values.replace(' ', "\n ");
    format!("enum E {{\n {values}\n}}\n{rest}")
}

#[test]
fn values_are_added_to_the_type() {
    assert_eq!(
        script(&with("A", ""), &with("B A C", "")),
        r#"-- AlterEnum
-- This migration adds more than one value to an enum.
-- With PostgreSQL versions 11 and earlier, this is not possible
-- in a single migration. This can be worked around by creating
-- multiple migrations, each migration adding only one value to
-- the enum.


ALTER TYPE "E" ADD VALUE 'B';
ALTER TYPE "E" ADD VALUE 'C';
"#
    );
}

#[test]
fn a_new_value_that_is_a_default_at_once_comes_with_a_new_type() {
    let table = |default: &str| format!("model T {{\n id Int @id\n e E @default({default})\n}}\n");
    assert_eq!(
        script(&with("A", &table("A")), &with("A B", &table("B"))),
        r#"-- AlterEnum
BEGIN;
CREATE TYPE "E_new" AS ENUM ('A', 'B');
ALTER TABLE "T" ALTER COLUMN "e" DROP DEFAULT;
ALTER TABLE "T" ALTER COLUMN "e" TYPE "E_new" USING ("e"::text::"E_new");
ALTER TYPE "E" RENAME TO "E_old";
ALTER TYPE "E_new" RENAME TO "E";
DROP TYPE "E_old";
ALTER TABLE "T" ALTER COLUMN "e" SET DEFAULT 'B';
COMMIT;

-- AlterTable
ALTER TABLE "T" ALTER COLUMN "e" SET DEFAULT 'B';
"#
    );
}

#[test]
fn the_old_type_stays_for_columns_that_are_still_to_go() {
    let from = with(
        "A B",
        "model T {\n id Int @id\n e E\n gone E\n}\nmodel Gone {\n id Int @id\n e E @default(B)\n}\n",
    );
    let to = with("A", "model T {\n id Int @id\n e E\n new E\n}\n");
    assert_eq!(
        script(&from, &to),
        r#"-- AlterEnum
BEGIN;
CREATE TYPE "E_new" AS ENUM ('A');
ALTER TABLE "T" ALTER COLUMN "e" TYPE "E_new" USING ("e"::text::"E_new");
ALTER TYPE "E" RENAME TO "E_old";
ALTER TYPE "E_new" RENAME TO "E";
COMMIT;

-- AlterTable
ALTER TABLE "T" DROP COLUMN "gone",
ADD COLUMN     "new" "E" NOT NULL;

-- DropTable
DROP TABLE "Gone";

-- DropEnum
DROP TYPE "E_old";
"#
    );
}

#[test]
fn an_index_whose_condition_is_about_the_enum_is_made_again() {
    let preview = "generator js {\n provider = \"prisma-client-js\"\n previewFeatures = \
                   [\"partialIndexes\"]\n}\n";
    let table = format!(
        "{preview}model T {{\n id Int @id\n e E\n n Int\n @@index([n], where: raw(\"e = 'A'\"))\n}}\n"
    );
    let sql = script(&with("A B", &table), &with("A", &table));
    let order = [
        "DROP INDEX \"T_n_idx\";",
        "BEGIN;",
        "COMMIT;",
        "CREATE INDEX \"T_n_idx\"",
    ];
    let places: Vec<_> = order.iter().map(|part| sql.find(part)).collect();
    assert!(
        places.iter().all(Option::is_some) && places.is_sorted(),
        "{sql}"
    );
}

#[test]
fn a_foreign_key_over_the_enum_is_made_again() {
    let tables =
        "model P {\n e E\n n Int\n t T[]\n @@id([e, n])\n}\nmodel T {\n id Int @id\n e E\n \
                  n Int\n p P @relation(fields: [e, n], references: [e, n])\n}\n";
    let sql = script(&with("A B", tables), &with("A", tables));
    let order = [
        "DROP CONSTRAINT \"T_e_n_fkey\";",
        "BEGIN;",
        "COMMIT;",
        "ADD CONSTRAINT \"T_e_n_fkey\"",
    ];
    let places: Vec<_> = order.iter().map(|part| sql.find(part)).collect();
    assert!(
        places.iter().all(Option::is_some) && places.is_sorted(),
        "{sql}"
    );
}

#[test]
fn a_table_goes_before_an_enum_of_its_name_comes() {
    let sql = script("model E {\n id Int @id\n}\n", &with("A", ""));
    let expected =
        "-- DropTable\nDROP TABLE \"E\";\n\n-- CreateEnum\nCREATE TYPE \"E\" AS ENUM ('A');\n";
    assert_eq!(sql, expected);
}

#[test]
fn long_names_are_cut_for_the_types_beside_them() {
    let long = "e".repeat(63);
    let with = |values: &str| format!("enum E {{\n {values}\n @@map(\"{long}\")\n}}\n");
    let sql = script(&with("A\n B"), &with("A"));
    let cut = &long[..59];
    assert!(sql.contains(&format!("CREATE TYPE \"{cut}_new\"")), "{sql}");
    assert!(sql.contains(&format!("DROP TYPE \"{cut}_old\"")), "{sql}");
}
