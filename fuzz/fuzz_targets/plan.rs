//! Scripts as the server's parser might hand them over: the text says what its statements are.
//!
//! A line is a statement, its first two bytes choose tag and nature; a line `=` begins the next
//! migration.

#![no_main]

use libfuzzer_sys::fuzz_target;
use migrate_core::failure::{Cause, Failure};
use migrate_core::plan::{obstacles, Script, Surroundings, SHOWN};
use migrate_core::statement::{Nature, Statement};
use migrate_core::{Error, Report};
use std::collections::HashMap;

const TAGS: [&str; 12] = [
    "ALTER TYPE",
    "CREATE TABLE",
    "CREATE VIEW",
    "CREATE TYPE",
    "ALTER TABLE",
    "DROP TYPE",
    "INSERT",
    "SELECT",
    "SET",
    "CREATE FUNCTION",
    "COMMENT",
    "DO",
];

/// The last word of a text, where a statement has to name something.
fn last_word(text: &str) -> String {
    text.rsplit(' ').next().unwrap_or_default().into()
}

fn nature(choice: u8, text: &str) -> Nature {
    match choice % 13 {
        0 => Nature::Data,
        1 => Nature::Begin,
        2 => Nature::Commit,
        3 => Nature::Control,
        4 => Nature::NonTransactional("VACUUM"),
        5 => Nature::CopyIn,
        6 => Nature::Code {
            code: Some(text.into()),
            procedure: None,
        },
        7 => Nature::Code {
            code: None,
            procedure: Some(last_word(text)),
        },
        8 => Nature::Procedure {
            name: last_word(text),
            body: text.into(),
        },
        9 | 10 => Nature::AddValue {
            enum_name: "mood".into(),
            value: last_word(text),
        },
        _ => Nature::Plain,
    }
}

fn statements(text: &str) -> Vec<Statement> {
    let mut start = 0;
    let mut list = Vec::new();
    for line in text.split('\n') {
        if let (&[tag, choice, ..], Some(sql)) = (line.as_bytes(), line.get(2..)) {
            list.push(Statement {
                start: start + 2,
                end: start + line.len(),
                tag: TAGS[usize::from(tag) % TAGS.len()],
                nature: nature(choice, sql),
            });
        }
        start += line.len() + 1;
    }
    list
}

fuzz_target!(|input: &str| {
    let scripts: Vec<Script<'_>> = input
        .split("\n=\n")
        .map(|text| Script {
            name: "m",
            text,
            statements: statements(text),
        })
        .collect();
    let around = Surroundings {
        enum_users: HashMap::from([("mood".into(), vec!["t".into()])]),
    };
    let list = obstacles(&scripts, &around);
    for (i, obstacle) in list.iter().enumerate() {
        assert!(obstacle.statement >= 1);
        assert!(obstacle.line >= 1 || i >= SHOWN);
    }
    if !list.is_empty() {
        let pending = scripts.len();
        assert!(!Error::Obstacles { list, pending }
            .report()
            .message
            .is_empty());
    }
    for script in &scripts {
        for statement in 0..script.statements.len() {
            let cause = Cause {
                report: Report::new("42601", "no"),
                position: Some(1 + input.len() / 2),
            };
            let report = Failure::new(script, statement, cause).report("Next.");
            assert!(!report.message.is_empty());
        }
    }
});
