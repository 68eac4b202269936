//! Any text as SQL: its tokens, the prepared text, and the places and excerpts of all of them.

#![no_main]

use libfuzzer_sys::fuzz_target;
use migrate_core::locate::{char_offset, excerpt, place};
use migrate_core::sqltext::{prepare, tokens, Kind};
use migrate_core::statement::ends_transactions;

fuzz_target!(|sql: &str| {
    let mut behind = 0;
    for token in tokens(sql) {
        assert!(behind <= token.start && token.start < token.end);
        let text = &sql[token.start..token.end];
        if let Kind::Dollar(body, start) = token.kind {
            assert_eq!(&sql[start..start + body.len()], body);
            assert!(text.contains(body));
        }
        behind = token.end;
    }
    assert!(sql.get(behind..).is_some());
    ends_transactions(sql);

    let unmarked = sql.strip_prefix('\u{feff}').unwrap_or(sql);
    match prepare("m", sql) {
        Ok(prepared) => {
            assert_eq!(prepared.len(), unmarked.len());
            let same = |(new, old): (u8, u8)| new == old || new == b' ';
            assert!(prepared.bytes().zip(unmarked.bytes()).all(same));
        }
        Err(error) => assert!(!error.report().message.is_empty()),
    }

    // Offsets within characters and behind the end too.
    for offset in [0, behind / 2, behind / 3, behind, sql.len(), sql.len() + 1] {
        let at = place(sql, offset);
        assert!(at.line >= 1 && at.column >= 1);
        let shown = excerpt(sql, offset, 3);
        assert!(shown.split('\n').count() <= 7);
        assert!(sql.is_char_boundary(char_offset(sql, 0, offset)));
    }
});
