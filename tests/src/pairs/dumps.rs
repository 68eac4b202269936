//! What pg_dump makes of two databases.

use crate::split::statements;
use crate::{comparable, Db};

/// The error has what one of them lacks.
pub fn compare(one: &Db, other: &Db) -> Result<(), String> {
    let dump = |db: &Db| sorted(&comparable(&db.dump(&["-s", "-N", "migrate"])));
    match (dump(one), dump(other)) {
        (is, should) if is == should => Ok(()),
        (is, should) => Err(format!("the dumps differ:\n{}", lines(&is, &should))),
    }
}

/// The statements of a dump in an order of their own, without what a document leaves out: passwords, the order of
/// columns, options and settings, and defaults that are NULL.
fn sorted(dump: &str) -> Vec<String> {
    let mut list: Vec<String> = (statements(dump).into_iter()).map(plain).collect();
    list.sort();
    list
}

fn plain(statement: &str) -> String {
    let mut text = statement.to_string();
    if text.starts_with("CREATE USER MAPPING") {
        text.truncate(text.find(" OPTIONS (").unwrap_or(text.len()));
    }
    if let Some(("CREATE SUBSCRIPTION", rest)) = text.split_at_checked(19) {
        let publication = rest.find(" PUBLICATION ").unwrap_or(0);
        return rest[publication..].to_string();
    }
    let lines = text.lines().map(|line| match line.find(" DEFAULT NULL::") {
        Some(at) => &line[..at],
        None => line,
    });
    let lines: Vec<&str> = lines.collect();
    let ordered = [
        "CREATE TABLE",
        "CREATE INDEX",
        "CREATE UNIQUE INDEX",
        "CREATE FUNCTION",
    ];
    match ordered.iter().any(|words| text.starts_with(words)) {
        true => sorted_words(&lines.join("\n")),
        false => lines.join("\n"),
    }
}

fn sorted_words(statement: &str) -> String {
    let is_between = |c: char| c.is_whitespace() || "(),".contains(c);
    let mut words: Vec<&str> = statement.split(is_between).collect();
    words.retain(|word| !word.is_empty());
    words.sort_unstable();
    words.join(" ")
}

fn lines(is: &[String], should: &[String]) -> String {
    let lacking = |list: &[String], other: &[String], sign: &str| {
        let missing = list.iter().filter(|l| !other.contains(l));
        missing.map(|l| format!("{sign} {l}\n")).collect::<String>()
    };
    lacking(is, should, "has: ") + &lacking(should, is, "should have: ")
}
