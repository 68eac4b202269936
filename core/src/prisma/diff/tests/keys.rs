//! Primary keys, unique indexes, and the foreign keys that depend on them.

use super::script;

fn parent_and_child(parent: &str) -> String {
    let parent = parent.replace(';', "\n");
    format!(
        "model P {{\n {parent}\n c C[]\n}}\nmodel C {{\n id Int @id\n p Int\n r P @relation(fields: \
         [p], references: [id])\n}}\n"
    )
}

/// Whether the parts stand in the text in this order.
fn is_in_order(sql: &str, parts: &[&str]) -> bool {
    let places: Vec<_> = parts.iter().map(|part| sql.find(part)).collect();
    places.iter().all(Option::is_some) && places.is_sorted()
}

#[test]
fn a_foreign_key_gives_way_to_a_change_of_what_it_refers_to() {
    for (from, to) in [
        ("id Int @id; x Int", "id Int @unique; x Int @id"),
        ("id Int @unique; x Int", "id Int @id; x Int"),
    ] {
        let sql = script(&parent_and_child(from), &parent_and_child(to));
        let parts = [
            "ALTER TABLE \"C\" DROP CONSTRAINT \"C_p_fkey\";",
            "ALTER TABLE \"P\"",
            "ALTER TABLE \"C\" ADD CONSTRAINT \"C_p_fkey\"",
        ];
        assert!(is_in_order(&sql, &parts), "{sql}");
    }
}

#[test]
fn a_foreign_key_stays_where_another_key_changes() {
    let from = parent_and_child("id Int @unique; x Int @id; y Int");
    let to = parent_and_child("id Int @unique; x Int; y Int @id");
    assert!(!script(&from, &to).contains("C_p_fkey"));
}

#[test]
fn a_primary_key_is_renamed_in_a_statement_of_its_own() {
    let sql = script(
        "model T {\n id Int @id(map: \"a\")\n}\n",
        "model T {\n id Int @id(map: \"b\")\n x Int?\n}\n",
    );
    let expected = r#"-- AlterTable
ALTER TABLE "T" ADD COLUMN     "x" INTEGER;
ALTER TABLE "T" RENAME CONSTRAINT "a" TO "b";
"#;
    assert_eq!(sql, expected);
}

#[test]
fn a_unique_index_goes_after_the_primary_key_that_replaces_it() {
    let sql = script(
        "model T {\n id Int @unique\n}\n",
        "model T {\n id Int @id\n}\n",
    );
    let expected = r#"-- AlterTable
ALTER TABLE "T" ADD CONSTRAINT "T_pkey" PRIMARY KEY ("id");

-- DropIndex
DROP INDEX "T_id_key";
"#;
    assert_eq!(sql, expected);
}

#[test]
fn a_foreign_key_follows_its_table_into_another_schema() {
    let table = |schema: &str| {
        format!(
            "model A {{\n id Int @id\n b B[]\n @@schema(\"{schema}\")\n}}\nmodel B {{\n id Int @id\n \
             a Int\n r A @relation(fields: [a], references: [id])\n @@schema(\"x\")\n}}\n"
        )
    };
    let read = |schema: &str| {
        let text = format!(
            "datasource db {{\n provider = \"postgresql\"\n schemas = [\"x\", \"y\"]\n}}\n{}",
            table(schema)
        );
        let files = [("schema.prisma".to_string(), text)];
        crate::prisma::psl::read(&files, "public").unwrap().model
    };
    let (from, to) = (read("x"), read("y"));
    let sql = crate::prisma::diff::plan(&from, &to, super::Style::Prisma).script();
    let parts = [
        "DROP CONSTRAINT \"B_a_fkey\"",
        "DROP TABLE \"x\".\"A\"",
        "REFERENCES \"y\".\"A\"(\"id\")",
    ];
    assert!(is_in_order(&sql, &parts), "{sql}");
}
