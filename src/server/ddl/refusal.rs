//! What a person is told whose DDL is refused.

use super::command::Command;
use super::object::Object;
use super::switches::Since;
use crate::server::rows::text_of;
use migrate_core::Report;

/// How many objects are named.
const MOST: usize = 5;

pub fn refusal(command: &Command, objects: &[Object], since: &Since) -> Report {
    // CREATE TABLE touches the table and its sequences and indexes: the table is what was meant.
    let meant = |object: &&Object| command.tag.ends_with(&object.kind.to_uppercase());
    let first = objects.iter().find(meant).or(objects.first());
    let name = first.map_or(String::new(), |o| format!(" of {} {}", o.kind, o.identity));
    let others: Vec<String> = objects
        .iter()
        .filter(|o| first.is_none_or(|f| f.identity != o.identity))
        .map(|o| format!("{} {}", o.kind, o.identity))
        .collect();
    let more = match others.len() {
        0 => String::new(),
        n if n > MOST => format!("\nIt would also touch {} and {} more.", others[..MOST].join(", "), n - MOST),
        _ => format!("\nIt would also touch {}.", others.join(", ")),
    };
    Report::new(
        "42501",
        format!("{}{name} is refused: the schema changes by migrations only", command.tag),
    )
    .detail(format!(
        "Role {} called migrate.protect(true) at {}.{more}",
        since.by,
        text_of(&since.at)
    ))
    .hint(
        "Put it into a migration and deploy it. In an emergency, SELECT migrate.break_glass('why') lets this session do it; \\
         SELECT migrate.protect(false) ends the protection; a row in migrate.ignored leaves an object out.",
    )
}
