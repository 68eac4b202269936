use super::*;

fn statement(
    sql: &'static str,
    text: &'static str,
    tag: &'static str,
    nature: Nature,
) -> Statement {
    let start = sql.find(text).expect("the statement stands in the text");
    Statement {
        start,
        end: start + text.len(),
        tag,
        nature,
    }
}

fn script(name: &'static str, parts: &[(&'static str, &'static str, Nature)]) -> Script<'static> {
    let joined: String = parts
        .iter()
        .map(|(text, ..)| format!("{text};\n"))
        .collect();
    let sql: &'static str = Box::leak(joined.into_boxed_str());
    Script {
        name,
        text: sql,
        statements: parts
            .iter()
            .map(|(text, tag, nature)| statement(sql, text, tag, nature.clone()))
            .collect(),
    }
}

fn plain(text: &'static str, tag: &'static str) -> (&'static str, &'static str, Nature) {
    (text, tag, Nature::Plain)
}

fn add(text: &'static str, enum_name: &str, value: &str) -> (&'static str, &'static str, Nature) {
    let nature = Nature::AddValue {
        enum_name: enum_name.into(),
        value: value.into(),
    };
    (text, "ALTER TYPE", nature)
}

fn whys(scripts: &[Script<'_>], around: &Surroundings) -> Vec<String> {
    obstacles(scripts, around)
        .iter()
        .map(ToString::to_string)
        .collect()
}

#[test]
fn one_wrapping_pair_is_no_obstacle() {
    let wrapped = script(
        "a",
        &[
            ("BEGIN", "BEGIN", Nature::Begin),
            plain("CREATE TABLE t ()", "CREATE TABLE"),
            ("COMMIT", "COMMIT", Nature::Commit),
        ],
    );
    assert_eq!(wrapped.body(), 1..2);
    assert!(obstacles(&[wrapped], &Surroundings::default()).is_empty());
}

#[test]
fn transaction_control_elsewhere_is_one() {
    let stray = script(
        "a",
        &[
            plain("CREATE TABLE t ()", "CREATE TABLE"),
            ("commit", "COMMIT", Nature::Commit),
            plain("CREATE TABLE u ()", "CREATE TABLE"),
        ],
    );
    let found = obstacles(std::slice::from_ref(&stray), &Surroundings::default());
    assert_eq!(found[0].why.sqlstate(), "25001");
    assert_eq!(
        found[0].to_string(),
        "Migration \"a\", statement 2, line 2: COMMIT controls the transaction itself."
    );
    assert!(!stray.is_wrapped());
}

#[test]
fn a_call_of_a_procedure_that_commits_is_found_through_its_creation() {
    let create = Nature::Procedure {
        name: "p".into(),
        body: "BEGIN COMMIT; END".into(),
    };
    let call = Nature::Code {
        code: None,
        procedure: Some("p".into()),
    };
    let first = script(
        "a",
        &[("CREATE PROCEDURE p() …", "CREATE PROCEDURE", create)],
    );
    let second = script("b", &[("CALL p()", "CALL", call)]);
    let found = whys(&[first, second], &Surroundings::default());
    assert_eq!(found, ["Migration \"b\", statement 1, line 1: the called procedure ends transactions by itself."]);
}

#[test]
fn a_new_enum_value_used_by_a_table_of_the_enum_is_found() {
    let around = Surroundings {
        enum_users: HashMap::from([("mood".into(), vec!["people".into()])]),
    };
    let first = script(
        "a",
        &[add("ALTER TYPE mood ADD VALUE 'glad'", "mood", "glad")],
    );
    let using = script("b", &[plain("UPDATE people SET mood = 'glad'", "UPDATE")]);
    let unrelated = script("c", &[plain("INSERT INTO words VALUES ('glad')", "INSERT")]);
    let comment = script(
        "d",
        &[plain("COMMENT ON TABLE people IS 'glad'", "COMMENT")],
    );
    let found = obstacles(&[first, using, unrelated, comment], &around);
    assert_eq!(found.len(), 1);
    assert_eq!(
        (found[0].migration.as_str(), found[0].why.sqlstate()),
        ("b", "55P04")
    );
}

#[test]
fn tables_that_pending_migrations_give_a_column_of_the_enum_count_as_users() {
    let scripts = [
        script(
            "a",
            &[plain(
                "CREATE TABLE \"app\".\"Post\" (s \"State\")",
                "CREATE TABLE",
            )],
        ),
        script(
            "b",
            &[add("ALTER TYPE \"State\" ADD VALUE 'X'", "State", "X")],
        ),
        script(
            "c",
            &[plain(
                "ALTER TABLE \"app\".\"Post\" ALTER s SET DEFAULT 'X'",
                "ALTER TABLE",
            )],
        ),
    ];
    assert_eq!(obstacles(&scripts, &Surroundings::default()).len(), 1);
}

#[test]
fn bodies_count_where_they_run() {
    let added = add("ALTER TYPE mood ADD VALUE 'glad'", "mood", "glad");
    let block = Nature::Code {
        code: Some(String::new()),
        procedure: None,
    };
    let run = script(
        "b",
        &[("DO $$ BEGIN PERFORM 'glad'::mood; END $$", "DO", block)],
    );
    let kept = script(
        "b",
        &[plain("CREATE FUNCTION f() RETURNS mood LANGUAGE plpgsql AS $$ BEGIN RETURN 'glad'::mood; END $$", "CREATE FUNCTION")],
    );
    let around = Surroundings::default();
    assert_eq!(
        obstacles(&[script("a", std::slice::from_ref(&added)), run], &around).len(),
        1
    );
    assert!(obstacles(&[script("a", &[added]), kept], &around).is_empty());
}

#[test]
fn a_value_added_in_the_same_migration_is_named_so() {
    let scripts = [script(
        "a",
        &[
            plain("CREATE TYPE mood AS ENUM ('sad')", "CREATE TYPE"),
            add("ALTER TYPE mood ADD VALUE 'glad'", "mood", "glad"),
            plain("CREATE TABLE t (m mood DEFAULT 'glad')", "CREATE TABLE"),
        ],
    )];
    let found = whys(&scripts, &Surroundings::default());
    assert!(
        found[0].contains("the same migration adds to the enum \"mood\""),
        "{found:?}"
    );
}

#[test]
fn a_replaced_enum_forgets_its_new_values() {
    let scripts = [script(
        "a",
        &[
            add("ALTER TYPE \"E\" ADD VALUE 'x'", "E", "x"),
            plain("ALTER TYPE \"E\" RENAME TO \"E_old\"", "ALTER TYPE"),
            plain("ALTER TYPE \"E_new\" RENAME TO \"E\"", "ALTER TYPE"),
            plain("DROP TYPE \"E_old\"", "DROP TYPE"),
            plain("SELECT 'x'::\"E\"", "SELECT"),
        ],
    )];
    assert!(obstacles(&scripts, &Surroundings::default()).is_empty());
}

#[test]
fn a_renamed_enum_and_a_renamed_value_keep_being_new() {
    let scripts = [script(
        "a",
        &[
            add("ALTER TYPE mood ADD VALUE 'glad'", "mood", "glad"),
            plain("ALTER TYPE mood RENAME TO feeling", "ALTER TYPE"),
            plain(
                "ALTER TYPE feeling RENAME VALUE 'glad' TO 'happy'",
                "ALTER TYPE",
            ),
            plain("ALTER TYPE feeling OWNER TO someone", "ALTER TYPE"),
            plain("SELECT 'glad'::feeling", "SELECT"),
            plain("SELECT 'happy'::feeling", "SELECT"),
        ],
    )];
    let found = obstacles(&scripts, &Surroundings::default());
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].statement, 6);
}

#[test]
fn numbers_without_leading_zeros_are_noticed() {
    let named = |name| script(name, &[]);
    let scripts = [named("1_a"), named("10_c"), named("2_b")];
    assert_eq!(numbers_against_names(&scripts), Some(("10_c", "2_b")));
    let given = [named("1_a"), named("2_b"), named("10_c")];
    assert_eq!(numbers_against_names(&given), None);
    assert_eq!(numbers_against_names(&[named("2025_x"), named("b")]), None);
}

#[test]
fn an_enum_replaced_by_a_new_one_is_no_use_of_its_values() {
    let scripts = [script(
        "a",
        &[
            plain("CREATE TABLE people (m mood)", "CREATE TABLE"),
            add("ALTER TYPE mood ADD VALUE 'glad'", "mood", "glad"),
            plain("ALTER TYPE mood RENAME TO mood__", "ALTER TYPE"),
            plain("CREATE TYPE mood AS ENUM ('glad')", "CREATE TYPE"),
            plain(
                "ALTER TABLE people ALTER m TYPE mood USING m::text::mood",
                "ALTER TABLE",
            ),
            plain(
                "CREATE INDEX ON people (m) WHERE m = 'glad'",
                "CREATE INDEX",
            ),
        ],
    )];
    assert_eq!(
        whys(&scripts, &Surroundings::default()),
        Vec::<String>::new()
    );
}
