//! The catalog queries: one for each family of objects. `sql/catalog/README.md` says what their
//! columns mean.

/// A query whose rows are objects.
pub struct Family {
    /// OID of the system table that the objects are rows of: the same in every database.
    pub class: u32,
    pub sql: &'static str,
}

macro_rules! families {
    ($($class:literal $file:literal,)*) => {
        pub const FAMILIES: &[Family] = &[$(Family {
            class: $class,
            sql: catalog!($file),
        },)*];
    };
}

macro_rules! catalog {
    ($file:literal) => {
        include_str!(concat!("../../../sql/catalog/", $file, ".sql"))
    };
}

families! {
    2615 "schemas",
    3079 "extensions",
    2612 "languages",
    2601 "access_methods",
    3456 "collations",
    2607 "conversions",
    1247 "types",
    1255 "functions",
    1255 "aggregates",
    2617 "operators",
    2753 "operator_families",
    2616 "operator_classes",
    2605 "casts",
    3576 "transforms",
    3601 "text_search_parsers",
    3764 "text_search_templates",
    3600 "text_search_dictionaries",
    3602 "text_search_configurations",
    2328 "foreign_data_wrappers",
    1417 "servers",
    1418 "user_mappings",
    1259 "sequences",
    1259 "relations",
    1259 "indexes",
    2606 "constraints",
    2606 "domain_constraints",
    3381 "statistics",
    2618 "rules",
    2620 "triggers",
    3256 "policies",
    6104 "publications",
    6100 "subscriptions",
    3466 "event_triggers",
    826 "default_privileges",
    3394 "privileges",
}

pub const COLUMNS: &str = catalog!("columns");
pub const COMMENTS: &str = catalog!("comments");
pub const LABELS: &str = catalog!("labels");
pub const MEMBERS: &str = catalog!("members");
pub const DEPENDS: &str = catalog!("depends");
pub const ALIASES: &str = catalog!("aliases");
