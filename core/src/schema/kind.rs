//! The kinds of objects that a schema has, by the names that PostgreSQL's own commands give them.

use std::fmt;

macro_rules! kinds {
    ($($variant:ident => $name:literal,)*) => {
        /// A kind of object. The order is that of the document.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Kind {
            $($variant,)*
        }

        impl Kind {
            pub const ALL: &'static [Kind] = &[$(Kind::$variant,)*];

            pub fn as_str(self) -> &'static str {
                match self {
                    $(Kind::$variant => $name,)*
                }
            }

            pub fn parse(name: &str) -> Option<Self> {
                match name {
                    $($name => Some(Kind::$variant),)*
                    _ => None,
                }
            }
        }
    };
}

kinds! {
    Schema => "schema",
    Extension => "extension",
    Language => "language",
    AccessMethod => "access method",
    Collation => "collation",
    Conversion => "conversion",
    ShellType => "shell type",
    BaseType => "base type",
    Enum => "enum",
    Domain => "domain",
    DomainConstraint => "domain constraint",
    CompositeType => "composite type",
    RangeType => "range type",
    Function => "function",
    Procedure => "procedure",
    Aggregate => "aggregate",
    Operator => "operator",
    OperatorFamily => "operator family",
    OperatorClass => "operator class",
    Cast => "cast",
    Transform => "transform",
    TextSearchParser => "text search parser",
    TextSearchTemplate => "text search template",
    TextSearchDictionary => "text search dictionary",
    TextSearchConfiguration => "text search configuration",
    ForeignDataWrapper => "foreign-data wrapper",
    Server => "server",
    UserMapping => "user mapping",
    Sequence => "sequence",
    Table => "table",
    ForeignTable => "foreign table",
    View => "view",
    MaterializedView => "materialized view",
    Constraint => "constraint",
    Index => "index",
    Statistics => "statistics",
    Rule => "rule",
    Trigger => "trigger",
    Policy => "policy",
    Publication => "publication",
    Subscription => "subscription",
    EventTrigger => "event trigger",
    DefaultPrivileges => "default privileges",
    Privileges => "privileges",
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_is_found_by_its_name() {
        for kind in Kind::ALL {
            assert_eq!(Kind::parse(kind.as_str()), Some(*kind));
        }
        assert_eq!(Kind::parse("toast table"), None);
    }

    /// The table of what to ignore takes the same names.
    #[test]
    fn every_kind_can_be_ignored() {
        let sql = include_str!("../../../sql/install/15_ddl_log.sql");
        for kind in Kind::ALL {
            assert!(sql.contains(&format!("'{kind}'")), "{kind}");
        }
    }
}
