//! The catalog queries: one for each family of objects. `sql/catalog/README.md` says what their
//! columns mean.

/// A query whose rows are objects.
pub struct Family {
    /// OID of the system table that the objects are rows of: the same in every database.
    pub class: u32,
    /// OID of that table's index on `oid`; 0 where built-in rows count too.
    pub index: u32,
    pub sql: &'static str,
}

macro_rules! families {
    ($($class:literal $index:literal $file:literal,)*) => {
        pub const FAMILIES: &[Family] = &[$(Family {
            class: $class,
            index: $index,
            sql: catalog!($file),
        },)*];
    };
}

macro_rules! catalog {
    ($file:literal) => {
        include_str!(concat!("../../../sql/catalog/", $file, ".sql"))
    };
}

// The OIDs are those of PostgreSQL's pg_*.h, as the system catalogs' own rows say.
families! {
    2615 0 "schemas",
    3079 3080 "extensions",
    2612 2682 "languages",
    2601 2652 "access_methods",
    3456 3085 "collations",
    2607 2670 "conversions",
    1247 2703 "types",
    1255 2690 "functions",
    1255 2690 "aggregates",
    2617 2688 "operators",
    2753 2755 "operator_families",
    2616 2687 "operator_classes",
    2605 2660 "casts",
    3576 3574 "transforms",
    3601 3607 "text_search_parsers",
    3764 3767 "text_search_templates",
    3600 3605 "text_search_dictionaries",
    3602 3712 "text_search_configurations",
    2328 112 "foreign_data_wrappers",
    1417 113 "servers",
    1418 174 "user_mappings",
    1259 2662 "sequences",
    1259 2662 "relations",
    1259 2662 "indexes",
    2606 2667 "constraints",
    2606 2667 "domain_constraints",
    3381 3380 "statistics",
    2618 2692 "rules",
    2620 2702 "triggers",
    3256 3257 "policies",
    6104 6110 "publications",
    6100 6114 "subscriptions",
    3466 3468 "event_triggers",
    826 828 "default_privileges",
    3394 0 "privileges",
}

pub const COLUMNS: &str = catalog!("columns");
pub const COMMENTS: &str = catalog!("comments");
pub const LABELS: &str = catalog!("labels");
pub const MEMBERS: &str = catalog!("members");
pub const DEPENDS: &str = catalog!("depends");
pub const ALIASES: &str = catalog!("aliases");
