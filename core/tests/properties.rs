//! What holds for every input, tried with generated ones: each function is one property.
//! PROPTEST_CASES=100000 tries harder.

use migrate_core::bundle::{Bundle, MAX_NAME};
use migrate_core::error::{Error, TextFault};
use migrate_core::failure::{Cause, Failure};
use migrate_core::history::{self, diagnose, Allowed, Line, Recorded, Standing, State};
use migrate_core::locate::{char_offset, excerpt, place, Place};
use migrate_core::plan::{obstacles, Obstacle, Script, Surroundings, SHOWN};
use migrate_core::sqltext::{prepare, tokens, Kind};
use migrate_core::statement::{ends_transactions, Nature, Statement};
use migrate_core::{checksum, Report};
use proptest::collection::{hash_map, vec};
use proptest::prelude::*;
use proptest::sample::{select, Index};
use serde_json::{json, Value};
use std::collections::HashMap;

/// Nothing is written to the source tree; a failure prints the smallest input that shows it.
fn config() -> ProptestConfig {
    let cases = std::env::var("PROPTEST_CASES").ok();
    ProptestConfig {
        cases: cases.and_then(|n| n.parse().ok()).unwrap_or(128),
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

// ---------------------------------------------------------------- texts

/// Any text, with much of what SQL and psql give a meaning to.
fn any_text() -> impl Strategy<Value = String> {
    const TRICKY: &[&str] = &[
        "'",
        "''",
        "\"",
        "$",
        "$$",
        "$a$",
        "$é$",
        "$1",
        "/*",
        "*/",
        "--",
        "\n",
        "\r\n",
        "\r",
        "\t",
        " ",
        ";",
        ":",
        "\\",
        "\\i",
        "\\.\n",
        "\\restrict k",
        "E'",
        "U&'",
        "u&\"",
        "x",
        "é",
        "\u{feff}",
        "\u{a0}",
        "\u{2028}",
        "𝄞",
        "\0",
        "copy t from stdin;\n",
        "COMMIT",
        "1.5e3",
        "begin",
        "<<a>>",
    ];
    let piece = prop_oneof![
        8 => select(TRICKY).prop_map(str::to_string),
        1 => any::<char>().prop_map(String::from),
        1 => "\\PC{0,6}",
    ];
    vec(piece, 0..24).prop_map(|pieces| pieces.concat())
}

/// A text that PostgreSQL would read, and the offset of a character in it or its end.
fn text_and_offset() -> impl Strategy<Value = (String, usize)> {
    (any_text(), any::<Index>()).prop_map(|(text, index)| {
        let mut bounds: Vec<usize> = text.char_indices().map(|(i, _)| i).collect();
        bounds.push(text.len());
        let offset = bounds[index.index(bounds.len())];
        (text, offset)
    })
}

/// A piece of SQL and the token that it is; none for comments.
#[derive(Debug, Clone)]
struct Piece {
    text: String,
    token: Option<Expected>,
}

#[derive(Debug, Clone, PartialEq)]
enum Expected {
    Word(String),
    String(String),
    Dollar(String),
    Symbol(char),
}

impl Expected {
    fn of(kind: &Kind<'_>) -> Self {
        match kind {
            Kind::Word(word) => Expected::Word(word.clone()),
            Kind::String(value) => Expected::String(value.clone()),
            Kind::Dollar(body, _) => Expected::Dollar(body.to_string()),
            Kind::Symbol(symbol) => Expected::Symbol(*symbol),
        }
    }
}

fn piece(text: String, token: Expected) -> Piece {
    Piece {
        text,
        token: Some(token),
    }
}

/// What can stand inside quotes, bodies and comments and means nothing there.
fn inside() -> impl Strategy<Value = String> {
    const MEANINGLESS: &[&str] = &[
        "\\i x",
        "\\restrict",
        "\n\\connect a",
        "\\",
        "$b$",
        "$$",
        "\"",
        "'",
        ";",
        "COMMIT;",
        "--",
        "copy t from stdin;\n\\.\n",
        "\u{feff}",
        "é𝄞",
        "\r\n",
        "text",
        " ",
    ];
    vec(select(MEANINGLESS), 0..6).prop_map(|pieces| pieces.concat())
}

fn bare_word() -> impl Strategy<Value = Piece> {
    "[A-Za-z_é][A-Za-z0-9_é$]{0,8}".prop_map(|text| {
        let folded = text.to_lowercase();
        piece(text, Expected::Word(folded))
    })
}

fn quoted_identifier() -> impl Strategy<Value = Piece> {
    (inside(), select(vec!["", "U&", "u&"])).prop_map(|(name, prefix)| {
        let text = format!("{prefix}\"{}\"", name.replace('"', "\"\""));
        piece(text, Expected::Word(name))
    })
}

fn plain_string() -> impl Strategy<Value = Piece> {
    let prefix = select(vec!["", "B", "x", "N", "U&", "u&"]);
    (inside(), prefix).prop_map(|(value, prefix)| {
        let text = format!("{prefix}'{}'", value.replace('\'', "''"));
        piece(text, Expected::String(value))
    })
}

fn escape_string() -> impl Strategy<Value = Piece> {
    let quote = select(vec!["''", "\\'"]);
    (inside(), select(vec!["E", "e"]), quote).prop_map(|(value, prefix, quote)| {
        let escaped = value.replace('\\', "\\\\").replace('\'', quote);
        piece(format!("{prefix}'{escaped}'"), Expected::String(value))
    })
}

fn dollar_quote() -> impl Strategy<Value = Piece> {
    ("([a-zA-Z_é][a-zA-Z0-9_é]{0,4})?", inside()).prop_map(|(tag, body)| {
        let tag = format!("${tag}$");
        // The body must not end the string itself, nor begin its end.
        let body = match format!("{body}{tag}").find(&tag) {
            Some(end) if end == body.len() => body,
            _ => body.replace('$', ""),
        };
        piece(format!("{tag}{body}{tag}"), Expected::Dollar(body))
    })
}

fn nested_comment() -> impl Strategy<Value = Piece> {
    inside()
        .prop_map(|text| format!("/*{text}*/"))
        .prop_recursive(4, 16, 3, |inner| {
            (inside(), vec(inner, 0..3))
                .prop_map(|(text, inner)| format!("/* {text} {} {text} */", inner.concat()))
        })
        .prop_map(|text| Piece { text, token: None })
}

fn line_comment() -> impl Strategy<Value = Piece> {
    inside().prop_map(|text| Piece {
        text: format!("--{}\n", text.replace(['\n', '\r'], " ")),
        token: None,
    })
}

fn symbol() -> impl Strategy<Value = Piece> {
    select(vec!['(', ')', ',', ';', '=', '<', '.', '[', '+', '*', '@'])
        .prop_map(|c| piece(c.to_string(), Expected::Symbol(c)))
}

fn number() -> impl Strategy<Value = Piece> {
    "[0-9]{1,4}(\\.[0-9]{1,3})?(e[0-9])?".prop_map(|n| piece(n.clone(), Expected::Word(n)))
}

fn any_piece() -> impl Strategy<Value = Piece> {
    prop_oneof![
        bare_word(),
        quoted_identifier(),
        plain_string(),
        escape_string(),
        dollar_quote(),
        nested_comment(),
        line_comment(),
        symbol(),
        number(),
    ]
}

/// Pieces set apart by a comma, so that none can go on in the next, as strings do over newlines.
fn pieces() -> impl Strategy<Value = Vec<Piece>> {
    let comma = || piece(" , ".into(), Expected::Symbol(','));
    vec(any_piece(), 0..10)
        .prop_map(move |list| list.into_iter().flat_map(|p| [p, comma()]).collect())
}

fn joined(pieces: &[Piece]) -> String {
    pieces.iter().map(|p| p.text.as_str()).collect()
}

fn without_mark(sql: &str) -> &str {
    sql.strip_prefix('\u{feff}').unwrap_or(sql)
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn tokens_of_any_text_follow_one_another_on_character_boundaries(text in any_text()) {
        let mut behind = 0;
        for token in tokens(&text) {
            prop_assert!(behind <= token.start, "{token:?} overlaps the one before it");
            prop_assert!(token.start < token.end && token.end <= text.len(), "{token:?}");
            prop_assert!(text.is_char_boundary(token.start) && text.is_char_boundary(token.end));
            behind = token.end;
        }
    }

    #[test]
    fn between_tokens_there_are_only_blanks_and_comments(text in any_text()) {
        let mut behind = 0;
        let ends = tokens(&text).map(|t| (t.start, t.end)).chain([(text.len(), text.len())]);
        for (start, end) in ends {
            let gap = text[behind..start].trim_start();
            prop_assert!(
                gap.is_empty() || gap.starts_with("--") || gap.starts_with("/*"),
                "left out: {gap:?}"
            );
            behind = end;
        }
    }

    #[test]
    fn known_pieces_come_back_as_they_were(pieces in pieces()) {
        let text = joined(&pieces);
        let found: Vec<Expected> = tokens(&text).map(|t| Expected::of(&t.kind)).collect();
        let expected: Vec<Expected> = pieces.into_iter().filter_map(|p| p.token).collect();
        prop_assert_eq!(found, expected, "in {:?}", text);
    }

    #[test]
    fn a_string_that_goes_on_in_another_line_is_one(
        (one, other) in (inside(), inside()),
        prefix in select(vec!["", "N", "E"]),
        comment in prop::option::of(line_comment()),
    ) {
        let quoted = |value: &str| match prefix {
            "E" => value.replace('\\', "\\\\").replace('\'', "\\'"),
            _ => value.replace('\'', "''"),
        };
        let between = comment.map_or("\n".into(), |c| c.text);
        let text = format!("{prefix}'{}' {between} '{}'", quoted(&one), quoted(&other));
        let found: Vec<Expected> = tokens(&text).map(|t| Expected::of(&t.kind)).collect();
        prop_assert_eq!(found, vec![Expected::String(one + &other)], "in {:?}", text);
    }

    #[test]
    fn tokens_stand_where_their_pieces_do(pieces in pieces()) {
        let text = joined(&pieces);
        let found: Vec<&str> = tokens(&text).map(|t| &text[t.start..t.end]).collect();
        let tokens = pieces.iter().filter(|p| p.token.is_some());
        let expected: Vec<&str> = tokens.map(|p| p.text.trim()).collect();
        prop_assert_eq!(found, expected, "in {:?}", text);
    }

    #[test]
    fn the_body_of_a_dollar_quote_is_at_its_offset(text in any_text()) {
        for token in tokens(&text) {
            if let Kind::Dollar(body, start) = token.kind {
                prop_assert_eq!(&text[start..start + body.len()], body);
                prop_assert!(token.start < start && start + body.len() <= token.end);
            }
        }
    }

    #[test]
    fn commits_in_strings_and_comments_end_no_transaction(pieces in pieces()) {
        prop_assert!(!ends_transactions(&joined(&pieces)));
    }

    #[test]
    fn a_commit_ends_the_transaction_whatever_stands_around_it(before in pieces(), after in pieces()) {
        let code = format!("{}; COMMIT; {}", joined(&before), joined(&after));
        prop_assert!(ends_transactions(&code), "{code:?}");
    }

    // ------------------------------------------------------------ prepare

    #[test]
    fn preparing_changes_bytes_only_into_blanks(text in any_text(), mark in any::<bool>()) {
        let sql = if mark { format!("\u{feff}{text}") } else { text };
        if let Ok(prepared) = prepare("m", &sql) {
            let sql = without_mark(&sql);
            prop_assert_eq!(prepared.len(), sql.len());
            prop_assert!(prepared.bytes().zip(sql.bytes()).all(|(new, old)| new == old || new == b' '));
        }
    }

    #[test]
    fn what_stands_in_strings_bodies_and_comments_is_never_a_meta_command(pieces in pieces()) {
        let sql = joined(&pieces);
        let prepared = prepare("m", &sql);
        prop_assert_eq!(prepared.as_deref(), Ok(without_mark(&sql)));
    }

    #[test]
    fn a_meta_command_is_named_where_it_stands(before in pieces(), after in any_text()) {
        let before = format!("{};\n  ", joined(&before));
        let sql = format!("{before}\\gexec {after}").replace('\0', "");
        let Err(Error::Text { place: found, what, .. }) = prepare("m", &sql) else {
            return Err(TestCaseError::fail("it was not found"));
        };
        prop_assert_eq!(what, TextFault::MetaCommand("\\gexec".into()));
        prop_assert_eq!(found, place(&sql, before.len()));
    }

    #[test]
    fn restrict_lines_are_blanked_and_nothing_else(before in pieces(), after in pieces(), key in "[A-Za-z0-9';\"$]{0,9}") {
        let (before, after) = (joined(&before), joined(&after));
        let line = format!("\\restrict {key}");
        let prepared = format!("{before}\n{}\n{after}", " ".repeat(line.len()));
        let sql = format!("{before}\n{line}\n{after}");
        let found = prepare("m", &sql);
        prop_assert_eq!(found.as_deref(), Ok(prepared.as_str()));
    }

    #[test]
    fn the_first_nul_byte_is_found_first_of_all(text in any_text(), index in any::<Index>()) {
        let mut sql = text.replace('\0', "");
        let bounds: Vec<usize> = sql.char_indices().map(|(i, _)| i).chain([sql.len()]).collect();
        let at = bounds[index.index(bounds.len())];
        sql.insert(at, '\0');
        let Err(Error::Text { place: found, what, .. }) = prepare("m", &sql) else {
            return Err(TestCaseError::fail("it was not found"));
        };
        prop_assert_eq!(what, TextFault::Nul);
        let sql = without_mark(&sql);
        prop_assert_eq!(found, place(sql, sql.find('\0').unwrap()));
    }

    // ------------------------------------------------------------ locate

    #[test]
    fn a_place_is_what_counting_gives((text, offset) in text_and_offset()) {
        let mut counted = Place { line: 1, column: 1 };
        for c in text[..offset].chars() {
            if c == '\n' {
                counted = Place { line: counted.line + 1, column: 1 };
            } else {
                counted.column += 1;
            }
        }
        prop_assert_eq!(place(&text, offset), counted);
    }

    #[test]
    fn a_place_within_a_character_is_that_of_the_character((text, offset) in text_and_offset()) {
        if let Some(c) = text[offset..].chars().next() {
            for inside in offset..offset + c.len_utf8() {
                prop_assert_eq!(place(&text, inside), place(&text, offset));
            }
        }
    }

    #[test]
    fn behind_the_end_is_the_end(text in any_text(), beyond in any::<usize>()) {
        let offset = text.len().saturating_add(beyond);
        prop_assert_eq!(place(&text, offset), place(&text, text.len()));
        prop_assert_eq!(excerpt(&text, offset, 1), excerpt(&text, text.len(), 1));
    }

    #[test]
    fn an_excerpt_of_any_offset_is_short(text in any_text(), offset in 0usize..400, after in 0usize..5) {
        let shown = excerpt(&text, offset, after);
        prop_assert!(shown.split('\n').count() <= 2 + 1 + 1 + after, "{shown}");
    }

    #[test]
    fn the_caret_is_under_the_character((text, offset) in text_and_offset(), width in 0usize..300) {
        let text = format!("{}{text}", "é".repeat(width));
        let offset = width * "é".len() + offset;
        let Some(c) = text[offset..].chars().next().filter(|c| !c.is_whitespace()) else {
            return Ok(());
        };
        let shown = excerpt(&text, offset, 1);
        let rows: Vec<&str> = shown.split('\n').collect();
        let caret = rows.iter().position(|row| row.starts_with("      | ") && row.ends_with('^'));
        let caret = caret.expect("there is a caret");
        let column = rows[caret].chars().count() - 1;
        prop_assert_eq!(rows[caret - 1].chars().nth(column), Some(c), "{}", shown);
    }

    #[test]
    fn a_character_offset_counts_characters((text, from) in text_and_offset(), n in any::<u8>()) {
        let n = usize::from(n);
        let offset = char_offset(&text, from, n);
        prop_assert!(offset >= from && text.is_char_boundary(offset));
        let there = text[from..].chars().count();
        prop_assert_eq!(text[from..offset].chars().count(), n.min(there));
        prop_assert_eq!(char_offset(&text, from, usize::MAX), text.len());
    }
}

// -------------------------------------------------------------------- bundles

/// What a folder can be called.
fn name() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => "[0-9]{1,3}_[a-zA-Zé]{1,6}",
        1 => "[^\\p{Cc}/\\\\]{1,20}",
    ]
    .prop_filter("the name of a folder", |name| {
        name.trim() == name && name != "." && name != ".."
    })
}

fn bad_name() -> impl Strategy<Value = String> {
    prop_oneof![
        select(vec!["", ".", "..", " ", " a", "a ", "\u{a0}a"]).prop_map(str::to_string),
        (
            "[a-z]{0,3}",
            select(vec!['/', '\\', '\0', '\n', '\u{7f}', '\u{85}']),
            "[a-z]{0,3}"
        )
            .prop_map(|(before, c, after)| format!("{before}{c}{after}")),
        (MAX_NAME + 1..MAX_NAME + 9).prop_map(|n| "x".repeat(n)),
        (MAX_NAME / 2 + 1..MAX_NAME).prop_map(|n| "é".repeat(n)),
    ]
}

/// How an entry can give its text.
#[derive(Debug, Clone, Copy)]
enum Form {
    Sql,
    Checksum,
    Both,
}

fn form() -> impl Strategy<Value = Form> {
    select(vec![Form::Sql, Form::Checksum, Form::Both])
}

fn entry(name: &str, sql: &str, form: Form) -> Value {
    match form {
        Form::Sql => json!({ "name": name, "sql": sql }),
        Form::Checksum => json!({ "checksum": checksum::of(sql), "name": name }),
        Form::Both => json!({ "name": name, "checksum": checksum::of(sql), "sql": sql }),
    }
}

/// Distinct migrations in no order: name, text, form.
fn migrations() -> impl Strategy<Value = Vec<(String, String, Form)>> {
    hash_map(name(), (any_text(), form()), 0..8)
        .prop_map(|map| map.into_iter().map(|(n, (s, f))| (n, s, f)).collect())
}

fn entries(migrations: &[(String, String, Form)]) -> Vec<Value> {
    let entry = |(name, sql, form): &(String, String, Form)| entry(name, sql, *form);
    migrations.iter().map(entry).collect()
}

/// JSON with every character beyond ASCII written as an escape, as many clients do.
fn escaped(json: &Value) -> String {
    let escape = |c: char| {
        let mut units = [0; 2];
        c.encode_utf16(&mut units)
            .iter()
            .map(|u| format!("\\u{u:04x}"))
            .collect::<String>()
    };
    let text = json.to_string();
    text.chars()
        .map(|c| if c.is_ascii() { c.into() } else { escape(c) })
        .collect()
}

/// Text that is nearly a bundle.
fn near_json() -> impl Strategy<Value = String> {
    const PARTS: &[&str] = &[
        "[",
        "]",
        "{",
        "}",
        ",",
        ":",
        "\"",
        "null",
        "1",
        "true",
        "\\u0000",
        "\\ud800",
        " ",
        "\"name\"",
        "\"sql\"",
        "\"checksum\"",
        "\"migrations\"",
        "\"order\"",
        "\"given\"",
        "\"a\"",
        "\u{feff}",
        "é",
    ];
    vec(select(PARTS), 0..30).prop_map(|parts| parts.concat())
}

/// A refusal, whatever it is, can be reported.
fn is_complete(report: &Report) -> bool {
    report.sqlstate.len() == 5 && !report.message.is_empty()
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn any_string_is_a_bundle_or_is_refused_with_a_reason(json in prop_oneof![near_json(), any_text()]) {
        if let Err(error) = Bundle::parse(&json) {
            prop_assert!(is_complete(&error.report()));
        }
    }

    #[test]
    fn a_bundle_that_was_cut_off_is_no_json(migrations in migrations(), index in any::<Index>()) {
        let json = Value::from(entries(&migrations)).to_string();
        let cut = json.chars().take(index.index(json.chars().count())).collect::<String>();
        let refused = matches!(Bundle::parse(&cut), Err(Error::BundleSyntax { .. }));
        prop_assert!(refused, "{cut}");
    }

    #[test]
    fn a_bundle_holds_exactly_its_migrations_sorted_by_their_bytes(mut migrations in migrations()) {
        let json = escaped(&Value::from(entries(&migrations)));
        let bundle = Bundle::parse(&json).unwrap();
        migrations.sort_by(|a, b| a.0.as_bytes().cmp(b.0.as_bytes()));
        let found: Vec<&str> = bundle.migrations.iter().map(|m| m.name.as_ref()).collect();
        let expected: Vec<&str> = migrations.iter().map(|m| m.0.as_str()).collect();
        prop_assert_eq!(found, expected);
    }

    #[test]
    fn a_bundle_whose_own_order_counts_keeps_it(migrations in migrations()) {
        let json = json!({ "order": "given", "migrations": entries(&migrations) }).to_string();
        let bundle = Bundle::parse(&json).unwrap();
        let found: Vec<&str> = bundle.migrations.iter().map(|m| m.name.as_ref()).collect();
        let expected: Vec<&str> = migrations.iter().map(|m| m.0.as_str()).collect();
        prop_assert_eq!(found, expected);
    }

    #[test]
    fn every_migration_keeps_its_text_and_has_its_checksum(migrations in migrations()) {
        let json = Value::from(entries(&migrations)).to_string();
        let bundle = Bundle::parse(&json).unwrap();
        for (name, sql, form) in &migrations {
            let found = &bundle.migrations[bundle.find(name).unwrap()];
            prop_assert_eq!(found.checksum.as_ref(), checksum::of(sql));
            match form {
                Form::Checksum => prop_assert!(found.text().is_err()),
                Form::Sql | Form::Both => prop_assert_eq!(found.text(), Ok(sql.as_str())),
            }
        }
    }

    #[test]
    fn a_name_that_is_there_twice_is_refused(
        migrations in migrations(),
        twice in (name(), any_text(), any_text(), form()),
        places in any::<[Index; 2]>(),
    ) {
        let (name, one, other, form) = twice;
        let mut list = entries(&migrations);
        for (index, sql) in places.iter().zip([one, other]) {
            list.insert(index.index(list.len() + 1), entry(&name, &sql, form));
        }
        let refused = Bundle::parse(&Value::from(list).to_string()).unwrap_err();
        prop_assert!(matches!(&refused, Error::Name { message } if message.contains("twice")), "{refused}");
    }

    #[test]
    fn a_name_that_no_folder_can_have_is_refused(migrations in migrations(), bad in bad_name(), index in any::<Index>()) {
        let mut list = entries(&migrations);
        list.insert(index.index(list.len() + 1), entry(&bad, "", Form::Sql));
        let refused = Bundle::parse(&Value::from(list).to_string()).unwrap_err();
        prop_assert!(matches!(refused, Error::Name { .. }), "{refused}");
        prop_assert!(is_complete(&refused.report()));
    }

    #[test]
    fn a_checksum_of_another_text_is_refused(name in name(), sql in any_text(), other in any_text()) {
        prop_assume!(sql != other);
        let list = json!([{ "name": name, "sql": sql, "checksum": checksum::of(&other) }]);
        let refused = Bundle::parse(&list.to_string()).unwrap_err();
        let named = matches!(&refused, Error::Checksum { name: of, .. } if *of == name);
        prop_assert!(named, "{refused}");
    }
}

// -------------------------------------------------------------------- checksums

proptest! {
    #![proptest_config(config())]

    #[test]
    fn a_checksum_has_the_form_of_one(text in any_text()) {
        prop_assert!(checksum::is_valid(&checksum::of(&text)));
        prop_assert!(!checksum::is_valid(&text));
    }

    #[test]
    fn line_endings_do_not_matter(lines in vec("[^\r\n]{0,8}", 1..6), crlf in any::<[bool; 6]>()) {
        let mixed: String = lines
            .iter()
            .zip(crlf)
            .map(|(line, crlf)| format!("{line}{}", if crlf { "\r\n" } else { "\n" }))
            .collect();
        let (unix, dos) = (lines.join("\n") + "\n", lines.join("\r\n") + "\r\n");
        for recorded in [&unix, &dos] {
            for text in [&unix, &dos, &mixed] {
                prop_assert!(checksum::matches(&checksum::of(recorded), text));
            }
        }
        prop_assert!(checksum::matches(&checksum::of(&mixed), &mixed));
    }

    #[test]
    fn any_other_character_that_changes_does_matter(
        text in any_text(),
        index in any::<Index>(),
        new in any::<char>().prop_filter("a change other than that of a line ending", |c| *c != '\r'),
        kind in 0..3,
    ) {
        let mut edited: Vec<char> = text.chars().collect();
        let at = index.index(edited.len() + 1);
        match (kind, edited.get(at).copied()) {
            (0, Some(old)) if old != '\r' => {
                edited.remove(at);
            }
            (1, Some(old)) if old != '\r' && old != new => edited[at] = new,
            _ => edited.insert(at, new),
        }
        let edited: String = edited.into_iter().collect();
        prop_assert!(!checksum::matches(&checksum::of(&text), &edited), "{edited:?}");
    }
}

// -------------------------------------------------------------------- history

/// A bundle against a history: for each migration whether the bundle has it, and how it is recorded.
#[derive(Debug, Clone)]
struct Case {
    json: String,
    /// The same, with checksums instead of texts.
    asked: String,
    recorded: Vec<Recorded>,
}

impl Case {
    fn diagnosis(&self) -> Vec<(String, State)> {
        diagnosis(&self.json, &self.recorded)
    }
}

fn standing() -> impl Strategy<Value = Standing> {
    use Standing::*;
    prop_oneof![
        4 => Just(Applied),
        1 => select(vec![Baselined, Running, Failed, RolledBack]),
    ]
}

fn text_of(name: &str) -> String {
    format!("SELECT '{name}';\n")
}

/// What happened to one name: whether the bundle has it; how it is recorded, with another text or
/// with other line endings; and where its row stands.
type Fate = (bool, Option<(Standing, bool, bool)>, u32);

fn case_of(fates: Vec<Fate>) -> Case {
    let (mut bundled, mut asked, mut rows) = (Vec::new(), Vec::new(), Vec::new());
    for (i, (in_bundle, recorded, place)) in fates.into_iter().enumerate() {
        let name = format!("{i:02}_m");
        let sql = text_of(&name);
        if in_bundle {
            bundled.push(entry(&name, &sql, Form::Sql));
            asked.push(entry(&name, &sql, Form::Checksum));
        }
        if let Some((standing, edited, dos)) = recorded {
            let text = match (edited, dos) {
                (true, _) => "SELECT 'another';\n".to_string(),
                (false, true) => sql.replace('\n', "\r\n"),
                (false, false) => sql,
            };
            let checksum = checksum::of(&text);
            rows.push((
                place,
                Recorded {
                    name,
                    checksum,
                    standing,
                },
            ));
        }
    }
    rows.sort_by_key(|(place, _)| *place);
    Case {
        json: Value::from(bundled).to_string(),
        asked: Value::from(asked).to_string(),
        recorded: rows.into_iter().map(|(_, r)| r).collect(),
    }
}

fn case() -> impl Strategy<Value = Case> {
    let rarely = || prop::bool::weighted(0.15);
    let recorded = prop::option::of((standing(), rarely(), rarely()));
    vec((prop::bool::weighted(0.8), recorded, any::<u32>()), 0..12).prop_map(case_of)
}

/// The text that the history keeps of a recorded migration.
fn kept(case: &Case, name: &str) -> Option<String> {
    let sql = text_of(name);
    let dos = sql.replace('\n', "\r\n");
    let row = case.recorded.iter().find(|r| r.name == name)?;
    [sql, dos, "SELECT 'another';\n".into()]
        .into_iter()
        .find(|text| checksum::of(text) == row.checksum)
}

fn diagnosis(json: &str, recorded: &[Recorded]) -> Vec<(String, State)> {
    let bundle = Bundle::parse(json).unwrap();
    let lines = diagnose(&bundle, recorded, &|_| None);
    let name = |l: &Line| history::name(l, &bundle, recorded).into_owned();
    lines.iter().map(|l| (name(l), l.state)).collect()
}

fn todo(json: &str, recorded: &[Recorded]) -> Result<Vec<usize>, Error> {
    let bundle = Bundle::parse(json).unwrap();
    let lines = diagnose(&bundle, recorded, &|_| None);
    history::pending(&lines, &bundle, recorded, Allowed { missing: true })
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn every_migration_is_in_the_diagnosis_exactly_once(case in case()) {
        let bundle = Bundle::parse(&case.json).unwrap();
        let lines = diagnose(&bundle, &case.recorded, &|_| None);
        let bundled: Vec<usize> = lines.iter().filter_map(|l| l.bundled).collect();
        prop_assert_eq!(bundled, (0..bundle.migrations.len()).collect::<Vec<_>>());
        let mut recorded: Vec<usize> = lines.iter().filter_map(|l| l.recorded).collect();
        recorded.sort_unstable();
        prop_assert_eq!(recorded, (0..case.recorded.len()).collect::<Vec<_>>());
        for line in &lines {
            if let (Some(b), Some(r)) = (line.bundled, line.recorded) {
                prop_assert_eq!(bundle.migrations[b].name.as_ref(), &case.recorded[r].name);
            }
        }
    }

    #[test]
    fn what_only_the_history_has_comes_last_by_name(case in case()) {
        let bundle = Bundle::parse(&case.json).unwrap();
        let lines = diagnose(&bundle, &case.recorded, &|_| None);
        let (known, others) = lines.split_at(bundle.migrations.len());
        prop_assert!(known.iter().all(|l| l.bundled.is_some()));
        prop_assert!(others.iter().all(|l| l.bundled.is_none()));
        prop_assert!(others
            .iter()
            .map(|l| history::name(l, &bundle, &case.recorded))
            .is_sorted());
    }

    #[test]
    fn a_state_says_what_bundle_and_history_say(case in case()) {
        let bundle = Bundle::parse(&case.json).unwrap();
        let lines = diagnose(&bundle, &case.recorded, &|_| None);
        for line in &lines {
            let row = line.recorded.map(|r| &case.recorded[r]);
            let standing = row.map(|r| r.standing);
            let expected: &[State] = match (line.bundled, standing) {
                (Some(_), None) => &[State::Pending, State::OutOfOrder],
                (_, Some(Standing::Running | Standing::Failed)) => &[State::Failed],
                (_, Some(Standing::RolledBack)) => &[State::RolledBack],
                (Some(_), Some(Standing::Applied)) => &[State::Applied, State::Edited],
                (Some(_), Some(Standing::Baselined)) => &[State::Baselined, State::Edited],
                (None, _) => &[State::Missing],
            };
            prop_assert!(expected.contains(&line.state), "{line:?} of {row:?}");
            if let (Some(b), Some(row), true) = (line.bundled, row, standing.is_some_and(Standing::is_done)) {
                let same = checksum::matches(&row.checksum, bundle.migrations[b].text().unwrap());
                prop_assert_eq!(line.state != State::Edited, same);
            }
        }
    }

    #[test]
    fn out_of_order_is_what_has_a_done_one_behind_it(case in case()) {
        let bundle = Bundle::parse(&case.json).unwrap();
        let lines = diagnose(&bundle, &case.recorded, &|_| None);
        let bundled = &lines[..bundle.migrations.len()];
        let done = |l: &Line| matches!(l.state, State::Applied | State::Baselined | State::Edited);
        for (i, line) in bundled.iter().enumerate() {
            let overtaken = bundled[i..].iter().any(done);
            match line.state {
                State::OutOfOrder => prop_assert!(overtaken),
                State::Pending => prop_assert!(!overtaken),
                _ => {}
            }
        }
    }

    #[test]
    fn the_order_of_the_recorded_rows_does_not_matter(case in case(), seed in any::<u32>()) {
        let mut other = case.clone();
        other.recorded.sort_by_key(|r| checksum::of(&format!("{seed}{}", r.name)));
        prop_assert_eq!(case.diagnosis(), other.diagnosis());
    }

    #[test]
    fn asking_with_checksums_gives_the_same_answer(case in case()) {
        let bundle = Bundle::parse(&case.asked).unwrap();
        let lines = diagnose(&bundle, &case.recorded, &|name| kept(&case, name));
        let states: Vec<State> = lines.iter().map(|l| l.state).collect();
        let expected: Vec<State> = case.diagnosis().into_iter().map(|(_, s)| s).collect();
        prop_assert_eq!(states, expected);
    }

    #[test]
    fn where_all_are_applied_nothing_is_pending(migrations in migrations()) {
        let json = Value::from(entries(&migrations)).to_string();
        let applied = |(name, sql, _): &(String, String, Form)| Recorded {
            name: name.clone(),
            checksum: checksum::of(sql),
            standing: Standing::Applied,
        };
        let recorded: Vec<Recorded> = migrations.iter().map(applied).collect();
        prop_assert!(diagnosis(&json, &recorded).iter().all(|(_, s)| *s == State::Applied));
        prop_assert_eq!(todo(&json, &recorded), Ok(vec![]));
    }

    #[test]
    fn where_nothing_is_recorded_all_are_pending(migrations in migrations()) {
        let json = Value::from(entries(&migrations)).to_string();
        prop_assert!(diagnosis(&json, &[]).iter().all(|(_, s)| *s == State::Pending));
        prop_assert_eq!(todo(&json, &[]), Ok((0..migrations.len()).collect()));
    }

    #[test]
    fn a_deployment_is_refused_exactly_when_something_is_wrong(case in case()) {
        let states: Vec<State> = case.diagnosis().into_iter().map(|(_, s)| s).collect();
        match todo(&case.json, &case.recorded) {
            Ok(pending) => {
                prop_assert!(!states.contains(&State::Failed) && !states.contains(&State::Edited));
                let expected: Vec<usize> = (0..states.len()).filter(|i| {
                    states[*i].is_pending() && *i < Bundle::parse(&case.json).unwrap().migrations.len()
                }).collect();
                prop_assert_eq!(pending, expected);
            }
            Err(Error::Failed { .. }) => prop_assert!(states.contains(&State::Failed)),
            Err(Error::Edited { names }) => {
                let count = states.iter().filter(|s| **s == State::Edited).count();
                prop_assert_eq!(names.len(), count);
            }
            Err(other) => prop_assert!(false, "{other}"),
        }
    }

    #[test]
    fn applying_what_is_pending_leaves_nothing_pending(case in case()) {
        let Ok(pending) = todo(&case.json, &case.recorded) else {
            return Ok(());
        };
        let bundle = Bundle::parse(&case.json).unwrap();
        let mut recorded = case.recorded.clone();
        for i in pending {
            let migration = &bundle.migrations[i];
            recorded.retain(|r| r.name != migration.name);
            recorded.push(Recorded {
                name: migration.name.to_string(),
                checksum: migration.checksum.to_string(),
                standing: Standing::Applied,
            });
        }
        prop_assert_eq!(todo(&case.json, &recorded), Ok(vec![]));
    }

    #[test]
    fn a_missing_migration_stops_a_deployment_that_does_not_allow_it(case in case()) {
        let bundle = Bundle::parse(&case.json).unwrap();
        let lines = diagnose(&bundle, &case.recorded, &|_| None);
        let strict = history::pending(&lines, &bundle, &case.recorded, Allowed::default());
        let missing = lines.iter().any(|l| l.state == State::Missing);
        if missing || strict.is_err() {
            prop_assert!(strict.is_err_and(|e| is_complete(&e.report())));
        } else {
            prop_assert_eq!(strict, todo(&case.json, &case.recorded));
        }
    }
}

// -------------------------------------------------------------------- plans

/// Names and values that the statements below have in common, so that they meet.
fn shared() -> impl Strategy<Value = String> {
    select(vec!["mood", "t", "v", "happy", "", "Ä"]).prop_map(str::to_string)
}

fn nature() -> impl Strategy<Value = Nature> {
    prop_oneof![
        select(vec![
            Nature::Plain,
            Nature::Data,
            Nature::Begin,
            Nature::Commit,
            Nature::Control,
            Nature::NonTransactional("VACUUM"),
            Nature::CopyIn,
            Nature::CopyOut,
        ]),
        (prop::option::of(any_text()), prop::option::of(shared()))
            .prop_map(|(code, procedure)| Nature::Code { code, procedure }),
        (shared(), any_text()).prop_map(|(name, body)| Nature::Procedure { name, body }),
        (shared(), shared()).prop_map(|(enum_name, value)| Nature::AddValue { enum_name, value }),
        shared().prop_map(|enum_name| Nature::CreateEnum { enum_name }),
    ]
}

fn statement_text() -> impl Strategy<Value = String> {
    const SHAPES: &[&str] = &[
        "ALTER TYPE mood RENAME TO t",
        "ALTER TYPE mood RENAME VALUE 'v' TO 'happy'",
        "rename",
        "ALTER TYPE rename",
        "INSERT INTO t VALUES ('v')",
        "CREATE TABLE IF NOT EXISTS a.t (m mood)",
        "CREATE TABLE",
        "DROP TYPE mood",
        "SELECT $a$ 'happy' $b$ 'v' $b$ $a$, mood",
        "CREATE FUNCTION f() LANGUAGE sql AS $$ SELECT 'v'::mood $$",
    ];
    prop_oneof![select(SHAPES).prop_map(str::to_string), any_text()]
}

/// A name, a text, and its statements: the parser's offsets are on character boundaries and in order.
type Parsed = (String, String, Vec<Statement>);

fn parsed() -> impl Strategy<Value = Parsed> {
    const TAGS: &[&str] = &[
        "ALTER TYPE",
        "CREATE TABLE",
        "CREATE VIEW",
        "ALTER TABLE",
        "DROP TYPE",
        "INSERT",
        "SELECT",
        "SET",
        "CREATE FUNCTION",
        "COMMENT",
        "BEGIN",
        "COMMIT",
        "DO",
        "TABLE",
        "",
    ];
    let statement = (statement_text(), select(TAGS), nature());
    (name(), vec(statement, 0..8)).prop_map(|(name, parts)| {
        let (mut text, mut statements) = (String::new(), Vec::new());
        for (sql, tag, nature) in parts {
            let start = text.len();
            text.push_str(&sql);
            let end = text.len();
            text.push_str(";\n");
            statements.push(Statement {
                start,
                end,
                tag,
                nature,
            });
        }
        (name, text, statements)
    })
}

fn scripts(parsed: &[Parsed]) -> Vec<Script<'_>> {
    parsed
        .iter()
        .map(|(name, text, statements)| Script {
            name,
            text,
            statements: statements.clone(),
        })
        .collect()
}

fn around() -> impl Strategy<Value = Surroundings> {
    (hash_map(shared(), vec(shared(), 0..3), 0..3), any::<bool>()).prop_map(
        |(enum_users, new_enums_usable): (HashMap<_, _>, _)| Surroundings {
            enum_users,
            new_enums_usable,
        },
    )
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn every_obstacle_is_a_statement_of_the_scripts_in_their_order(parsed in vec(parsed(), 0..4), around in around()) {
        let scripts = scripts(&parsed);
        let found = obstacles(&scripts, &around);
        let mut rest = found.iter().enumerate().peekable();
        for script in &scripts {
            for i in script.body() {
                let is_it = |(_, o): &(usize, &Obstacle)| {
                    (o.migration.as_str(), o.statement) == (script.name, i + 1)
                };
                if let Some((n, obstacle)) = rest.next_if(is_it) {
                    let line = place(script.text, script.statements[i].start).line;
                    prop_assert!(obstacle.line == line || n >= SHOWN);
                    prop_assert!(obstacle.to_string().contains(script.name));
                    prop_assert_eq!(obstacle.why.sqlstate().len(), 5);
                }
            }
        }
        prop_assert_eq!(rest.next(), None);
    }

    #[test]
    fn plain_statements_are_no_obstacle(mut parsed in vec(parsed(), 0..4), around in around()) {
        for (_, _, statements) in &mut parsed {
            statements.iter_mut().for_each(|s| s.nature = Nature::Plain);
        }
        prop_assert_eq!(obstacles(&scripts(&parsed), &around), vec![]);
    }

    #[test]
    fn what_no_transaction_can_hold_is_always_an_obstacle(parsed in vec(parsed(), 0..4), around in around()) {
        let scripts = scripts(&parsed);
        let cannot = |s: &Script<'_>| {
            let never = |i: &usize| matches!(
                s.statements[*i].nature,
                Nature::NonTransactional(_) | Nature::Begin | Nature::Commit | Nature::Control
            );
            s.body().filter(never).count()
        };
        let expected: usize = scripts.iter().map(cannot).sum();
        let found = obstacles(&scripts, &around);
        let found = found.iter().filter(|o| {
            use migrate_core::plan::Why::*;
            matches!(o.why, NonTransactional(_) | Control(_))
        });
        prop_assert_eq!(found.count(), expected);
    }

    #[test]
    fn a_failure_can_be_reported_wherever_the_server_points((name, text, statements) in parsed(), position in prop::option::of(1usize..500)) {
        let script = Script { name: &name, text: &text, statements };
        let cause = || Cause { report: Report::new("42601", "no"), position };
        let all = (0..script.statements.len()).map(|i| Failure::new(&script, i, cause()));
        let others = [
            Failure::syntax(&script, cause()),
            Failure::before(&script, cause()),
            Failure::at_end(&script, cause()),
        ];
        for failure in all.chain(others) {
            let report = failure.report("Next.");
            prop_assert!(failure.offset <= text.len());
            prop_assert!(report.message.contains(&name) && is_complete(&report));
        }
    }
}
