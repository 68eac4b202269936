//! Texts made ready for the parser.

use crate::config;
use crate::sql::*;
use migrate_core::error::{Error, TextFault};
use migrate_core::locate::place;
use migrate_core::sqltext::prepare;
use proptest::prelude::*;
use proptest::sample::Index;

proptest! {
    #![proptest_config(config())]

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
}
