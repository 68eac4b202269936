//! What of a text a shadow database runs: the scratch database in which SQL shows what schema it
//! makes. It stands in the same cluster, so what concerns the whole cluster must not be run again.

use crate::sqltext::tokens;

/// What to do with a statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    Run,
    /// It creates what the template may have already, and then it is done.
    MayExist,
    /// It is about the cluster or another database.
    LeftOut,
}

/// What to do with a statement of this command tag and text.
pub fn part_of(tag: &str, text: &str) -> Part {
    match is_about_shared(tag, text) {
        true => Part::LeftOut,
        false => part(tag),
    }
}

/// Whether a statement whose tag does not say what it is about, is about a database, a role or the
/// like.
fn is_about_shared(tag: &str, text: &str) -> bool {
    if !["COMMENT", "GRANT", "REVOKE", "SECURITY LABEL"].contains(&tag) {
        return false;
    }
    let shared = ["database", "role", "tablespace", "parameter"];
    let words: Vec<_> = tokens(text).collect();
    let on = words.iter().position(|token| token.is_word("on"));
    let what = on.and_then(|i| words.get(i + 1));
    what.is_some_and(|token| shared.iter().any(|s| token.is_word(s)))
}

/// By PostgreSQL's command tag.
fn part(tag: &str) -> Part {
    match tag {
        "CREATE EXTENSION" => Part::MayExist,
        "CREATE ROLE" | "ALTER ROLE" | "DROP ROLE" | "GRANT ROLE" | "REVOKE ROLE"
        | "CREATE DATABASE" | "ALTER DATABASE" | "DROP DATABASE" | "CREATE TABLESPACE"
        | "ALTER TABLESPACE" | "DROP TABLESPACE" | "ALTER SYSTEM" | "DROP OWNED"
        | "REASSIGN OWNED" => Part::LeftOut,
        _ => Part::Run,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cluster_is_left_alone() {
        assert_eq!(part("ALTER SYSTEM"), Part::LeftOut);
        assert_eq!(part("CREATE ROLE"), Part::LeftOut);
        assert_eq!(part("CREATE EXTENSION"), Part::MayExist);
        assert_eq!(part("CREATE TABLE"), Part::Run);
    }

    #[test]
    fn rights_on_a_database_are_told_from_others() {
        for text in [
            "GRANT connect ON DATABASE shop TO x",
            "grant connect on /* the */ database shop to x",
            "comment on role x is 'on table'",
        ] {
            let tag = text.split(' ').next().unwrap_or_default();
            assert_eq!(part_of(&tag.to_uppercase(), text), Part::LeftOut, "{text}");
        }
        for text in [
            "GRANT select ON t TO x",
            "revoke all on t from x",
            "comment on table t is 'on database'",
        ] {
            let tag = text.split(' ').next().unwrap_or_default();
            assert_eq!(part_of(&tag.to_uppercase(), text), Part::Run, "{text}");
        }
    }
}
