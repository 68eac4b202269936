//! A history and a bundle that have gone different ways: Prisma's `historiesDiverge`. Where only one
//! has more than the other, that one is ahead (`databaseIsBehind`, `migrationsDirectoryIsBehind`).

use crate::bundle::Bundle;
use crate::history::{name, Line, Recorded, State};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Divergence {
    /// The one before the first that only the bundle has; None if that is its first.
    pub last_common: Option<String>,
    pub only_bundled: Vec<String>,
    pub only_recorded: Vec<String>,
}

impl Divergence {
    /// None if at most one of the two has more than the other.
    pub fn of(lines: &[Line], bundle: &Bundle<'_>, recorded: &[Recorded]) -> Option<Self> {
        let is_new = |line: &Line| matches!(line.state, State::Pending | State::OutOfOrder);
        let names = |of: &dyn Fn(&Line) -> bool| -> Vec<String> {
            let lines = lines.iter().filter(|line| of(line));
            lines
                .map(|line| name(line, bundle, recorded).into_owned())
                .collect()
        };
        let only_bundled = names(&is_new);
        let only_recorded = names(&|line| line.state == State::Missing);
        let first = lines.iter().find(|line| is_new(line))?.bundled?;
        let last_common = first.checked_sub(1).map(|i| &bundle.migrations[i].name);
        (!only_recorded.is_empty()).then(|| Divergence {
            last_common: last_common.map(|name| name.to_string()),
            only_bundled,
            only_recorded,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::history::{diagnose, Standing};

    fn of(bundled: &[&str], applied: &[&str]) -> Option<Divergence> {
        let entries = bundled
            .iter()
            .map(|n| serde_json::json!({"name": n, "sql": ""}));
        let json = serde_json::Value::from_iter(entries).to_string();
        let bundle = Bundle::parse(&json).unwrap();
        let recorded = applied.iter().map(|name| Recorded {
            name: (*name).into(),
            checksum: crate::checksum::of(""),
            standing: Standing::Applied,
        });
        let recorded: Vec<Recorded> = recorded.collect();
        let lines = diagnose(&bundle, &recorded, &|_| None);
        Divergence::of(&lines, &bundle, &recorded)
    }

    #[test]
    fn the_last_common_one_is_before_the_first_that_is_not_recorded() {
        assert_eq!(
            of(&["1", "2", "4", "5"], &["1", "2", "3"]),
            Some(Divergence {
                last_common: Some("2".into()),
                only_bundled: vec!["4".into(), "5".into()],
                only_recorded: vec!["3".into()],
            })
        );
        assert_eq!(of(&["1"], &["2"]).unwrap().last_common, None);
    }

    #[test]
    fn being_ahead_is_no_divergence() {
        assert_eq!(of(&["1", "2"], &["1"]), None);
        assert_eq!(of(&["1"], &["1", "2"]), None);
        assert_eq!(of(&["1"], &["1"]), None);
    }
}
