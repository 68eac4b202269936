//! What comes from a database: identities, sequences, constraints, partial indexes.

use super::{model, of_table};
use crate::prisma::diff::{plan, Style};
use crate::prisma::model::{Autoincrement, ColumnDefault, Model};

fn script(from: &Model, to: &str) -> String {
    plan(from, &model(to), Style::Prisma).script()
}

const COUNTING: &str = "model T {\n id Int @id @default(autoincrement())\n}\n";
const EMPTY: &str = "-- This is an empty migration.\n";

fn counting(autoincrement: Autoincrement) -> Model {
    let mut from = model(COUNTING);
    from.tables[0].columns[0].default = Some(ColumnDefault::Autoincrement(autoincrement));
    from
}

#[test]
fn an_identity_counts_like_a_sequence() {
    let from = counting(Autoincrement::Identity);
    assert_eq!(script(&from, COUNTING), EMPTY);
    assert_eq!(
        script(&from, "model T {\n id Int @id @default(3)\n}\n"),
        "-- AlterTable\nALTER TABLE \"T\" ALTER COLUMN \"id\" SET DEFAULT 3,\nALTER COLUMN \"id\" \
         DROP IDENTITY;\n"
    );
}

#[test]
fn an_identity_goes_before_the_type_that_cannot_have_one() {
    let from = counting(Autoincrement::Identity);
    let sql = script(&from, "model T {\n id String @id\n}\n");
    let start =
        "-- AlterTable\nALTER TABLE \"T\" ALTER COLUMN \"id\" DROP IDENTITY;\nALTER TABLE \"T\" ";
    assert!(sql.starts_with(start), "{sql}");
}

#[test]
fn a_sequence_goes_by_its_own_name() {
    let from = counting(Autoincrement::Sequence("x".into(), "Numbers".into()));
    assert_eq!(script(&from, COUNTING), EMPTY);
    assert_eq!(
        script(&from, "model T {\n id Int @id\n}\n"),
        "-- AlterTable\nALTER TABLE \"T\" ALTER COLUMN \"id\" DROP DEFAULT;\nDROP SEQUENCE \
         \"x\".\"Numbers\";\n"
    );
}

#[test]
fn a_sequence_may_be_called_by_hand() {
    let from = counting(Autoincrement::Sequence("public".into(), "numbers".into()));
    let calling = |sequence: &str| {
        format!("model T {{\n id Int @id @default(dbgenerated(\"nextval('{sequence}')\"))\n}}\n")
    };
    assert_eq!(script(&from, &calling("numbers")), EMPTY);
    assert!(script(&from, &calling("others")).contains("SET DEFAULT nextval('others')"));
}

#[test]
fn a_sequence_stays_while_others_count_by_it() {
    let mut from = model(&format!(
        "{COUNTING}model U {{\n id Int @id @default(autoincrement())\n}}\n"
    ));
    for table in &mut from.tables {
        let sequence = Autoincrement::Sequence("public".into(), "numbers".into());
        table.columns[0].default = Some(ColumnDefault::Autoincrement(sequence));
    }
    let to = "model T {\n id Int @id\n}\nmodel U {\n id Int @id @default(autoincrement())\n}\n";
    assert!(!script(&from, to).contains("DROP SEQUENCE"));
}

#[test]
fn a_unique_constraint_is_dropped_as_one() {
    let mut from = model(&of_table("u Int @unique"));
    assert!(script(&from, &of_table("u Int")).contains("DROP INDEX \"T_u_key\";"));
    from.tables[0].indexes[0].constraint = true;
    assert_eq!(script(&from, &of_table("u Int @unique")), EMPTY);
    assert_eq!(
        script(&from, &of_table("u Int")),
        "-- DropIndex\nALTER TABLE \"T\" DROP CONSTRAINT \"T_u_key\";\n"
    );
}

#[test]
fn a_condition_may_be_written_as_the_server_does() {
    let to = "generator js {\n provider = \"prisma-client-js\"\n previewFeatures = \
              [\"partialIndexes\"]\n}\nmodel T {\n id Int @id\n s String\n @@index([id], where: \
              raw(\"s = 'x'\"))\n}\n";
    let mut from = model(to);
    from.tables[0].indexes[0].predicate = Some("(s = 'x'::text)".into());
    assert_eq!(script(&from, to), EMPTY);
    from.tables[0].indexes[0].predicate = Some("(s = 'y'::text)".into());
    assert!(script(&from, to).starts_with("-- DropIndex\n"));
}

#[test]
fn tables_of_prisma_and_postgis_are_let_be() {
    let mut from = model("model A {\n id Int @id\n}\nmodel B {\n id Int @id\n}\n");
    from.tables[0].name = "_prisma_migrations".into();
    from.tables[1].name = "Spatial_Ref_Sys".into();
    assert_eq!(plan(&from, &model(""), Style::Prisma).script(), EMPTY);
}
