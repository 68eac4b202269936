//! Changes of types and defaults.

use super::{model, of_table, script};
use crate::prisma::diff::{plan, Style};

fn safe(from: &str, to: &str) -> String {
    plan(&model(from), &model(to), Style::Safe).script()
}

fn column(from: &str, to: &str) -> String {
    script(
        &of_table(&format!("c {from}")),
        &of_table(&format!("c {to}")),
    )
}

#[test]
fn a_type_is_cast_where_prisma_knows_a_cast() {
    assert_eq!(
        column("Int", "BigInt"),
        "-- AlterTable\nALTER TABLE \"T\" ALTER COLUMN \"c\" SET DATA TYPE BIGINT;\n"
    );
    assert_eq!(
        column("String?", "Int?"),
        "-- AlterTable\nALTER TABLE \"T\" DROP COLUMN \"c\",\nADD COLUMN     \"c\" INTEGER;\n"
    );
}

#[test]
fn arity_default_and_type_change_in_this_order() {
    assert_eq!(
        column("Int?", "String @default(\"x\")"),
        "-- AlterTable\nALTER TABLE \"T\" ALTER COLUMN \"c\" SET NOT NULL,\nALTER COLUMN \"c\" SET \
         DEFAULT 'x',\nALTER COLUMN \"c\" SET DATA TYPE TEXT;\n"
    );
}

#[test]
fn a_type_without_a_cast_of_its_own_gets_one_in_the_safe_style() {
    let from = of_table("c String @db.Citext @default(\"1\")");
    let to = of_table("c Int @default(2)");
    assert_eq!(
        script(&from, &to),
        "-- AlterTable\nALTER TABLE \"T\" ALTER COLUMN \"c\" SET DEFAULT 2,\nALTER COLUMN \"c\" \
         SET DATA TYPE INTEGER;\n"
    );
    assert_eq!(
        safe(&from, &to),
        "-- AlterTable\nALTER TABLE \"T\" ALTER COLUMN \"c\" SET DEFAULT 2,\nALTER COLUMN \"c\" \
         DROP DEFAULT,\nALTER COLUMN \"c\" SET DATA TYPE INTEGER USING \"c\"::text::INTEGER;\n"
    );
    let sql = safe(&of_table("c Decimal @db.Money"), &of_table("c Int"));
    assert!(sql.contains("USING \"c\"::numeric::INTEGER"), "{sql}");
}

#[test]
fn a_sequence_of_the_safe_style_goes_on_behind_the_numbers() {
    let (from, to) = (
        "model T {\n id Int @id\n}\n",
        "model T {\n id Int @id @default(autoincrement())\n}\n",
    );
    let prisma = "-- AlterTable\nCREATE SEQUENCE t_id_seq;\nALTER TABLE \"T\" ALTER COLUMN \"id\" \
                  SET DEFAULT nextval('t_id_seq');\nALTER SEQUENCE t_id_seq OWNED BY \"T\".\"id\";\n";
    assert_eq!(script(from, to), prisma);
    let safe = safe(from, to);
    assert_eq!(
        safe.strip_prefix(prisma),
        Some("SELECT setval('t_id_seq', max(\"id\")) FROM \"T\";\n")
    );
}

#[test]
fn a_counting_column_becomes_bigger_with_its_sequence() {
    let from = "model T {\n id Int @id @default(autoincrement())\n}\n";
    let to = "model T {\n id BigInt @id @default(autoincrement())\n}\n";
    let sql = script(from, to);
    assert!(sql.contains("SET DATA TYPE BIGINT,\n"), "{sql}");
    assert!(
        sql.ends_with("ALTER SEQUENCE \"T_id_seq\" AS BIGINT;\n"),
        "{sql}"
    );
}

#[test]
fn names_that_need_quotes_get_them_for_their_sequences() {
    let from = "model T {\n id Int @id\n @@map(\"my table\")\n}\n";
    let to = "model T {\n id Int @id @default(autoincrement())\n @@map(\"my table\")\n}\n";
    let sql = script(from, to);
    assert!(
        sql.contains("CREATE SEQUENCE \"my table_id_seq\";"),
        "{sql}"
    );
    assert!(sql.contains("nextval('\"my table_id_seq\"')"), "{sql}");
}

#[test]
fn some_defaults_and_types_are_the_same_in_other_words() {
    for (from, to) in [
        (
            "Json @default(\"{\\\"a\\\": 1}\")",
            "Json @default(\"{\\\"a\\\":1}\")",
        ),
        (
            "DateTime @default(\"2020-01-01T00:00:00Z\")",
            "DateTime @default(\"2021-01-01T00:00:00Z\")",
        ),
        ("Int @default(5)", "Int @default(dbgenerated())"),
        (
            "DateTime @default(now())",
            "DateTime @default(dbgenerated(\"(now())\"))",
        ),
        ("Decimal @default(1.5)", "Decimal @default(1.50)"),
        (
            "String @default(\"x\")",
            "String @default(dbgenerated(\"'x'::text\"))",
        ),
        (
            "String @db.Uuid @default(\"00000000-0000-0000-0000-00000000000A\")",
            "String @db.Uuid @default(\"00000000-0000-0000-0000-00000000000a\")",
        ),
        (
            "String @db.Uuid @default(dbgenerated(\"'00000000-0000-0000-0000-00000000000a'::uuid\"))",
            "String @db.Uuid @default(\"00000000-0000-0000-0000-00000000000A\")",
        ),
        ("String @db.Char", "String @db.Char(1)"),
        ("String @db.Bit(1)", "String @db.Bit"),
    ] {
        let empty = "-- This is an empty migration.\n";
        assert_eq!(column(from, to), empty, "{from} and {to}");
    }
    for (from, to) in [
        ("Json @default(\"1\")", "Json @default(\"2\")"),
        ("DateTime @default(now())", "DateTime"),
        ("Int @default(5)", "Int"),
        ("Int", "Int @default(dbgenerated(\"f()\"))"),
        ("String @default(\"a\")", "String @default(\"A\")"),
    ] {
        assert!(column(from, to).contains("DEFAULT"), "{from} and {to}");
    }
}

#[test]
fn tables_that_differ_in_case_only_get_sequences_of_their_own() {
    let tables = |default: &str| {
        format!("model T {{\n id Int @id {default}\n}}\nmodel t {{\n id Int @id {default}\n}}\n")
    };
    let sql = script(&tables(""), &tables("@default(autoincrement())"));
    assert!(sql.contains("CREATE SEQUENCE \"T_id_seq\";"), "{sql}");
    assert!(sql.contains("CREATE SEQUENCE t_id_seq;"), "{sql}");
}
