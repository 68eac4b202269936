use super::{faults, faults_of, model, refused, try_read};
use crate::prisma::model::{Action, ColumnKind, ForeignKey, Native};

const PARENT: &str = "model P {\n  id Int @id\n  cs C[]\n}\n";

fn key(child: &str) -> ForeignKey {
    let mut model = model(&format!("{PARENT}model C {{\n  id Int @id\n{child}\n}}\n"));
    model.tables[1].foreign_keys.remove(0)
}

#[test]
fn actions_follow_the_columns() {
    let required = key("  pid Int\n  p P @relation(fields: [pid], references: [id])");
    assert_eq!(
        (required.on_delete, required.on_update),
        (Action::Restrict, Action::Cascade)
    );
    assert_eq!(required.name, "C_pid_fkey");
    let optional = key("  pid Int?\n  p P? @relation(fields: [pid], references: [id])");
    assert_eq!(optional.on_delete, Action::SetNull);
    let mixed = key("  pid Int\n  p P? @relation(fields: [pid], references: [id])");
    assert_eq!(mixed.on_delete, Action::Restrict);
    let said = key("  pid Int\n  p P @relation(fields: [pid], references: [id], onDelete: NoAction, onUpdate: SetDefault, map: \"fk\")");
    assert_eq!(
        (said.on_delete, said.on_update, &said.name[..]),
        (Action::NoAction, Action::SetDefault, "fk")
    );
}

#[test]
fn many_to_many_relations_have_a_table_behind_the_models() {
    let model = model("model Zebra {\n  id Int @id @default(autoincrement())\n  as Ant[]\n}\nmodel Ant {\n  key String @id @db.Uuid\n  zs Zebra[]\n  @@map(\"ants\")\n}\n");
    let [_, _, table] = &model.tables[..] else {
        panic!()
    };
    assert_eq!(table.name, "_AntToZebra");
    assert_eq!(table.columns[0].kind, ColumnKind::Native(Native::Uuid));
    assert_eq!(table.columns[1].kind, ColumnKind::Native(Native::Integer));
    assert_eq!(table.columns[1].default, None);
    assert_eq!(
        table.primary_key.as_ref().unwrap().name,
        "_AntToZebra_AB_pkey"
    );
    assert_eq!(table.indexes[0].name, "_AntToZebra_B_index");
    let references: Vec<(&str, &str)> = table
        .foreign_keys
        .iter()
        .map(|key| (&key.name[..], &key.references.table[..]))
        .collect();
    assert_eq!(
        references,
        [
            ("_AntToZebra_A_fkey", "ants"),
            ("_AntToZebra_B_fkey", "Zebra")
        ]
    );
}

#[test]
fn a_many_to_many_relation_with_itself_has_one_table() {
    let model = model("model U {\n  id Int @id\n  b U[] @relation(\"Friends\")\n  a U[] @relation(\"Friends\")\n}\n");
    assert_eq!(model.tables.len(), 2);
    assert_eq!(model.tables[1].name, "_Friends");
}

#[test]
fn long_relation_names_still_have_two_keys() {
    let name = "n".repeat(70);
    let model = model(&format!("model A {{\n  id Int @id\n  bs B[] @relation(\"{name}\")\n}}\nmodel B {{\n  id Int @id\n  as A[] @relation(\"{name}\")\n}}\n"));
    let table = &model.tables[2];
    assert_eq!(table.name.len(), 63);
    assert!(table.foreign_keys.iter().all(|key| key.name.len() == 63));
    assert_ne!(table.foreign_keys[0].name, table.foreign_keys[1].name);
}

#[test]
fn without_foreign_keys_there_are_tables_only() {
    let text = "datasource db {\n  provider = \"postgresql\"\n  relationMode = \"prisma\"\n}\nmodel A {\n  id Int @id\n  bs B[]\n  cs C[]\n}\nmodel B {\n  id Int @id\n  as A[]\n}\nmodel C {\n  id Int @id\n  a A @relation(fields: [aid], references: [id])\n  aid Int\n}\n";
    let model = try_read(text).unwrap().model;
    assert_eq!(model.tables.len(), 4);
    assert!(model
        .tables
        .iter()
        .all(|table| table.foreign_keys.is_empty()));
}

#[test]
fn a_relation_has_two_sides() {
    refused(
        &format!("{}model C {{\n  id Int @id\n}}\n", PARENT),
        "missing an opposite relation field on the model `C`. Either run `prisma format` or add it manually.",
    );
}

#[test]
fn fields_that_could_be_confused_need_names() {
    let faults = faults("model A {\n  id Int @id\n  x B @relation(fields: [b], references: [id])\n  y B @relation(fields: [b], references: [id])\n  b Int\n}\nmodel B {\n  id Int @id\n  as A[]\n}\n");
    assert_eq!(faults.len(), 1);
    assert!(faults[0].1.contains(
        "Ambiguous relation detected. The fields `x` and `y` in model `A` both refer to `B`."
    ));
}

#[test]
fn columns_of_a_key_must_fit() {
    let child = |relation: &str| {
        format!(
            "{PARENT}model C {{\n  id Int @id\n  a String\n  b Int?\n  n Int\n  {relation}\n}}\n"
        )
    };
    for (relation, words) in [
        (
            "p P @relation(fields: [a], references: [id])",
            "is not matching the type of the referenced field `id`",
        ),
        (
            "p P @relation(fields: [b], references: [id])",
            "Hence the relation field must be optional as well.",
        ),
        (
            "p P @relation(fields: [n, b], references: [id])",
            "same number of fields",
        ),
        (
            "p P @relation(fields: [n])",
            "must specify the `references` argument",
        ),
        ("p P", "must specify the `fields` argument"),
        (
            "p P @relation(fields: [x], references: [id])",
            "do not exist in this model: x",
        ),
        (
            "p P @relation(fields: [n], references: [cs])",
            "referencing the following relation fields: cs",
        ),
        (
            "p P @relation(fields: [n], references: [id], onDelete: Never)",
            "Invalid referential action: `Never`",
        ),
    ] {
        let faults = faults(&child(relation));
        assert!(
            faults.iter().any(|(_, message)| message.contains(words)),
            "{relation}: {faults:?}"
        );
    }
}

#[test]
fn what_is_referred_to_is_unique() {
    refused(
        "model P {\n  id Int @id\n  n Int\n  cs C[]\n}\nmodel C {\n  id Int @id\n  p P @relation(fields: [id], references: [n])\n}\n",
        "Consider adding an `@unique` attribute to the field `n` in the model `P`.",
    );
}

#[test]
fn one_to_one_relations_have_a_unique_key_on_one_side() {
    let pair = |a: &str, b: &str| {
        format!("model A {{\n  id Int @id\n  k Int\n  {a}\n}}\nmodel B {{\n  id Int @id\n  k Int @unique\n  {b}\n}}\n")
    };
    let with = "@relation(fields: [k], references: [id])";
    for (a, b, words) in [
        (
            format!("b B {with}"),
            "a A?".into(),
            "must use unique fields on the defining side",
        ),
        (
            "b B?".into(),
            "a A?".into(),
            "do not provide the `fields` argument",
        ),
        (
            "b B".into(),
            format!("a A {with}"),
            "is required. This is not valid",
        ),
        (
            "b B".into(),
            format!("a A? {with}"),
            "You must set them on the required side",
        ),
        (
            format!("b B? {with}"),
            format!("a A? {with}"),
            "both provide the `fields` argument",
        ),
    ] {
        let faults = faults(&pair(&a, &b));
        assert!(
            faults.iter().any(|(_, message)| message.contains(words)),
            "{a} / {b}: {faults:?}"
        );
    }
    assert_eq!(faults(&pair("b B?", &format!("a A {with}"))), []);
    let order = |key: &str| {
        format!("model A {{\n  a Int\n  b Int\n  r B?\n  @@id([a, b])\n}}\nmodel B {{\n  a Int\n  b Int\n  r A @relation(fields: [a, b], references: [a, b])\n  {key}\n}}\n")
    };
    assert_eq!(faults(&order("@@id([a, b])")), []);
    let [(_, message)] = &faults(&order("@@id([b, a])"))[..] else {
        panic!("one fault");
    };
    assert!(message.contains("`@@unique([a, b])`"), "{message}");
}

#[test]
fn cycles_are_faults_where_the_client_follows_them() {
    let text = "datasource db {\n  provider = \"postgresql\"\n  relationMode = \"prisma\"\n}\nmodel A {\n  id Int @id\n  b B @relation(\"x\", fields: [k], references: [id])\n  k Int\n  bs B[] @relation(\"y\")\n}\nmodel B {\n  id Int @id\n  as A[] @relation(\"x\")\n  a A @relation(\"y\", fields: [k], references: [id], onUpdate: Restrict)\n  k Int\n}\n";
    assert!(try_read(text).is_ok());
    let errors = try_read(&text.replace(", onUpdate: Restrict", "")).unwrap_err();
    assert!(errors.0[0]
        .message
        .contains("Cycle path: A.b → B.a. (Implicit default `onUpdate`: `Cascade`)"));
}

#[test]
fn without_foreign_keys_required_columns_are_not_set_to_null() {
    let messages = |mode: &str, action: &str| {
        let text = format!("datasource db {{\n  provider = \"postgresql\"\n  relationMode = \"{mode}\"\n}}\nmodel A {{\n  id Int @id\n  b B @relation(fields: [bid], references: [id], {action})\n  bid Int\n}}\nmodel B {{\n  id Int @id\n  as A[]\n}}\n");
        faults_of(&text).len()
    };
    assert_eq!(messages("foreignKeys", "onDelete: SetNull"), 0);
    assert_eq!(messages("prisma", "onDelete: Cascade"), 0);
    assert_eq!(
        messages("prisma", "onUpdate: SetNull, onDelete: SetNull"),
        2
    );
}
