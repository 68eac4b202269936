//! Places and excerpts.

use crate::config;
use crate::sql::*;
use migrate_core::locate::{char_offset, excerpt, place, Place};
use proptest::prelude::*;

proptest! {
    #![proptest_config(config())]

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
