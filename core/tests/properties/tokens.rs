//! Tokens.

use crate::config;
use crate::sql::*;
use migrate_core::sqltext::{tokens, Kind};
use migrate_core::statement::ends_transactions;
use proptest::prelude::*;
use proptest::sample::select;

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
}
