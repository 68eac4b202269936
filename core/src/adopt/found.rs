//! From the rows of a tool's table to migrations as the history is to have them.

use super::names::{clean, stem};
use super::{Evidence, Origin, Tool};
use crate::history::{Recorded, Standing};
use std::collections::HashMap;

/// When a migration was run.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum At {
    /// The server's microseconds.
    Instant(i64),
    /// As the server writes it; without a zone it is the session's.
    Text(String),
}

/// A row of a tool's table. What the table has no column for is none.
#[derive(Debug, Clone, Default)]
pub struct Row {
    pub version: Option<String>,
    /// A description, a name or a file.
    pub label: Option<String>,
    pub at: Option<At>,
    /// How long it took, in microseconds.
    pub took: Option<i64>,
    pub failed: bool,
    pub checksum: Option<String>,
    pub by: Option<String>,
    /// Flyway's type.
    pub kind: Option<String>,
    /// What orders the rows, where not their time does.
    pub rank: String,
}

impl Row {
    /// Of the values of the tool's columns, in their order, as texts.
    pub fn read(tool: Tool, values: Vec<Option<String>>, at: Option<At>) -> Self {
        let columns = tool.columns().iter().map(|(name, _)| *name);
        let mut values: HashMap<&str, String> = columns
            .zip(values)
            .filter_map(|(name, value)| Some((name, value?)))
            .collect();
        let mut take = |name: &str| values.remove(name);
        let unit = match tool {
            Tool::Flyway => (1000, 1),
            _ => (1, 1000),
        };
        let took = take("execution_time").and_then(|text| text.parse::<i64>().ok());
        let rank = take("installed_rank").or_else(|| take("id"));
        let failed = take("success").is_some_and(|text| text == "f");
        let version = take("version").or_else(|| take("version_num"));
        Row {
            label: take("script")
                .or_else(|| take("name"))
                .or_else(|| take("description")),
            at: at.map(|at| match at {
                At::Text(local) if tool == Tool::Diesel => At::Text(in_utc(local)),
                at => at,
            }),
            took: took.map(|took| took.saturating_mul(unit.0) / unit.1),
            failed: failed || take("dirty").is_some_and(|text| text == "t"),
            checksum: take("checksum").map(|sum| match sum.strip_prefix("\\x") {
                Some(hex) => hex.into(),
                None => sum,
            }),
            by: take("installed_by"),
            kind: take("type"),
            rank: rank.or_else(|| version.clone()).unwrap_or_default(),
            version,
        }
    }
}

/// Diesel has set its session to UTC when it writes a time.
fn in_utc(local: String) -> String {
    match local.ends_with(|c: char| c.is_ascii_digit()) {
        true => local + "+00",
        false => local,
    }
}

/// A migration that a tool's table knows of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The best name that the table gives it.
    pub name: String,
    /// In place of a checksum of ours.
    pub origin: String,
    pub standing: Standing,
    pub at: Option<At>,
    pub took: Option<i64>,
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

/// The migrations that the rows tell of, in the order in which they were run, as far as that is known.
pub fn found(tool: Tool, mut rows: Vec<Row>) -> Vec<Found> {
    // golang-migrate writes -1 where it has taken everything back.
    let is_none = |row: &Row| row.version.as_deref().is_some_and(|v| v.starts_with('-'));
    rows.retain(|row| tool != Tool::GolangMigrate || !is_none(row));
    rows.sort_by_cached_key(|row| {
        let by_time = matches!(tool, Tool::Diesel | Tool::NodePgMigrate);
        let at = row.at.clone().filter(|_| by_time);
        (at, row.rank.len(), row.rank.clone())
    });
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
        at: row.at.clone(),
        // sqlx writes -1 before it knows.
        took: row.took.filter(|took| *took > 0),
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
            // In the order in which they are given.
            rank: String::new(),
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

    fn read(tool: Tool, values: &[&str], at: Option<At>) -> Row {
        let values = values
            .iter()
            .map(|text| (!text.is_empty()).then(|| text.to_string()));
        Row::read(tool, values.collect(), at)
    }

    #[test]
    fn columns_are_read_by_their_tools_rules() {
        let at = At::Text("2024-05-06 07:08:09".into());
        let row = read(
            Tool::Sqlx,
            &["1", "a b", "", "t", "\\xff00", "2500000"],
            Some(at.clone()),
        );
        let one = &found(Tool::Sqlx, vec![row])[0];
        assert_eq!(
            (one.name.as_str(), one.origin.as_str()),
            ("1_a_b", "sqlx:ff00")
        );
        assert_eq!((one.took, one.at.clone()), (Some(2500), Some(at.clone())));
        let unknown = read(Tool::Sqlx, &["1", "a", "", "f", "\\x", "-1"], None);
        let one = &found(Tool::Sqlx, vec![unknown])[0];
        assert_eq!((one.took, one.standing), (None, Standing::Failed));
        let row = read(
            Tool::Flyway,
            &["7", "1", "x", "SQL", "V1__x.sql", "-5", "me", "", "12", "t"],
            None,
        );
        assert_eq!(
            (row.took, row.rank.as_str(), row.by.as_deref()),
            (Some(12000), "7", Some("me"))
        );
        let utc = Some(At::Text("2024-05-06 07:08:09+00".into()));
        assert_eq!(read(Tool::Diesel, &["1", ""], Some(at)).at, utc);
        assert!(read(Tool::GolangMigrate, &["1", "t"], None).failed);
        assert!(found(
            Tool::GolangMigrate,
            vec![read(Tool::GolangMigrate, &["-1", "t"], None)]
        )
        .is_empty());
    }

    #[test]
    fn rows_come_in_the_order_in_which_they_ran() {
        let at = |text: &str| Some(At::Text(text.into()));
        let order = |tool, rows: Vec<Row>| -> Vec<String> {
            found(tool, rows).into_iter().map(|f| f.name).collect()
        };
        let node = [
            ("10", "c", "2024-02"),
            ("9", "b", "2024-02"),
            ("11", "a", "2024-01"),
        ];
        let node = node.map(|(id, name, time)| read(Tool::NodePgMigrate, &[id, name], at(time)));
        assert_eq!(order(Tool::NodePgMigrate, node.to_vec()), ["a", "b", "c"]);
        let rails = ["10", "9", "100"].map(|version| read(Tool::Rails, &[version], None));
        assert_eq!(order(Tool::Rails, rails.to_vec()), ["9", "10", "100"]);
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
