//! The states of a history.

use crate::bundles::*;
use crate::config;
use migrate_core::bundle::Bundle;
use migrate_core::checksum;
use migrate_core::error::Error;
use migrate_core::history::{self, diagnose, Allowed, Line, Recorded, Standing, State};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::Value;

/// A bundle against a history: for each migration whether the bundle has it, and how it is recorded.
#[derive(Debug, Clone)]
pub struct Case {
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

pub fn standing() -> impl Strategy<Value = Standing> {
    use Standing::*;
    prop_oneof![
        4 => Just(Applied),
        1 => select(vec![Baselined, Running, Failed, RolledBack]),
    ]
}

pub fn text_of(name: &str) -> String {
    format!("SELECT '{name}';\n")
}

/// What happened to one name: whether the bundle has it; how it is recorded, with another text or
/// with other line endings; and where its row stands.
pub type Fate = (bool, Option<(Standing, bool, bool)>, u32);

pub fn case_of(fates: Vec<Fate>) -> Case {
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

pub fn case() -> impl Strategy<Value = Case> {
    let rarely = || prop::bool::weighted(0.15);
    let recorded = prop::option::of((standing(), rarely(), rarely()));
    vec((prop::bool::weighted(0.8), recorded, any::<u32>()), 0..12).prop_map(case_of)
}

/// The text that the history keeps of a recorded migration.
pub fn kept(case: &Case, name: &str) -> Option<String> {
    let sql = text_of(name);
    let dos = sql.replace('\n', "\r\n");
    let row = case.recorded.iter().find(|r| r.name == name)?;
    [sql, dos, "SELECT 'another';\n".into()]
        .into_iter()
        .find(|text| checksum::of(text) == row.checksum)
}

pub fn diagnosis(json: &str, recorded: &[Recorded]) -> Vec<(String, State)> {
    let bundle = Bundle::parse(json).unwrap();
    let lines = diagnose(&bundle, recorded, &|_| None);
    let name = |l: &Line| history::name(l, &bundle, recorded).into_owned();
    lines.iter().map(|l| (name(l), l.state)).collect()
}

pub fn todo(json: &str, recorded: &[Recorded]) -> Result<Vec<usize>, Error> {
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
            Err(Error::Edited { names, .. }) => {
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
