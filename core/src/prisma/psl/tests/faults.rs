use super::{faults, refused, try_read};

/// A model with an id and this.
fn with(line: &str) -> String {
    format!("model A {{\n  id Int @id\n  {line}\n}}\n")
}

#[test]
fn a_fault_is_shown_as_the_command_line_does() {
    let text = "model A {\n  id Int @id\n  b  Foo?\n}\n";
    let errors = try_read(text).unwrap_err();
    assert_eq!(
        errors.to_string(),
        "error: Type \"Foo\" is neither a built-in type, nor refers to another model, composite type, or enum.\n  -->  schema.prisma:3\n   | \n 2 |   id Int @id\n 3 |   b  Foo?\n   | \n\nValidation Error Count: 1"
    );
    assert_eq!((errors.0[0].line, errors.0[0].column), (3, 6));
}

#[test]
fn several_faults_come_in_the_order_of_the_text() {
    let faults = faults("model A {\n  id Int @id @foo\n  a Nope\n  b Int @default(\"x\")\n  c Int @db.Text\n  @@bar\n}\nenum E {\n}\n");
    let lines: Vec<usize> = faults.iter().map(|(line, _)| *line).collect();
    assert_eq!(lines, [2, 3, 4, 5, 6, 8], "{faults:?}");
}

#[test]
fn names_are_used_once() {
    refused(
        "model A {\n  id Int @id\n}\nenum A {\n  x\n}\n",
        "The enum \"A\" cannot be defined because a model with that name already exists.",
    );
    refused(
        &with("id String"),
        "Field \"id\" is already defined on model \"A\".",
    );
    refused(
        "enum E {\n  x\n  x\n}\n",
        "Value \"x\" is already defined on enum \"E\".",
    );
    refused(
        &with("b Int @map(\"id\")"),
        "Field \"b\" is already defined on model \"A\".",
    );
    refused(
        "model A {\n  id Int @id\n}\nmodel B {\n  id Int @unique\n  @@map(\"A\")\n}\n",
        "The model with database name \"A\" could not be defined",
    );
    refused(
        "enum E {\n  x @map(\"y\")\n  y\n}\n",
        "Two values are \"y\" in the database.",
    );
}

#[test]
fn names_are_well_formed() {
    refused(&with("1a Int"), "must not start with a number");
    refused(&with("a-b Int"), "The character `-` is not allowed");
    refused("model class {\n  id Int @id\n}\n", "It is a reserved name.");
    refused("enum Int {\n  x\n}\n", "reserved scalar type name");
    refused(&with("a string"), "Did you mean \"String\"?");
    refused(&with("a Int @map(\"\")"), "cannot be an empty string");
}

#[test]
fn constraints_have_names_of_their_own() {
    let faults = faults("model A {\n  id Int @id\n  b Int @unique(map: \"x\")\n}\nmodel B {\n  id Int @id(map: \"x\")\n}\n");
    assert_eq!(faults.len(), 2);
    assert!(faults.iter().all(|(_, message)| message.contains("The given constraint name `x` has to be unique in the following namespace: global for primary key, indexes and unique constraints.")));
    refused(
        &with(&format!("b Int @unique(map: \"{}\")", "x".repeat(64))),
        "The maximum allowed length is 63 bytes.",
    );
}

#[test]
fn rows_can_be_told_apart() {
    let needed = "must have at least one unique criteria that has only required fields";
    refused("model A {\n  a Int\n}\n", needed);
    refused(
        "model A {\n  a Int? @unique\n}\n",
        "not considered as they contain fields that are not required:\n- a",
    );
    refused(
        "model A {\n  a Int? @id\n}\n",
        "Fields that are marked as id must be required.",
    );
    refused(
        "model A {\n  a Int[] @id\n}\n",
        "Fields that are marked as id must be required.",
    );
    refused(
        &with("b Int @id"),
        "At most one field must be marked as the id field",
    );
    refused(&with("@@id([id])"), "at most one id criteria");
    refused(
        "model A {\n  a Int\n  b Int?\n  @@id([a, b])\n}\n",
        "refers to the optional field `b`",
    );
    for allowed in [
        "a Int @unique",
        "a Int\n  b Int\n  @@unique([a, b])",
        "a Int\n  @@id([a])",
        "a Int\n  @@ignore",
    ] {
        assert_eq!(
            faults(&format!("model A {{\n  {allowed}\n}}\n")),
            [],
            "{allowed}"
        );
    }
}

#[test]
fn arguments_are_known_and_complete() {
    refused(&with("b Int @unique(foo: 1)"), "No such argument.");
    refused(&with("b Int @default()"), "Argument \"value\" is missing.");
    refused(
        &with("b Int @unique(map: )"),
        "The `map` argument is missing a value.",
    );
    refused(
        &with("b Int @unique(map: \"x\", map: \"y\")"),
        "Argument \"map\" is already specified.",
    );
    refused(&with("b Int @default(1, 2)"), "Did you mean `[1, 2]`?");
    refused(
        &with("b Int @unique(map: 1)"),
        "Expected a string value, but received numeric value `1`.",
    );
    refused(&with("@@index([id],)"), "Trailing commas are not valid");
    refused(
        &with("b Int @unique @unique").replace("@unique @unique", "@updatedAt"),
        "must be of type DateTime",
    );
}

#[test]
fn defaults_fit_their_fields() {
    for (line, words) in [
        (
            "b Int @default(\"1\")",
            "Expected a Int value, but found `\"1\"`.",
        ),
        ("b Int @default(1.5)", "\"1.5\" is not a valid integer."),
        ("b Int @default([1])", "non-list field cannot be a list"),
        ("b Int[] @default(1)", "must be a list"),
        (
            "b Int @default(now())",
            "The function `now()` cannot be used on fields of type `Int`.",
        ),
        ("b String @default(uuid(5))", "which is either 4 or 7"),
        (
            "b String @default(foo())",
            "Unknown function in @default(): `foo` is not known.",
        ),
        ("b Boolean @default(yes)", "must be `true` or `false`"),
        ("b Json @default(\"{\")", "is not a valid JSON string"),
        ("b Bytes @default(\"a\")", "is not a valid base64 string"),
        (
            "b DateTime @default(\"2021-02-29T00:00:00Z\")",
            "input is out of range",
        ),
        ("b Decimal @default(\"x\")", "is not a valid decimal"),
        (
            "b Unsupported(\"circle\") @default(1)",
            "Only @default(dbgenerated(\"...\"))",
        ),
    ] {
        refused(&with(line), words);
    }
    refused(
        "enum E {\n  x\n}\nmodel A {\n  id Int @id\n  e E @default(y)\n}\n",
        "The defined default value `y` is not a valid value of the enum",
    );
}

#[test]
fn native_types_fit_their_fields() {
    for (line, words) in [
        ("b Int @db.Text", "Native type Text is not compatible with declared field type Int, expected field type String."),
        ("b String @db.Foo", "Native type Foo is not supported for postgresql connector."),
        ("b String @x.Text", "Did you mean to use db.Text?"),
        ("b String @db.Text(1)", "Function \"Text\" takes 0 arguments, but received 1."),
        ("b String @db.VarChar(1, 2)", "takes 1 optional arguments, but received 2."),
        ("b String @db.VarChar(-1)", "Expected a nonnegative integer, but found (-1)."),
        ("b Decimal @db.Decimal(2, 3)", "The scale must not be larger than the precision"),
        ("b Decimal @db.Decimal(1001, 3)", "maximum value of 1000"),
        ("b DateTime @db.Time(7)", "M can range from 0 to 6."),
        ("b Unsupported(\"VarChar(3)\")", "Please use the native type notation `String @db.VarChar(3)`"),
    ] {
        refused(&with(line), words);
    }
}

#[test]
fn indexes_are_such_as_postgres_has() {
    for (line, words) in [
        ("@@index([x])", "refers to the unknown fields: x."),
        ("@@index([])", "cannot be empty"),
        ("@@index([id, id])", "multiple times"),
        (
            "@@index([id(length: 3)])",
            "length argument is not supported",
        ),
        ("@@index([id], type: Foo)", "Unknown index type: Foo."),
        (
            "@@index([id], type: Gin)",
            "The Gin index type does not support the type of the field `id`.",
        ),
        (
            "@@index([id(ops: JsonbOps)], type: Gin)",
            "that is not of Json type",
        ),
        (
            "@@index([id(ops: Int4BloomOps)])",
            "is not supported with the `BTree` index type",
        ),
        ("@@index([id(ops: Foo)])", "Invalid operator class: Foo"),
        (
            "@@index([id(sort: Asc)], type: Hash)",
            "Hash type does not support sort option.",
        ),
        (
            "@@unique([id(ops: raw(\"x\"))])",
            "Operator classes can only be defined to fields in an @@index",
        ),
        (
            "@@index([id], where: raw(\"x\"))",
            "Partial indexes are a preview feature.",
        ),
        (
            "b String @db.Xml @unique",
            "Native type `Xml` cannot be unique in Postgres.",
        ),
        (
            "@@fulltext([id])",
            "Defining fulltext indexes is not supported",
        ),
    ] {
        refused(&with(line), words);
    }
    refused(
        "model A {\n  a Int @id(sort: Desc)\n}\n",
        "sort argument is not supported in the primary key",
    );
}

#[test]
fn schemas_are_named_everywhere_or_nowhere() {
    let source = "datasource db {\n  provider = \"postgresql\"\n  schemas = [\"one\"]\n}\n";
    let messages = |text: &str| -> Vec<String> {
        let errors = try_read(&format!("{source}{text}")).unwrap_err();
        errors.0.into_iter().map(|error| error.message).collect()
    };
    assert_eq!(
        messages("model A {\n  id Int @id\n}\nenum E {\n  x\n}\n"),
        [
            "Error validating model \"A\": This model is missing an `@@schema` attribute.",
            "This enum is missing an `@@schema` attribute."
        ]
    );
    assert!(messages(&with("@@schema(\"two\")"))[0]
        .starts_with("This schema is not defined in the datasource."));
}

#[test]
fn a_datasource_has_known_properties() {
    let fault = |property: &str| {
        let text = format!("datasource db {{\n  provider = \"postgresql\"\n  {property}\n}}\n");
        try_read(&text).unwrap_err().0.remove(0).message
    };
    assert_eq!(fault("foo = 1"), "Property not known: \"foo\".");
    assert!(fault("relationMode = \"x\"").contains("Supported values: \"prisma\", \"foreignKeys\""));
    assert!(fault("url = 3").contains("Expected a String value"));
    assert!(fault("schemas = [\"a\", \"a\"]").contains("Duplicated schema names"));
    assert!(fault("url =").contains("needs to be assigned a value"));
    assert!(try_read("datasource db {\n  url = env(\"X\")\n}\n")
        .unwrap_err()
        .0[0]
        .message
        .contains("\"provider\" is missing in data source block \"db\""));
}

#[test]
fn composite_types_are_not_postgres() {
    refused(
        "type T {\n  a Int\n}\n",
        "Composite types are not supported on Postgres.",
    );
}
