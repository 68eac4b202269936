//! What stands in the way of one transaction, and failures.

use crate::bundles::*;
use crate::config;
use crate::sql::*;
use migrate_core::failure::{Cause, Failure};
use migrate_core::locate::place;
use migrate_core::plan::{obstacles, Obstacle, Script, Surroundings, SHOWN};
use migrate_core::statement::{Nature, Statement};
use migrate_core::Report;
use proptest::collection::{hash_map, vec};
use proptest::prelude::*;
use proptest::sample::select;

/// Names and values that the statements below have in common, so that they meet.
pub fn shared() -> impl Strategy<Value = String> {
    select(vec!["mood", "t", "v", "happy", "", "Ä"]).prop_map(str::to_string)
}

pub fn nature() -> impl Strategy<Value = Nature> {
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
    ]
}

pub fn statement_text() -> impl Strategy<Value = String> {
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
pub type Parsed = (String, String, Vec<Statement>);

pub fn parsed() -> impl Strategy<Value = Parsed> {
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

pub fn scripts(parsed: &[Parsed]) -> Vec<Script<'_>> {
    parsed
        .iter()
        .map(|(name, text, statements)| Script {
            name,
            text,
            statements: statements.clone(),
        })
        .collect()
}

pub fn around() -> impl Strategy<Value = Surroundings> {
    hash_map(shared(), vec(shared(), 0..3), 0..3).prop_map(|enum_users| Surroundings { enum_users })
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
