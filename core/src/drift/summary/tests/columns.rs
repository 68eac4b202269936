//! Columns of tables that changed.

use super::{says, says_of_the_same, table};
use crate::drift::summary::default;
use serde_json::{json, Value};

/// What is said of the column `c`, between the parentheses.
#[track_caller]
fn altered(expected: Value, actual: Value, parts: &str) {
    let columns = |column: Value| json!([super::with(json!({"name": "c"}), column)]);
    says(
        &[table("T", columns(expected))],
        &[table("T", columns(actual))],
        &[
            "",
            "[*] Changed the `T` table",
            &format!("  [*] Altered column `c` ({parts})"),
        ],
    );
}

#[test]
fn columns_come_and_go() {
    let column = |name: &str| json!({"name": name, "type": "integer"});
    says(
        &[table("T", json!([column("id"), column("z"), column("b")]))],
        &[table("T", json!([column("id"), column("y"), column("a")]))],
        &[
            "",
            "[*] Changed the `T` table",
            "  [-] Removed column `z`",
            "  [-] Removed column `b`",
            "  [+] Added column `y`",
            "  [+] Added column `a`",
        ],
    );
}

#[test]
fn columns_are_renamed_and_changed() {
    let columns = |name: &str, kind: &str| json!([{"name": name, "type": kind}]);
    says_of_the_same(
        &[table("T", columns("a", "integer"))],
        &[table("T", columns("B", "bigint"))],
        &[
            "",
            "[*] Changed the `T` table",
            "  [*] Renamed column `a` to `B`",
            "  [*] Altered column `B` (type changed)",
        ],
    );
}

#[test]
fn the_order_of_columns() {
    says(
        &[table("T", json!([{"name": "a"}, {"name": "b"}]))],
        &[table("T", json!([{"name": "b"}, {"name": "a"}]))],
        &[
            "",
            "[*] Changed the `T` table",
            "  [*] Altered column order (changed from `a, b` to `b, a`)",
        ],
    );
}

#[test]
fn types_and_nullability() {
    let [nullable, required] = [false, true].map(|not_null| match not_null {
        true => json!({"type": "text", "not_null": true}),
        false => json!({"type": "text"}),
    });
    let list = json!({"type": "text[]"});
    let required_list = json!({"type": "text[]", "not_null": true});
    let number = json!({"type": "integer"});
    altered(nullable.clone(), number, "type changed");
    altered(
        nullable.clone(),
        required.clone(),
        "changed from Nullable to Required",
    );
    altered(
        required.clone(),
        nullable.clone(),
        "changed from Required to Nullable",
    );
    altered(
        required,
        list.clone(),
        "changed from Required to List, type changed",
    );
    altered(
        list.clone(),
        nullable,
        "changed from List to Nullable, type changed",
    );
    altered(list, required_list, "changed from Nullable to Required");
}

#[test]
fn all_that_prisma_sees_and_what_it_does_not() {
    altered(
        json!({"type": "integer", "default": "30", "storage": "plain"}),
        json!({"type": "text", "not_null": true, "storage": "external", "collation": "\"C\"",
            "not_null_no_inherit": true}),
        "changed from Nullable to Required, default changed from `Some(Value(Int(30)))` to `None`, \
         type changed, collation changed from `None` to `\"C\"`, \
         not null no inherit changed from `false` to `true`, \
         storage changed from `plain` to `external`",
    );
}

#[test]
fn sequences() {
    let plain = json!({"type": "integer"});
    let serial =
        |name: &str| json!({"type": "integer", "default": format!("nextval('{name}'::regclass)")});
    let identity = |kind: &str| json!({"type": "integer", "identity": kind});
    let five = json!({"type": "integer", "default": "5"});
    let (comes, goes) = (
        "column became autoincrementing",
        "column is no longer autoincrementing",
    );
    altered(plain.clone(), serial("public.s"), comes);
    altered(plain.clone(), identity("always"), comes);
    altered(five.clone(), serial("s"), comes);
    altered(serial("public.s"), plain.clone(), goes);
    altered(identity("by default"), plain, goes);
    altered(
        serial("public.\"T_s\""),
        five,
        "default changed from `Some(Sequence(\"T_s\"))` to `Some(Value(Int(5)))`, \
         column is no longer autoincrementing",
    );
    altered(
        identity("always"),
        identity("by default"),
        "identity changed from `always` to `by default`",
    );
    altered(
        serial("a"),
        serial("b"),
        "default changed from `nextval('a'::regclass)` to `nextval('b'::regclass)`",
    );
}

#[test]
fn a_default_that_prisma_cannot_tell_from_another() {
    altered(
        json!({"type": "text", "default": "'a'::text"}),
        json!({"type": "text", "default": "'a'::character varying"}),
        "default changed from `'a'::text` to `'a'::character varying`",
    );
}

#[test]
fn defaults() {
    for (default, kind, shown) in [
        ("30", "integer", "Value(Int(30))"),
        ("'-30'::integer", "integer", "Value(Int(-30))"),
        ("'9000000000'::bigint", "bigint", "Value(Int(9000000000))"),
        (
            "3.20",
            "numeric(65,30)",
            r#"Value(Float(BigDecimal("3.20")))"#,
        ),
        (
            "(0)::double precision",
            "double precision",
            r#"Value(Float(BigDecimal("0")))"#,
        ),
        ("(-1.5)", "numeric", r#"Value(Float(BigDecimal("-1.5")))"#),
        ("true", "boolean", "Value(Boolean(true))"),
        ("'it''s'::text", "text", r#"Value(String("it's"))"#),
        ("E'a\\\\b'::text", "text", r#"Value(String("a\\b"))"#),
        (
            "'x'::character varying(5)",
            "character varying(5)",
            r#"Value(String("x"))"#,
        ),
        (
            "'x'::public.citext",
            "public.citext",
            r#"Value(String("x"))"#,
        ),
        (
            "'{\"a\": 1}'::jsonb",
            "jsonb",
            r#"Value(String("{\"a\": 1}"))"#,
        ),
        ("'\\x6869'::bytea", "bytea", "Value(Bytes([104, 105]))"),
        (
            "'MEOW'::public.\"CatMood\"",
            "public.\"CatMood\"",
            r#"Value(Enum("MEOW"))"#,
        ),
        ("now()", "timestamp with time zone", "Now"),
        ("CURRENT_TIMESTAMP", "timestamp(3) without time zone", "Now"),
        (
            "nextval('app.\"T_id_seq\"'::regclass)",
            "bigint",
            r#"Sequence("T_id_seq")"#,
        ),
        (
            "nextval(('s'::text)::regclass)",
            "smallint",
            r#"Sequence("s")"#,
        ),
        ("ARRAY[1, 2]", "integer[]", "Value(List([Int(1), Int(2)]))"),
        ("'{}'::text[]", "text[]", "Value(List([]))"),
        ("ARRAY[]::text[]", "text[]", "Value(List([]))"),
        (
            r#"'{a,"b, c"}'::text[]"#,
            "text[]",
            r#"Value(List([String("a"), String("b, c")]))"#,
        ),
        (
            "(ARRAY['x'::character varying, 'y'::character varying])::text[]",
            "text[]",
            r#"Value(List([String("x"), String("y")]))"#,
        ),
        (
            "ARRAY['A'::public.mood, 'B'::public.mood]",
            "public.mood[]",
            r#"Value(List([Enum("A"), Enum("B")]))"#,
        ),
        (
            "gen_random_uuid()",
            "uuid",
            r#"DbGenerated(Some("gen_random_uuid()"))"#,
        ),
        ("(1 + 2)", "integer", r#"DbGenerated(Some("(1 + 2)"))"#),
        (
            "lower('A'::text)",
            "text",
            r#"DbGenerated(Some("lower('A'::text)"))"#,
        ),
        (
            "('a'::text || 'b'::text)",
            "text",
            r#"DbGenerated(Some("('a'::text || 'b'::text)"))"#,
        ),
        (
            "'01:00:00'::interval",
            "interval",
            r#"DbGenerated(Some("'01:00:00'::interval"))"#,
        ),
        ("'x", "text", r#"DbGenerated(Some("'x"))"#),
        ("ARRAY[1", "integer[]", r#"DbGenerated(Some("ARRAY[1"))"#),
    ] {
        let shown = format!("Some({shown})");
        assert_eq!(
            default::shown(Some(default), kind),
            shown,
            "{default} {kind}"
        );
    }
    assert_eq!(default::shown(None, "text"), "None");
    assert_eq!(default::shown(Some("NULL::text"), "text"), "None");
}
