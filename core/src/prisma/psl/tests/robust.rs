//! Any text is read or refused, quickly and without a panic.

use std::time::{Duration, Instant};

use proptest::prelude::*;

use super::try_read;

const RICH: &str = include_str!("rich.prisma");

#[test]
fn a_rich_schema_is_sound() {
    let schema = try_read(RICH).unwrap_or_else(|errors| panic!("{errors}"));
    assert_eq!(
        (schema.model.tables.len(), schema.model.enums.len()),
        (6, 2)
    );
}

#[test]
fn every_beginning_of_a_schema_is_read_or_refused() {
    for end in (0..RICH.len()).filter(|end| RICH.is_char_boundary(*end)) {
        if let Err(errors) = try_read(&RICH[..end]) {
            assert!(!errors.0.is_empty());
        }
    }
}

/// Words that mean something somewhere.
const WORDS: &[&str] = &[
    "model",
    "enum",
    "view",
    "type",
    "datasource",
    "generator",
    "{",
    "}",
    "(",
    ")",
    "[",
    "]",
    ",",
    ":",
    "=",
    "?",
    "@",
    "@@",
    "\"",
    "\"x\"",
    "\\",
    "\n",
    " ",
    "//",
    "///",
    "/*",
    "*/",
    "-",
    ".",
    "1",
    "Int",
    "String",
    "Unsupported(",
    "@id",
    "@unique",
    "@relation",
    "@@index([",
    "@default(",
    "raw(",
    "where:",
    "null",
    "é",
    "\u{0}",
    "\u{2028}",
    "Account",
    "id",
    "[[[[[[[[[[",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn changed_schemas_are_read_or_refused(
        changes in prop::collection::vec((0..RICH.len(), 0..30usize, 0..WORDS.len()), 1..6)
    ) {
        let mut text = RICH.to_string();
        for (at, length, word) in changes {
            let boundary = |mut at: usize| {
                while !text.is_char_boundary(at) {
                    at -= 1;
                }
                at
            };
            let start = boundary(at.min(text.len()));
            let end = boundary((at + length).min(text.len())).max(start);
            text.replace_range(start..end, WORDS[word]);
        }
        if let Err(errors) = try_read(&text) {
            for error in errors.0 {
                prop_assert!(error.line >= 1 && error.column >= 1 && !error.message.is_empty());
            }
        }
    }

    #[test]
    fn words_in_any_order_are_read_or_refused(
        words in prop::collection::vec(prop::sample::select(WORDS), 0..200)
    ) {
        let _ = try_read(&words.concat());
    }
}

#[test]
fn nothing_takes_long() {
    let field = |name: usize| format!("  f{name} Int @unique\n");
    let fields: String = (0..3000).map(field).collect();
    let names: Vec<String> = (0..3000).map(|name| format!("f{name}")).collect();
    let list = names.join(", ");
    for text in [
        "[".repeat(100_000),
        format!(
            "model A {{\n  a Int @default({})\n}}\n",
            "f(".repeat(50_000)
        ),
        "/*\n".repeat(50_000),
        "x {\n".repeat(50_000),
        "model A {\n".repeat(20_000),
        format!("model A {{\n  a Int {}\n}}\n", "@foo ".repeat(20_000)),
        format!("model A {{\n{fields}  @@unique([{list}])\n  @@id([{list}])\n}}\n"),
        format!("model A {{\n{}}}\n", "  id Int @id\n".repeat(5_000)),
        format!(
            "model A {{\n  id Int @id\n{}}}\n",
            "  a A[]\n".repeat(5_000)
        ),
    ] {
        let start = Instant::now();
        let _ = try_read(&text);
        let took = start.elapsed();
        assert!(took < Duration::from_secs(5), "{took:?}: {}", &text[..30]);
    }
}
