use super::*;
use crate::adopt::found::{found, Row};
use proptest::prelude::*;

fn row(version: &str, label: &str) -> Row {
    Row {
        version: Some(version.into()),
        label: Some(label.into()),
        ..Row::default()
    }
}

fn history(tool: Tool, rows: &[(&str, &str)]) -> Vec<Recorded> {
    let rows = rows.iter().map(|(version, label)| row(version, label));
    let found = found(tool, rows.collect());
    found.iter().map(Found::recorded).collect()
}

fn json(names: &[&str]) -> String {
    let entry = |name: &&str| serde_json::json!({"name": name, "sql": format!("-- {name}")});
    let list: Vec<_> = names.iter().map(entry).collect();
    serde_json::json!({"migrations": list, "order": "given"}).to_string()
}

/// What the bundle's names are in the history: `name of the row>name`, with a `<` for those before it.
fn told(tool: Tool, rows: &[(&str, &str)], names: &[&str]) -> Vec<String> {
    let json = json(names);
    let bundle = Bundle::parse(&json).unwrap();
    let history = history(tool, rows);
    let words = |lesson: Lesson<'_, '_>| {
        let sign = if lesson.is_before { '<' } else { '>' };
        format!(
            "{}{sign}{}",
            history[lesson.row].name, lesson.migration.name
        )
    };
    lessons(&bundle, &history).into_iter().map(words).collect()
}

#[test]
fn a_list_is_matched_one_by_one() {
    let names = ["1_a", "2_b", "10_c"];
    assert_eq!(
        told(Tool::Rails, &[("10", ""), ("001", "")], &names),
        ["001>1_a", "10>10_c"]
    );
    let diesel = ["2020-01-25-033332_add users", "2021-01-01-000000_x"];
    assert_eq!(
        told(Tool::Diesel, &[("20200125033332", "")], &diesel),
        ["20200125033332>2020-01-25-033332_add users"]
    );
    assert_eq!(
        told(Tool::NodePgMigrate, &[("", "1_a"), ("", "gone")], &names),
        ["1_a>1_a"]
    );
}

#[test]
fn the_last_one_means_all_before_it_where_the_bundle_has_it() {
    let names = ["1_a", "2_b", "10_c", "11_d"];
    let golang = |last| told(Tool::GolangMigrate, &[(last, "")], &names);
    assert_eq!(golang("10"), ["10<1_a", "10<2_b", "10>10_c"]);
    assert_eq!(golang("9"), Vec::<String>::new());
    let names = ["ae1_a", "be2_b", "x-ce3", "de4_d"];
    assert_eq!(
        told(Tool::Alembic, &[("ce3", ""), ("ae1", "")], &names),
        ["ae1>ae1_a", "ce3<be2_b", "ce3>x-ce3"]
    );
    assert_eq!(
        told(Tool::Alembic, &[("zz", "")], &names),
        Vec::<String>::new()
    );
}

#[test]
fn a_baseline_of_flyways_means_all_up_to_it() {
    let baseline = Row {
        kind: Some("BASELINE".into()),
        ..row("1.1", "<< Flyway Baseline >>")
    };
    let found = found(Tool::Flyway, vec![baseline, row("2", "V2__c.sql")]);
    let history: Vec<Recorded> = found.iter().map(Found::recorded).collect();
    let json = json(&["V1__a", "V1.1__b", "V1.2__late", "V2__c", "R__v"]);
    let bundle = Bundle::parse(&json).unwrap();
    let words = in_words_of(&bundle, history);
    let words: Vec<_> = words
        .iter()
        .map(|(row, r)| (*row, r.name.as_str(), r.standing))
        .collect();
    assert_eq!(
        words,
        [
            (0, "V1__a", Standing::Baselined),
            (0, "V1.1__b", Standing::Baselined),
            (0, "flyway_baseline_1.1", Standing::Baselined),
            (1, "V2__c", Standing::Applied),
        ]
    );
}

#[test]
fn a_text_with_another_checksum_is_not_taken() {
    let sum = "sqlx:1234";
    let mut history = history(Tool::Sqlx, &[("1", "a")]);
    history[0].checksum = sum.into();
    let json = json(&["01_a"]);
    let bundle = Bundle::parse(&json).unwrap();
    let lesson = lessons(&bundle, &history)[0];
    assert!(!lesson.agrees && lesson.is_news(&history[0]));
    let words = in_words_of(&bundle, history);
    assert_eq!(
        (words[0].1.name.as_str(), words[0].1.checksum.as_str()),
        ("01_a", sum)
    );
}

#[test]
fn a_bundle_without_the_last_version_is_refused_where_it_has_earlier_ones() {
    let last = |tool, version| found(tool, vec![row(version, "")]);
    let refused = |tool, version, names: &[&str]| {
        refuse_unclear(
            tool,
            &Bundle::parse(&json(names)).unwrap(),
            &last(tool, version),
        )
        .is_err()
    };
    assert!(refused(Tool::GolangMigrate, "3", &["1_a", "4_b"]));
    assert!(!refused(Tool::GolangMigrate, "3", &["4_b"]));
    assert!(!refused(Tool::GolangMigrate, "3", &["1_a", "3_b"]));
    assert!(refused(Tool::Alembic, "ae1", &["x"]));
    assert!(!refused(Tool::Alembic, "ae1", &[]));
    assert!(!refused(Tool::Rails, "3", &["1_a"]));
}

#[test]
fn what_is_known_is_no_news_and_what_was_half_way_may_have_been_run_since() {
    let of = |standing| {
        vec![Recorded {
            name: "0001_a".into(),
            checksum: crate::checksum::of(""),
            standing,
        }]
    };
    let found = || found(Tool::GolangMigrate, vec![row("1", "")]);
    let news = |standing, ours| news(Tool::GolangMigrate, found(), &of(standing), &|_| ours);
    assert_eq!(news(Standing::Applied, false), Ok(vec![]));
    assert_eq!(news(Standing::Failed, false).unwrap()[0].name, "0001_a");
    assert_eq!(news(Standing::Failed, true), Err(0));
    assert_eq!(news(Standing::RolledBack, false).unwrap().len(), 1);
}

#[test]
fn what_golang_migrate_has_passed_was_run() {
    let of = |name: &str, standing| Recorded {
        name: name.into(),
        checksum: crate::checksum::of(""),
        standing,
    };
    let recorded = [
        of("1_a", Standing::Applied),
        of("2_b", Standing::RolledBack),
        of("4_d", Standing::RolledBack),
    ];
    let found = found(Tool::GolangMigrate, vec![row("3", "")]);
    let list = news(Tool::GolangMigrate, found.clone(), &recorded, &|_| false).unwrap();
    let names: Vec<_> = list.iter().map(|f| (f.name.as_str(), f.standing)).collect();
    assert_eq!(
        names,
        [("2_b", Standing::Applied), ("3", Standing::Applied)]
    );
    assert_eq!(
        news(Tool::GolangMigrate, found, &recorded, &|i| i == 1),
        Err(1)
    );
}

proptest! {
    /// Whatever the names are, nothing of the bundle is told twice, and no row is lost.
    #[test]
    fn nothing_is_doubled(
        tool in 0..Tool::ALL.len(),
        rows in proptest::collection::vec(("[0-9]{1,3}", "[a-c_0-9]{0,4}"), 0..6),
        names in proptest::collection::btree_set("V?[0-9]{1,3}_{1,2}[a-c]{0,2}", 0..8),
    ) {
        let tool = Tool::ALL[tool];
        let rows: Vec<(&str, &str)> = rows.iter().map(|(v, l)| (v.as_str(), l.as_str())).collect();
        let history = history(tool, &rows);
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let json = json(&names);
        let bundle = Bundle::parse(&json).unwrap();
        let words = in_words_of(&bundle, history.clone());
        let mut told: Vec<&str> = words.iter().map(|(_, r)| r.name.as_str()).collect();
        told.sort_unstable();
        told.dedup();
        prop_assert_eq!(told.len(), words.len());
        let rows: HashSet<usize> = words.iter().map(|(row, _)| *row).collect();
        prop_assert_eq!(rows.len(), history.len());
        // Once more changes nothing.
        let again: Vec<Recorded> = words.iter().map(|(_, r)| r.clone()).collect();
        let twice = in_words_of(&bundle, again.clone());
        prop_assert_eq!(twice.into_iter().map(|(_, r)| r).collect::<Vec<_>>(), again);
    }
}
