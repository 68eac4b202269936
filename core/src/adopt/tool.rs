//! The tools: where each keeps its history, and what that says.

/// A migration tool whose history can be adopted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Tool {
    Sqlx,
    Diesel,
    Flyway,
    GolangMigrate,
    NodePgMigrate,
    Alembic,
    Rails,
    Dbmate,
}

/// Types of a column that its tool makes, or may have made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Type {
    Text,
    Whole,
    Flag,
    Bytes,
    /// With or without a time zone.
    Time,
}

impl Type {
    /// Whether this is what the server calls a column's type.
    pub fn accepts(self, name: &str) -> bool {
        let names: &[&str] = match self {
            // Some make numbers of their versions.
            Type::Text => &["character varying", "text", "bigint", "integer"],
            Type::Whole => &["bigint", "integer"],
            Type::Flag => &["boolean"],
            Type::Bytes => &["bytea"],
            Type::Time => &["timestamp without time zone", "timestamp with time zone"],
        };
        names.contains(&name)
    }
}

impl Tool {
    pub const ALL: [Tool; 8] = [
        Tool::Sqlx,
        Tool::Diesel,
        Tool::Flyway,
        Tool::GolangMigrate,
        Tool::NodePgMigrate,
        Tool::Alembic,
        Tool::Rails,
        Tool::Dbmate,
    ];

    /// As `adopt` is told it.
    pub fn name(self) -> &'static str {
        match self {
            Tool::Sqlx => "sqlx",
            Tool::Diesel => "diesel",
            Tool::Flyway => "flyway",
            Tool::GolangMigrate => "golang-migrate",
            Tool::NodePgMigrate => "node-pg-migrate",
            Tool::Alembic => "alembic",
            Tool::Rails => "rails",
            Tool::Dbmate => "dbmate",
        }
    }

    /// As its makers write it.
    pub fn title(self) -> &'static str {
        match self {
            Tool::Diesel => "Diesel",
            Tool::Flyway => "Flyway",
            Tool::Alembic => "Alembic",
            Tool::Rails => "Rails",
            other => other.name(),
        }
    }

    pub fn parse(name: &str) -> Option<Self> {
        let mut all = Self::ALL.into_iter();
        all.find(|tool| tool.name().eq_ignore_ascii_case(name.trim()))
    }

    /// The names of its table, the newest first.
    pub fn tables(self) -> &'static [&'static str] {
        match self {
            Tool::Sqlx => &["_sqlx_migrations"],
            Tool::Diesel => &["__diesel_schema_migrations"],
            Tool::Flyway => &["flyway_schema_history", "schema_version"],
            Tool::NodePgMigrate => &["pgmigrations"],
            Tool::Alembic => &["alembic_version"],
            Tool::GolangMigrate | Tool::Rails | Tool::Dbmate => &["schema_migrations"],
        }
    }

    /// The schema that it takes whatever the search_path is.
    pub fn schema(self) -> Option<&'static str> {
        (self == Tool::NodePgMigrate).then_some("public")
    }

    /// The columns by which its table is known.
    pub fn columns(self) -> &'static [(&'static str, Type)] {
        match self {
            Tool::Sqlx => &[
                ("version", Type::Whole),
                ("description", Type::Text),
                ("installed_on", Type::Time),
                ("success", Type::Flag),
                ("checksum", Type::Bytes),
                ("execution_time", Type::Whole),
            ],
            Tool::Diesel => &[("version", Type::Text), ("run_on", Type::Time)],
            Tool::Flyway => &[
                ("installed_rank", Type::Whole),
                ("version", Type::Text),
                ("description", Type::Text),
                ("type", Type::Text),
                ("script", Type::Text),
                ("checksum", Type::Whole),
                ("installed_by", Type::Text),
                ("installed_on", Type::Time),
                ("execution_time", Type::Whole),
                ("success", Type::Flag),
            ],
            Tool::GolangMigrate => &[("version", Type::Whole), ("dirty", Type::Flag)],
            Tool::NodePgMigrate => &[
                ("id", Type::Whole),
                ("name", Type::Text),
                ("run_on", Type::Time),
            ],
            Tool::Alembic => &[("version_num", Type::Text)],
            Tool::Rails | Tool::Dbmate => &[("version", Type::Text)],
        }
    }

    /// A column that makes it another tool's table.
    fn stranger(self) -> Option<&'static str> {
        match self {
            Tool::Rails | Tool::Dbmate => Some("dirty"),
            _ => None,
        }
    }

    /// Why a table with these columns (names and types) is not this tool's.
    pub fn misfit(self, columns: &[(String, String)]) -> Option<String> {
        let of = |name: &str| columns.iter().find(|(column, _)| column == name);
        if let Some(name) = self.stranger().filter(|name| of(name).is_some()) {
            return Some(format!("it has a column \"{name}\""));
        }
        self.columns()
            .iter()
            .find_map(|(name, kind)| match of(name) {
                None => Some(format!("it has no column \"{name}\"")),
                Some((_, found)) if !kind.accepts(found) => {
                    Some(format!("its column \"{name}\" is of type {found}"))
                }
                Some(_) => None,
            })
    }

    /// Whose table this can be, by its name and columns.
    pub fn of_table(name: &str, columns: &[(String, String)]) -> Vec<Tool> {
        let is_named = |tool: &Tool| tool.tables().contains(&name);
        let all = Self::ALL.into_iter().filter(is_named);
        all.filter(|tool| tool.misfit(columns).is_none()).collect()
    }

    /// Whether it keeps checksums of the texts.
    pub fn has_sums(self) -> bool {
        matches!(self, Tool::Sqlx | Tool::Flyway)
    }

    /// Whether it keeps when each was run.
    pub fn has_times(self) -> bool {
        matches!(
            self,
            Tool::Sqlx | Tool::Diesel | Tool::Flyway | Tool::NodePgMigrate
        )
    }

    /// Whether its times have no time zone, and are not known to be in UTC.
    pub fn has_local_times(self) -> bool {
        matches!(self, Tool::Flyway | Tool::NodePgMigrate)
    }

    /// Whether it keeps the last one only.
    pub fn has_last_only(self) -> bool {
        matches!(self, Tool::GolangMigrate | Tool::Alembic)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn columns(list: &[(&str, &str)]) -> Vec<(String, String)> {
        let owned = |(name, kind): &(&str, &str)| (name.to_string(), kind.to_string());
        list.iter().map(owned).collect()
    }

    #[test]
    fn a_tool_is_known_by_its_name_in_any_case() {
        for tool in Tool::ALL {
            assert_eq!(Tool::parse(&tool.name().to_uppercase()), Some(tool));
            assert!(!tool.columns().is_empty() && !tool.tables().is_empty());
        }
        assert_eq!(Tool::parse("liquibase"), None);
    }

    #[test]
    fn tables_of_one_name_differ_by_their_columns() {
        let rails = columns(&[("version", "character varying")]);
        let golang = columns(&[("version", "bigint"), ("dirty", "boolean")]);
        assert_eq!(
            Tool::of_table("schema_migrations", &rails),
            [Tool::Rails, Tool::Dbmate]
        );
        assert_eq!(
            Tool::of_table("schema_migrations", &golang),
            [Tool::GolangMigrate]
        );
        assert_eq!(
            Tool::Rails.misfit(&golang).unwrap(),
            "it has a column \"dirty\""
        );
        assert_eq!(
            Tool::GolangMigrate.misfit(&rails).unwrap(),
            "its column \"version\" is of type character varying"
        );
        let odd = columns(&[("version", "point")]);
        assert!(Tool::Rails.misfit(&odd).unwrap().contains("point"));
        assert!(Tool::of_table("users", &rails).is_empty());
    }
}
