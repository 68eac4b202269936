//! Queries that count. They see the database as it is before all steps.

/// The rows of a table.
pub fn rows(table: &str) -> String {
    format!("SELECT count(*) FROM {table}")
}

/// The values of a column.
pub fn values(table: &str, column: &str) -> String {
    format!("SELECT count({column}) FROM {table}")
}

/// The rows for which a condition holds.
pub fn which(table: &str, condition: &str) -> String {
    format!("SELECT count(*) FROM {table} WHERE {condition}")
}

/// The groups of rows that are the same in some keys; where a key is NULL they are not, unless NULLs
/// are not distinct.
pub fn duplicates(table: &str, keys: &[String], condition: Option<&str>, distinct: bool) -> String {
    let mut conditions: Vec<String> = condition.map(|c| format!("({c})")).into_iter().collect();
    if distinct {
        conditions.extend(keys.iter().map(|key| format!("{key} IS NOT NULL")));
    }
    let filter = match conditions.is_empty() {
        true => String::new(),
        false => format!(" WHERE {}", conditions.join(" AND ")),
    };
    let keys = keys.join(", ");
    format!("SELECT count(*) FROM (SELECT FROM {table}{filter} GROUP BY {keys} HAVING count(*) > 1) AS d")
}

/// The rows whose key is not in the other table.
pub fn orphans(table: &str, keys: &[String], other: &str, others: &[String]) -> String {
    let there: Vec<String> = keys.iter().map(|k| format!("t.{k} IS NOT NULL")).collect();
    let pairs = others.iter().zip(keys);
    let same: Vec<String> = pairs.map(|(o, k)| format!("o.{o} = t.{k}")).collect();
    format!(
        "SELECT count(*) FROM {table} AS t WHERE {} AND NOT EXISTS (SELECT FROM {other} AS o WHERE {})",
        there.join(" AND "),
        same.join(" AND ")
    )
}
