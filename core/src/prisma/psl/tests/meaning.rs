use super::{faults_of, model, table, try_read, SOURCE};
use crate::prisma::model::{
    Arity, Autoincrement, Column, ColumnDefault, ColumnKind, Literal, Method, Model, Native, Sort,
};

fn column(field: &str) -> Column {
    let mut table = table(&format!("model A {{\n  id Int @id\n  {field}\n}}\n"));
    table.columns.remove(1)
}

fn kind(field: &str) -> ColumnKind {
    column(field).kind
}

fn value(field: &str) -> Option<ColumnDefault> {
    column(field).default
}

#[test]
fn scalars_have_their_types() {
    let kinds = [
        "Int", "BigInt", "Float", "Decimal", "Boolean", "String", "DateTime", "Json", "Bytes",
    ]
    .map(|scalar| kind(&format!("a {scalar}")));
    let natives = [
        Native::Integer,
        Native::BigInt,
        Native::DoublePrecision,
        Native::Decimal(Some((65, 30))),
        Native::Boolean,
        Native::Text,
        Native::Timestamp(Some(3)),
        Native::JsonB,
        Native::ByteA,
    ];
    assert_eq!(kinds, natives.map(ColumnKind::Native));
}

#[test]
fn native_types_replace_them() {
    for (field, native) in [
        ("a String @db.VarChar(30)", Native::VarChar(Some(30))),
        ("a String @db.VarChar", Native::VarChar(None)),
        ("a String @db.Citext", Native::Citext),
        (
            "a Decimal @db.Decimal(10, 2)",
            Native::Decimal(Some((10, 2))),
        ),
        ("a Decimal @db.Money", Native::Money),
        (
            "a DateTime @db.Timestamptz(6)",
            Native::Timestamptz(Some(6)),
        ),
        ("a Int @db.Oid", Native::Oid),
    ] {
        assert_eq!(kind(field), ColumnKind::Native(native), "{field}");
    }
}

#[test]
fn arity_is_as_it_is_written() {
    assert_eq!(column("a Int?").arity, Arity::Optional);
    assert_eq!(column("a Unsupported(\"circle\")[]").arity, Arity::List);
}

#[test]
fn defaults_are_values_of_the_column() {
    let text = |text: &str| Some(ColumnDefault::Value(Literal::Text(text.into())));
    let number = |text: &str| Some(ColumnDefault::Value(Literal::Number(text.into())));
    assert_eq!(value("a Int @default(-7)"), number("-7"));
    assert_eq!(value("a Int @default(007)"), number("7"));
    assert_eq!(value("a Float @default(1.50)"), number("1.50"));
    assert_eq!(value("a Decimal @default(\"12e-3\")"), number("0.012"));
    assert_eq!(value("a String @default(\"it's\\n\")"), text("it's\n"));
    assert_eq!(
        value("a DateTime @default(\"2020-01-02T03:04:05.1Z\")"),
        text("2020-01-02 03:04:05.100 +00:00")
    );
    assert_eq!(
        value("a Bytes @default(\"aGk=\")"),
        Some(ColumnDefault::Value(Literal::Bytes(b"hi".to_vec())))
    );
    assert_eq!(
        value("a Json @default(\"[1]\")"),
        Some(ColumnDefault::Value(Literal::Json("[1]".into())))
    );
    assert_eq!(
        value("a Boolean[] @default([true, false])"),
        Some(ColumnDefault::List(vec![
            Literal::Boolean(true),
            Literal::Boolean(false)
        ]))
    );
}

#[test]
fn functions_are_the_databases_or_the_clients() {
    let wanted = ColumnDefault::Autoincrement(Autoincrement::Wanted);
    assert_eq!(value("a BigInt @default(autoincrement())"), Some(wanted));
    assert_eq!(
        value("a DateTime @db.Date @default(now())"),
        Some(ColumnDefault::Now)
    );
    assert_eq!(
        value("a String @default(dbgenerated(\"f(1)\"))"),
        Some(ColumnDefault::Expression("f(1)".into()))
    );
    assert_eq!(
        value("a String @default(dbgenerated())"),
        Some(ColumnDefault::Expression(String::new()))
    );
    for function in [
        "uuid()",
        "uuid(7)",
        "cuid()",
        "cuid(2)",
        "ulid()",
        "nanoid(8)",
    ] {
        let column = column(&format!("a String @default({function})"));
        assert_eq!(
            (column.default, column.client_default),
            (None, true),
            "{function}"
        );
    }
    assert!(!column("a DateTime @updatedAt").client_default);
}

#[test]
fn names_of_the_database_win() {
    let model = model(
        "enum E {\n  a @map(\"A\")\n  b\n  @@map(\"e\")\n}\nmodel M {\n  id Int @id @map(\"ID\")\n  e E @default(a)\n  l E[] @default([b])\n  @@map(\"m\")\n}\n",
    );
    assert_eq!(
        (model.enums[0].name.as_str(), &model.enums[0].values[0][..]),
        ("e", "A")
    );
    let table = &model.tables[0];
    assert_eq!(table.name, "m");
    let key = table.primary_key.as_ref().unwrap();
    assert_eq!((key.name.as_str(), &key.columns[0][..]), ("m_pkey", "ID"));
    assert_eq!(
        table.columns[1].default,
        Some(ColumnDefault::Value(Literal::Enum("A".into())))
    );
    assert_eq!(
        table.columns[2].default,
        Some(ColumnDefault::List(vec![Literal::Enum("b".into())]))
    );
}

#[test]
fn indexes_come_in_the_order_in_which_they_are_made() {
    let table = table(
        "model T {\n  id Int @id\n  @@unique([b, a])\n  a Int @unique(sort: Desc)\n  b Int @unique(map: \"bee\")\n  @@index([a(sort: Asc)], map: \"i\", type: BTree)\n  @@index([b], type: Hash)\n  @@unique([a, id], name: \"client\")\n}\n",
    );
    let names: Vec<(&str, bool)> = table
        .indexes
        .iter()
        .map(|index| (index.name.as_str(), index.unique))
        .collect();
    assert_eq!(
        names,
        [
            ("T_a_key", true),
            ("bee", true),
            ("i", false),
            ("T_b_idx", false),
            ("T_b_a_key", true),
            ("T_a_id_key", true)
        ]
    );
    assert_eq!(table.indexes[0].columns[0].sort, Some(Sort::Desc));
    assert_eq!(table.indexes[2].columns[0].sort, Some(Sort::Asc));
    assert_eq!(table.indexes[3].method, Method::Hash);
}

#[test]
fn operator_classes_are_those_of_the_database() {
    let table = table(
        "model T {\n  id Int @id\n  j Json\n  t DateTime @db.Timestamptz\n  s String\n  @@index([j(ops: JsonbPathOps)], type: Gin)\n  @@index([t(ops: TimestampTzMinMaxMultiOps)], type: Brin)\n  @@index([s(ops: raw(\"gin_trgm_ops\"))], type: Gin)\n}\n",
    );
    let class = |at: usize| table.indexes[at].columns[0].class.as_deref().unwrap();
    assert_eq!(
        [class(0), class(1), class(2)],
        [
            "jsonb_path_ops",
            "timestamptz_minmax_multi_ops",
            "gin_trgm_ops"
        ]
    );
}

#[test]
fn partial_indexes_have_their_condition_as_sql() {
    let text = "generator g {\n  provider = \"x\"\n  previewFeatures = [\"partialIndexes\"]\n}\nmodel T {\n  id Int @id\n  a String? @map(\"A\")\n  b Boolean\n  @@index([id], where: raw(\"a > 'x'\"), map: \"1\")\n  @@index([id], where: { a: \"it's\", b: true }, map: \"2\")\n  @@unique([id], where: { a: null, b: { not: false } }, map: \"3\")\n  @@index([id], where: { a: { not: null } }, map: \"4\")\n}\n";
    let table = &model(text).tables[0];
    let conditions: Vec<&str> = table
        .indexes
        .iter()
        .map(|index| index.predicate.as_deref().unwrap())
        .collect();
    assert_eq!(
        conditions,
        [
            "a > 'x'",
            "\"A\" = 'it''s' AND \"b\" = true",
            "\"A\" IS NOT NULL",
            "\"A\" IS NULL AND \"b\" != false"
        ]
    );
}

#[test]
fn long_names_are_cut_before_their_ending() {
    let long = "é".repeat(40);
    let table = table(&format!(
        "model T {{\n  id Int @id\n  a Int @unique\n  @@map(\"{long}\")\n}}\n"
    ));
    let key = &table.primary_key.as_ref().unwrap().name;
    assert_eq!(*key, format!("{}_pkey", "é".repeat(29)));
    assert_eq!(table.indexes[0].name, format!("{}_key", "é".repeat(29)));
}

#[test]
fn ignored_fields_and_models_are_migrated_views_are_not() {
    let model = model("model A {\n  a Int @id\n  b Int @ignore\n}\nmodel B {\n  x Int\n  @@ignore\n}\nview V {\n  x Int\n}\n");
    assert_eq!(model.tables.len(), 2);
    assert_eq!(model.tables[0].columns.len(), 2);
}

fn with_schemas(text: &str) -> Model {
    let source =
        "datasource db {\n  provider = \"postgres\"\n  schemas = [\"b\", \"a\", \"c\"]\n}\n";
    try_read(&format!("{source}{text}"))
        .unwrap_or_else(|errors| panic!("{errors}"))
        .model
}

#[test]
fn schemas_are_those_that_are_spoken_of() {
    let model = with_schemas(
        "model A {\n  id Int @id\n  @@schema(\"b\")\n}\nenum E {\n  x\n  @@schema(\"a\")\n}\n",
    );
    assert_eq!(model.namespaces, ["a", "b", "c"]);
    assert_eq!(
        (
            &model.tables[0].namespace[..],
            &model.enums[0].namespace[..]
        ),
        ("b", "a")
    );
    assert_eq!(
        super::model("model A {\n  id Int @id\n}\n").namespaces,
        ["public"]
    );
    assert_eq!(super::model("").namespaces, ["public"]);
}

#[test]
fn extensions_have_names_schemas_and_versions() {
    let text = "generator g {\n  provider = \"x\"\n  previewFeatures = [\"postgresqlExtensions\"]\n}\ndatasource db {\n  provider = \"postgresql\"\n  extensions = [uuid(map: \"uuid-ossp\"), citext(schema: \"s\", version: \"1.6\")]\n}\n";
    let extensions = try_read(text).unwrap().model.extensions;
    assert_eq!(
        (&extensions[0].name[..], extensions[0].schema.as_deref()),
        ("citext", Some("s"))
    );
    assert_eq!(extensions[0].version.as_deref(), Some("1.6"));
    assert_eq!(
        (&extensions[1].name[..], &extensions[1].schema),
        ("uuid-ossp", &None)
    );
}

#[test]
fn other_databases_are_refused_by_name() {
    for provider in ["sqlite", "mysql"] {
        let faults = faults_of(&SOURCE.replace("postgresql", provider));
        assert!(
            faults[0].1.contains(provider) && faults[0].1.contains("PostgreSQL"),
            "{faults:?}"
        );
    }
}
