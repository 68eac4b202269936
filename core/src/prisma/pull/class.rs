//! The kinds of things that the schema language cannot say, with Prisma's sentences where it has
//! one.

/// In the order in which they are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    RenamedFields,
    RenamedValues,
    WithoutColumns,
    WithoutIdentifier,
    IdNames,
    Unsupported,
    RemappedModels,
    RemappedFields,
    RemappedValues,
    RemappedEnums,
    CopiedRelations,
    Duplicates,
    Partitions,
    Inherited,
    NullOrder,
    RowSecurity,
    Checks,
    Exclusions,
    Deferring,
    Comments,
    ExpressionIndexes,
    ForeignKeys,
    Generated,
    Identity,
    Domains,
    Collations,
    RequiredLists,
    IndexParts,
    IndexMethods,
}

impl Class {
    /// What is told of all that belong to it.
    pub fn text(self) -> &'static str {
        match self {
            Class::RenamedFields => "These fields were given other names, because those of their columns have no letter to begin with or are taken:",
            Class::RenamedValues => "These enum values were given other names, because their own have no letter to begin with or are taken:",
            Class::WithoutColumns => "The following models were commented out as we could not retrieve columns for them. Please check your privileges:",
            Class::WithoutIdentifier => "The following models were ignored as they do not have a valid unique identifier or id. This is currently not supported by Prisma Client:",
            Class::IdNames => "These models were enriched with custom compound id names taken from the previous Prisma schema:",
            Class::Unsupported => "These fields are not supported by Prisma Client, because Prisma currently does not support their types:",
            Class::RemappedModels => "These models were enriched with `@@map` information taken from the previous Prisma schema:",
            Class::RemappedFields => "These fields were enriched with `@map` information taken from the previous Prisma schema:",
            Class::RemappedValues => "These enum values were enriched with `@map` information taken from the previous Prisma schema:",
            Class::RemappedEnums => "These enums were enriched with `@@map` information taken from the previous Prisma schema:",
            Class::CopiedRelations => "Relations were copied from the previous data model due to not using foreign keys in the database. If any of the relation columns changed in the database, the relations might not be correct anymore:",
            Class::Duplicates => "These items were renamed due to their names being duplicates in the Prisma schema:",
            Class::Partitions => "These tables are partition tables, which are not yet fully supported:",
            Class::Inherited => "These tables are inherited tables, which are not yet fully supported:",
            Class::NullOrder => "These index columns are having a non-default null sort order, which is not yet fully supported. Read more: https://pris.ly/d/non-default-index-null-ordering",
            Class::RowSecurity => "These tables contain row level security, which is not yet fully supported. Read more: https://pris.ly/d/row-level-security",
            Class::Checks => "These constraints are not supported by Prisma Client, because Prisma currently does not fully support check constraints. Read more: https://pris.ly/d/check-constraints",
            Class::Exclusions => "These constraints are not supported by Prisma Client, because Prisma currently does not fully support exclusion constraints. Read more: https://pris.ly/d/exclusion-constraints",
            Class::Deferring => "These primary key, foreign key or unique constraints are using non-default deferring in the database, which is not yet fully supported. Read more: https://pris.ly/d/constraint-deferring",
            Class::Comments => "These objects have comments defined in the database, which is not yet fully supported. Read more: https://pris.ly/d/database-comments",
            Class::ExpressionIndexes => "These indexes are not supported by Prisma Client, because Prisma currently does not fully support expression indexes. Read more: https://pris.ly/d/expression-indexes",
            Class::ForeignKeys => "These foreign keys are not in the schema, because they lead out of it, repeat another one or are over periods:",
            Class::Generated => "These columns are generated; the schema says so by a default, which does not make such a column:",
            Class::Identity => "These columns are identities; autoincrement() makes a sequence instead:",
            Class::Domains => "These columns are of domains; the schema has the types below them:",
            Class::Collations => "These columns have a collation of their own, which the schema does not say:",
            Class::RequiredLists => "These lists are NOT NULL, which the schema does not say:",
            Class::IndexParts => "Of these indexes the schema does not say all (INCLUDE, NULLS NOT DISTINCT, WITHOUT OVERLAPS, operator classes, collations, options):",
            Class::IndexMethods => "These indexes are of methods that the schema has no word for:",
        }
    }

    /// What is written above a model that has it.
    pub fn documentation(self) -> Option<&'static str> {
        Some(match self {
            Class::Partitions => "This table is a partition table and requires additional setup for migrations. Visit https://pris.ly/d/partition-tables for more info.",
            Class::Inherited => "This table has subclasses and requires additional setup for migrations. Visit https://pris.ly/d/table-inheritance for more info.",
            Class::Checks => "This table contains check constraints and requires additional setup for migrations. Visit https://pris.ly/d/check-constraints for more info.",
            Class::Exclusions => "This table contains exclusion constraints and requires additional setup for migrations. Visit https://pris.ly/d/exclusion-constraints for more info.",
            Class::WithoutColumns => "We could not retrieve columns for the underlying table. Either it has none or you are missing rights to see them. Please check your privileges.",
            Class::WithoutIdentifier => "The underlying table does not contain a valid unique identifier and can therefore currently not be handled by Prisma Client.",
            Class::Comments => "This model or at least one of its fields has comments in the database, and requires an additional setup for migrations: Read more: https://pris.ly/d/database-comments",
            Class::Deferring => "This model has constraints using non-default deferring rules and requires additional setup for migrations. Visit https://pris.ly/d/constraint-deferring for more info.",
            Class::RowSecurity => "This model contains row level security and requires additional setup for migrations. Visit https://pris.ly/d/row-level-security for more info.",
            Class::NullOrder => "This model contains an index with non-default null sort order and requires additional setup for migrations. Visit https://pris.ly/d/default-index-null-ordering for more info.",
            Class::ExpressionIndexes => "This model contains an expression index which requires additional setup for migrations. Visit https://pris.ly/d/expression-indexes for more info.",
            _ => return None,
        })
    }
}

/// The order in which Prisma writes the lines above a model.
pub const DOCUMENTED: [Class; 11] = [
    Class::Partitions,
    Class::Inherited,
    Class::Checks,
    Class::Exclusions,
    Class::WithoutColumns,
    Class::WithoutIdentifier,
    Class::Comments,
    Class::Deferring,
    Class::RowSecurity,
    Class::NullOrder,
    Class::ExpressionIndexes,
];

/// Written above an enum with a comment.
pub const COMMENTED_ENUM: &str = "This enum is commented in the database, and requires an additional setup for migrations: Read more: https://pris.ly/d/database-comments";
