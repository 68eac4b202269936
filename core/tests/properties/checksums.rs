//! Checksums.

use crate::config;
use crate::sql::*;
use migrate_core::checksum;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::Index;

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
