//! Statements whose effect neither a schema nor rows show.

use crate::drift::text::mentions;
use crate::plan::Script;
use crate::shadow::{part_of, Part};

/// What to do about a statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Oddity {
    /// It is about the whole server, and goes into the squashed migration as it is.
    Kept(String),
    /// Nobody can tell what it does there: migration and statement.
    Doubtful(String),
}

/// The odd statements of migrations, in their order.
pub fn oddities(scripts: &[Script<'_>]) -> Vec<Oddity> {
    let mut list = Vec::new();
    for script in scripts {
        for i in script.body() {
            let statement = &script.statements[i];
            let text = statement.text(script.text);
            let owners = matches!(statement.tag, "DROP OWNED" | "REASSIGN OWNED");
            let is_shared = part_of(statement.tag, text) == Part::LeftOut && !owners;
            if is_shared {
                list.push(Oddity::Kept(text.trim().to_string()));
            } else if owners || (statement.tag == "DO" && speaks_of_the_server(text)) {
                list.push(Oddity::Doubtful(super::place(script.name, i)));
            }
        }
    }
    list
}

/// The statements that may write rows of a table: those that name it and are no DDL.
pub fn writers(scripts: &[Script<'_>], table: &str) -> Vec<String> {
    naming(
        scripts,
        table,
        &["INSERT", "UPDATE", "DELETE", "MERGE", "SELECT", "DO"],
    )
}

/// The statements that fill a materialized view.
pub fn fillers(scripts: &[Script<'_>], view: &str) -> Vec<String> {
    naming(
        scripts,
        view,
        &[
            "CREATE MATERIALIZED VIEW",
            "REFRESH MATERIALIZED VIEW",
            "DO",
        ],
    )
}

fn naming(scripts: &[Script<'_>], table: &str, tags: &[&str]) -> Vec<String> {
    let parts = crate::render::quote::parts(table).unwrap_or_default();
    let name = parts.last().map_or(table, String::as_str);
    let mut places = Vec::new();
    for script in scripts {
        for i in script.body() {
            let statement = &script.statements[i];
            let text = statement.text(script.text);
            if tags.contains(&statement.tag) && mentions(text, name) {
                places.push(super::place(script.name, i));
            }
        }
    }
    places
}

/// Whether a block may do what no shadow database shows.
fn speaks_of_the_server(code: &str) -> bool {
    let words: Vec<String> = code
        .split(|c: char| !c.is_alphanumeric() && c != '_')
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect();
    words.windows(2).any(|pair| {
        matches!(pair[0].as_str(), "create" | "alter" | "drop")
            && matches!(
                pair[1].as_str(),
                "role" | "user" | "group" | "database" | "tablespace" | "system"
            )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_that_make_roles_are_told_from_others() {
        assert!(speaks_of_the_server(
            "DO $$ begin\n create  ROLE app; end $$"
        ));
        assert!(!speaks_of_the_server(
            "DO $$ begin create table role (); end $$"
        ));
    }
}
