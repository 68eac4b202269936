//! What of a text a shadow database runs: the scratch database in which SQL shows what schema it
//! makes. It stands in the same cluster, so what concerns the whole cluster must not be run again.

/// What to do with a statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    Run,
    /// It creates what the template may have already, and then it is done.
    MayExist,
    /// It is about the cluster or another database.
    LeftOut,
}

/// By PostgreSQL's command tag.
pub fn part(tag: &str) -> Part {
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
}
