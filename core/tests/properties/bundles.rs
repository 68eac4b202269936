//! Bundles.

use crate::config;
use crate::sql::*;
use migrate_core::bundle::{Bundle, MAX_NAME};
use migrate_core::error::Error;
use migrate_core::{checksum, Report};
use proptest::collection::{hash_map, vec};
use proptest::prelude::*;
use proptest::sample::{select, Index};
use serde_json::{json, Value};

/// What a folder can be called.
pub fn name() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => "[0-9]{1,3}_[a-zA-Zé]{1,6}",
        1 => "[^\\p{Cc}/\\\\]{1,20}",
    ]
    .prop_filter("the name of a folder", |name| {
        name.trim() == name && name != "." && name != ".."
    })
}

pub fn bad_name() -> impl Strategy<Value = String> {
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
pub enum Form {
    Sql,
    Checksum,
    Both,
}

pub fn form() -> impl Strategy<Value = Form> {
    select(vec![Form::Sql, Form::Checksum, Form::Both])
}

pub fn entry(name: &str, sql: &str, form: Form) -> Value {
    match form {
        Form::Sql => json!({ "name": name, "sql": sql }),
        Form::Checksum => json!({ "checksum": checksum::of(sql), "name": name }),
        Form::Both => json!({ "name": name, "checksum": checksum::of(sql), "sql": sql }),
    }
}

/// Distinct migrations in no order: name, text, form.
pub fn migrations() -> impl Strategy<Value = Vec<(String, String, Form)>> {
    hash_map(name(), (any_text(), form()), 0..8)
        .prop_map(|map| map.into_iter().map(|(n, (s, f))| (n, s, f)).collect())
}

pub fn entries(migrations: &[(String, String, Form)]) -> Vec<Value> {
    let entry = |(name, sql, form): &(String, String, Form)| entry(name, sql, *form);
    migrations.iter().map(entry).collect()
}

/// JSON with every character beyond ASCII written as an escape, as many clients do.
pub fn escaped(json: &Value) -> String {
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
pub fn near_json() -> impl Strategy<Value = String> {
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
pub fn is_complete(report: &Report) -> bool {
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
