//! Prisma's own history: what the rows of `_prisma_migrations` say, and how that stands to ours.

use crate::checksum;
use crate::history::{Recorded, Standing};
use std::collections::HashMap;

/// A row: one attempt at a migration. Times are the server's microseconds.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Attempt {
    pub name: String,
    pub checksum: String,
    pub started: i64,
    pub finished: Option<i64>,
    pub rolled_back: bool,
    pub logs: Option<String>,
}

impl Attempt {
    /// Prisma writes a log when it fails: without one it is at work, or was killed there.
    fn standing(&self) -> Standing {
        match (self.rolled_back, self.finished, &self.logs) {
            (true, ..) => Standing::RolledBack,
            (false, Some(_), _) => Standing::Applied,
            (false, None, Some(_)) => Standing::Failed,
            (false, None, None) => Standing::Running,
        }
    }
}

/// How each migration stands by all of its attempts: the one that decides, in the order in which
/// these were begun. An open attempt blocks whatever others say; a finished one outlives those that
/// were rolled back.
pub fn standing(mut attempts: Vec<Attempt>) -> Vec<(Attempt, Standing)> {
    let weight = |standing| match standing {
        Standing::Failed | Standing::Running => 2,
        Standing::Applied => 1,
        _ => 0,
    };
    attempts.sort_by_key(|attempt| attempt.started);
    let mut decisive: HashMap<String, (Attempt, Standing)> = HashMap::new();
    for attempt in attempts {
        let standing = attempt.standing();
        let outweighed = |(_, other): &(Attempt, Standing)| weight(*other) > weight(standing);
        if !decisive.get(&attempt.name).is_some_and(outweighed) {
            decisive.insert(attempt.name.clone(), (attempt, standing));
        }
    }
    let mut list: Vec<_> = decisive.into_values().collect();
    list.sort_by(|(a, _), (b, _)| (a.started, &a.name).cmp(&(b.started, &b.name)));
    list
}

/// The two histories beside each other.
#[derive(Debug, Default)]
pub struct Gap {
    /// What Prisma's has and ours has not, or otherwise: as ours is to have it.
    pub news: Vec<(Attempt, Standing)>,
    /// Indexes into ours of what Prisma's lacks.
    pub lacking: Vec<usize>,
}

impl Gap {
    pub fn is_none(&self) -> bool {
        self.news.is_empty() && self.lacking.is_empty()
    }

    /// Whether Prisma has run something that ours does not know of.
    pub fn has_run(&self) -> bool {
        self.news.iter().any(|(_, standing)| standing.is_done())
    }
}

/// What each of the two has to learn of the other. Ours writes both, so where they disagree Prisma's
/// was written later.
pub fn gap(ours: &[Recorded], theirs: Vec<(Attempt, Standing)>) -> Gap {
    let mut unknown: HashMap<&str, usize> = ours
        .iter()
        .enumerate()
        .map(|(i, recorded)| (recorded.name.as_str(), i))
        .collect();
    let mut news = Vec::new();
    for (attempt, standing) in theirs {
        let recorded = unknown.remove(attempt.name.as_str()).map(|i| &ours[i]);
        if recorded.is_some_and(|ours| agree(ours, &attempt, standing)) {
            continue;
        }
        // What was recorded without running it stays so, with another text.
        let kept = recorded.filter(|ours| ours.standing.is_done() && standing.is_done());
        news.push((attempt, kept.map_or(standing, |ours| ours.standing)));
    }
    // Without a row a migration is pending in Prisma's eyes, and so it is when it was undone. Of what has
    // no text there is no folder, which Prisma would miss.
    let mut lacking: Vec<usize> = unknown
        .into_values()
        .filter(|i| ours[*i].standing != Standing::RolledBack && !ours[*i].is_textless())
        .collect();
    lacking.sort_unstable();
    Gap { news, lacking }
}

fn agree(ours: &Recorded, theirs: &Attempt, standing: Standing) -> bool {
    match standing {
        Standing::Failed | Standing::Running => ours.standing.is_open(),
        Standing::RolledBack => ours.standing == standing,
        _ => ours.standing.is_done() && checksum::same(&theirs.checksum, &ours.checksum),
    }
}

/// The line of a failed attempt's log that says why; none where it says nothing.
pub fn reason(logs: &str) -> Option<&str> {
    let lines = || logs.lines().map(str::trim).filter(|line| !line.is_empty());
    let server = lines().find(|line| line.starts_with("ERROR:"));
    let frame = |line: &&str| {
        !line.starts_with("A migration failed to apply") && *line != "external connector error"
    };
    server
        .or_else(|| lines().find(frame))
        .or_else(|| lines().next())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn attempt(name: &str, started: i64, finished: bool, rolled_back: bool) -> Attempt {
        Attempt {
            name: name.into(),
            checksum: checksum::of(name),
            started,
            finished: finished.then_some(started + 1),
            rolled_back,
            logs: None,
        }
    }

    fn recorded(name: &str, standing: Standing) -> Recorded {
        Recorded {
            name: name.into(),
            checksum: checksum::of(name),
            standing,
        }
    }

    #[test]
    fn an_open_attempt_counts_most_then_a_finished_one() {
        let rows = vec![
            attempt("retried", 5, true, false),
            attempt("retried", 1, false, true),
            attempt("undone", 2, false, true),
            attempt("open", 3, false, false),
            attempt("open", 4, true, false),
            attempt("finished, then undone", 6, true, true),
        ];
        let list: Vec<_> = standing(rows)
            .into_iter()
            .map(|(a, s)| (a.name, a.started, s))
            .collect();
        let expected = [
            ("undone", 2, Standing::RolledBack),
            ("open", 3, Standing::Running),
            ("retried", 5, Standing::Applied),
            ("finished, then undone", 6, Standing::RolledBack),
        ];
        assert_eq!(list, expected.map(|(n, t, s)| (n.to_string(), t, s)));
    }

    #[test]
    fn only_an_open_attempt_with_a_log_has_failed() {
        let mut open = attempt("a", 1, false, false);
        assert_eq!(open.standing(), Standing::Running);
        open.logs = Some(String::new());
        assert_eq!(open.standing(), Standing::Failed);
    }

    #[test]
    fn each_learns_what_it_does_not_know() {
        let ours = [
            recorded("both", Standing::Applied),
            recorded("recorded", Standing::Baselined),
            recorded("ours", Standing::Applied),
            recorded("running", Standing::Running),
            recorded("undone", Standing::RolledBack),
            recorded("resolved by Prisma", Standing::Failed),
            recorded("edited", Standing::Baselined),
        ];
        let mut edited = attempt("edited", 6, true, false);
        edited.checksum = checksum::of("other");
        let rows = vec![
            attempt("both", 1, true, false),
            attempt("recorded", 2, true, false),
            attempt("running", 3, false, false),
            attempt("theirs", 4, true, false),
            attempt("resolved by Prisma", 5, false, true),
            edited,
        ];
        let gap = gap(&ours, standing(rows));
        let news: Vec<_> = gap
            .news
            .iter()
            .map(|(a, s)| (a.name.as_str(), *s))
            .collect();
        assert_eq!(
            news,
            [
                ("theirs", Standing::Applied),
                ("resolved by Prisma", Standing::RolledBack),
                ("edited", Standing::Baselined),
            ]
        );
        assert_eq!(gap.lacking, [2]);
        assert!(gap.has_run() && !gap.is_none());
    }

    #[test]
    fn a_checksum_of_old_versions_is_no_difference() {
        let mut row = attempt("c", 1, true, false);
        row.checksum = checksum::unpadded(&row.checksum);
        assert!(row.checksum.len() < checksum::LENGTH);
        assert!(gap(&[recorded("c", Standing::Applied)], standing(vec![row])).is_none());
    }

    #[test]
    fn the_reason_is_the_servers_line_where_there_is_one() {
        let native = "A migration failed to apply. New migrations…\n\nMigration name: x\n\nDatabase error code: 42703\n\nDatabase error:\nERROR: column \"nope\" does not exist\n\nPosition:\n";
        assert_eq!(
            reason(native),
            Some("ERROR: column \"nope\" does not exist")
        );
        let adapter = "external connector error\nError accessing result set, column not found: nope\n   0: frame";
        assert_eq!(
            reason(adapter),
            Some("Error accessing result set, column not found: nope")
        );
        assert_eq!(
            reason("external connector error"),
            Some("external connector error")
        );
        assert_eq!(reason(" \n"), None);
    }
}
