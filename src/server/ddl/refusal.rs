//! What is said to whoever's DDL is refused.

use super::command::Command;
use super::object::Object;
use super::switches::Since;
use migrate_core::Report;

/// How many objects are named besides the first.
const MOST: usize = 5;

pub fn refusal(command: &Command, objects: &[Object], since: &Since) -> Report {
    // CREATE TABLE touches a table, its sequences and indexes: the table is what was meant.
    let meant = objects
        .iter()
        .position(|o| command.tag.ends_with(&o.kind.to_uppercase()))
        .unwrap_or_default();
    let mut names = objects.iter().map(|o| format!("{} {}", o.kind, o.identity));
    let first = names.nth(meant).unwrap_or_default();
    Report::new(
        "42501",
        format!(
            "{} is refused: {first} changes by migrations only",
            command.tag
        ),
    )
    .detail(format!(
        "Role {} called migrate.protect(true) at {}.{}",
        since.by,
        since.at(),
        others(objects, meant)
    ))
    .hint(
        "Put it into a migration and deploy that. \
         In an emergency, SELECT migrate.break_glass('why') lets the session do it; SELECT migrate.protect(false) ends the protection. \
         Objects that are not to be protected at all belong into migrate.ignored.",
    )
}

fn others(objects: &[Object], meant: usize) -> String {
    let names: Vec<String> = objects
        .iter()
        .enumerate()
        .filter(|(i, _)| *i != meant)
        .map(|(_, o)| format!("{} {}", o.kind, o.identity))
        .collect();
    match names.len() {
        0 => String::new(),
        n if n <= MOST => format!("\nIt touches {} too.", names.join(", ")),
        n => format!(
            "\nIt touches {} and {} more objects too.",
            names[..MOST].join(", "),
            n - MOST
        ),
    }
}
