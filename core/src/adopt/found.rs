//! From the rows of a tool's table to migrations as the history is to have them.

use super::names::{clean, stem};
use super::{Evidence, Origin, Tool};
use crate::history::{Recorded, Standing};

/// A row of a tool's table. What the table has no column for is none.
#[derive(Debug, Clone, Default)]
pub struct Row {
    pub version: Option<String>,
    /// A description, a name or a file.
    pub label: Option<String>,
    /// When it was run, and how long it took, in the server's microseconds.
    pub at: Option<i64>,
    pub took: Option<i64>,
    pub failed: bool,
    pub checksum: Option<String>,
    pub by: Option<String>,
    /// Flyway's type.
    pub kind: Option<String>,
}

/// A migration that a tool's table knows of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The best name that the table gives it.
    pub name: String,
    /// In place of a checksum of ours.
    pub origin: String,
    pub standing: Standing,
    pub started: Option<i64>,
    pub finished: Option<i64>,
    pub by: Option<String>,
}

impl Found {
    pub fn recorded(&self) -> Recorded {
        Recorded {
            name: self.name.clone(),
            checksum: self.origin.clone(),
            standing: self.standing,
        }
    }
}

/// The migrations that the rows, in the order in which they were written, tell of.
pub fn found(tool: Tool, rows: Vec<Row>) -> Vec<Found> {
    let mut list: Vec<(Row, Found)> = Vec::with_capacity(rows.len());
    for row in rows {
        let kind = row.kind.as_deref().unwrap_or_default();
        if kind == "SCHEMA" {
            continue;
        }
        let is_undone = kind == "DELETE" || kind.contains("UNDO");
        let found = of_row(tool, &row);
        // Flyway writes a row for each attempt, the last one counts; of others a name comes once.
        list.retain(|(before, known)| {
            let same_version = tool == Tool::Flyway
                && row.version.is_some()
                && row.version == before.version
                && (kind == "BASELINE") == (before.kind.as_deref() == Some("BASELINE"));
            !same_version && known.name != found.name
        });
        if !is_undone {
            list.push((row, found));
        }
    }
    list.into_iter().map(|(_, found)| found).collect()
}

fn of_row(tool: Tool, row: &Row) -> Found {
    let version = row.version.as_deref().unwrap_or_default();
    let label = row.label.as_deref().unwrap_or_default();
    let is_baseline = row
        .kind
        .as_deref()
        .is_some_and(|kind| kind.contains("BASELINE"));
    let name = match tool {
        Tool::Sqlx if !label.is_empty() => format!("{version}_{}", label.replace(' ', "_")),
        Tool::Flyway if row.kind.as_deref() == Some("BASELINE") => {
            format!("flyway_baseline_{version}")
        }
        Tool::Flyway => script(label).into(),
        Tool::NodePgMigrate => label.into(),
        _ => version.into(),
    };
    let evidence = match &row.checksum {
        _ if tool.has_last_only() || is_baseline => Evidence::UpTo(version),
        Some(sum) => Evidence::Sum(sum),
        None => Evidence::None,
    };
    Found {
        name: clean(&name),
        origin: Origin { tool, evidence }.as_checksum(),
        standing: match (row.failed, is_baseline) {
            (true, _) => Standing::Failed,
            (false, true) => Standing::Baselined,
            (false, false) => Standing::Applied,
        },
        started: row
            .at
            .map(|at| at.saturating_sub(row.took.unwrap_or(0).max(0))),
        finished: row.at.filter(|_| !row.failed),
        by: row.by.clone(),
    }
}

/// The name of Flyway's script: a path below its folder, or a class of Java's.
fn script(label: &str) -> &str {
    let file = label.rsplit(['/', '\\']).next().unwrap_or(label);
    match file.ends_with(".sql") {
        true => stem(file),
        false => file.rsplit('.').next().unwrap_or(file),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn row(version: &str, label: &str) -> Row {
        let some = |text: &str| (!text.is_empty()).then(|| text.to_string());
        Row {
            version: some(version),
            label: some(label),
            ..Row::default()
        }
    }

    fn flyway(version: &str, script: &str, kind: &str, failed: bool) -> Row {
        Row {
            kind: Some(kind.into()),
            checksum: Some("-7".into()),
            failed,
            ..row(version, script)
        }
    }

    fn names(tool: Tool, rows: Vec<Row>) -> Vec<(String, String, Standing)> {
        let found = found(tool, rows).into_iter();
        found.map(|f| (f.name, f.origin, f.standing)).collect()
    }

    #[test]
    fn names_are_those_of_the_files_where_the_table_has_them() {
        let one = |tool, version, label| names(tool, vec![row(version, label)])[0].0.clone();
        assert_eq!(one(Tool::Sqlx, "1", "add the users"), "1_add_the_users");
        assert_eq!(one(Tool::Sqlx, "1", ""), "1");
        assert_eq!(one(Tool::Flyway, "2", "sub/V2__x.y.sql"), "V2__x.y");
        assert_eq!(
            one(Tool::Flyway, "3", "db.migration.V3__Do_it"),
            "V3__Do_it"
        );
        assert_eq!(one(Tool::NodePgMigrate, "", "1_a/b"), "1_a_b");
        assert_eq!(one(Tool::Rails, "20240101", ""), "20240101");
    }

    #[test]
    fn the_last_only_means_all_before_it() {
        let mut dirty = row("57", "");
        dirty.failed = true;
        let expected = ("57".into(), "golang-migrate:<=57".into(), Standing::Failed);
        assert_eq!(names(Tool::GolangMigrate, vec![dirty]), [expected]);
    }

    #[test]
    fn of_flyways_attempts_the_last_one_counts() {
        let rows = vec![
            flyway("", "\"app\"", "SCHEMA", false),
            flyway("1", "<< Flyway Baseline >>", "BASELINE", false),
            flyway("1", "V1__base.sql", "SQL", false),
            flyway("2", "V2__a.sql", "SQL", true),
            flyway("2", "V2__a.sql", "SQL", false),
            flyway("", "R__v.sql", "SQL", false),
            flyway("3", "V3__gone.sql", "SQL", false),
            flyway("3", "V3__gone.sql", "DELETE", false),
            flyway("4", "V4__undone.sql", "SQL", false),
            flyway("4", "U4__undone.sql", "UNDO_SQL", false),
            flyway("", "R__v.sql", "SQL", false),
            flyway("5", "V5__half.sql", "SQL", true),
        ];
        let expected = [
            ("flyway_baseline_1", "flyway:<=1", Standing::Baselined),
            ("V1__base", "flyway:-7", Standing::Applied),
            ("V2__a", "flyway:-7", Standing::Applied),
            ("R__v", "flyway:-7", Standing::Applied),
            ("V5__half", "flyway:-7", Standing::Failed),
        ];
        let expected = expected.map(|(n, o, s)| (n.to_string(), o.to_string(), s));
        assert_eq!(names(Tool::Flyway, rows), expected);
    }

    #[test]
    fn a_duration_tells_when_it_began() {
        let mut timed = row("1", "a");
        (timed.at, timed.took) = (Some(100), Some(30));
        let one = &found(Tool::Sqlx, vec![timed.clone()])[0];
        assert_eq!((one.started, one.finished), (Some(70), Some(100)));
        timed.took = Some(-1);
        assert_eq!(found(Tool::Sqlx, vec![timed])[0].started, Some(100));
    }

    proptest! {
        #[test]
        fn names_come_once_and_are_names(tool in 0..Tool::ALL.len(), list in proptest::collection::vec((".{0,12}", ".{0,12}", 0..4), 0..8)) {
            let kinds = ["SQL", "BASELINE", "DELETE", "SCHEMA"];
            let rows = list.iter().map(|(v, l, k)| flyway(v, l, kinds[*k as usize], false));
            let found = found(Tool::ALL[tool], rows.collect());
            let mut names: Vec<_> = found.iter().map(|f| f.name.clone()).collect();
            prop_assert!(names.iter().all(|n| crate::bundle::check_name(n).is_ok()));
            names.sort();
            names.dedup();
            prop_assert_eq!(names.len(), found.len());
        }
    }
}
