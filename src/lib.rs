//! `migrate`: schema migration inside the PostgreSQL server. See ARCHITECTURE.md for the map.

mod server;
mod verbs;

pgrx::pg_module_magic!(name, version);

// The SQL side, in the order of the files; it is versioned by hand (see ARCHITECTURE.md).
pgrx::extension_sql_file!("../sql/install/10_history.sql", name = "history", bootstrap);
pgrx::extension_sql_file!(
    "../sql/install/12_snapshot.sql",
    name = "snapshot",
    requires = ["history"]
);
pgrx::extension_sql_file!(
    "../sql/install/15_ddl_log.sql",
    name = "ddl_log",
    requires = ["snapshot"]
);
pgrx::extension_sql_file!(
    "../sql/install/20_functions.sql",
    name = "functions",
    requires = ["ddl_log"]
);
pgrx::extension_sql_file!(
    "../sql/install/22_schema.sql",
    name = "schema",
    requires = ["functions"]
);
pgrx::extension_sql_file!(
    "../sql/install/23_diff.sql",
    name = "diff",
    requires = ["schema"]
);
pgrx::extension_sql_file!(
    "../sql/install/24_prisma.sql",
    name = "prisma",
    requires = ["diff"]
);
pgrx::extension_sql_file!(
    "../sql/install/25_ddl.sql",
    name = "ddl",
    requires = ["prisma"]
);
pgrx::extension_sql_file!(
    "../sql/install/26_reset.sql",
    name = "reset",
    requires = ["ddl"]
);
pgrx::extension_sql_file!(
    "../sql/install/30_rights.sql",
    name = "rights",
    requires = ["reset"]
);
pgrx::extension_sql_file!(
    "../sql/install/35_ddl_rights.sql",
    name = "ddl_rights",
    requires = ["rights"],
    finalize
);

/// Called by the server when it loads the library.
#[allow(non_snake_case)]
#[pgrx::pg_guard]
pub extern "C-unwind" fn _PG_init() {
    server::settings::register();
    server::freshness::listen();
}
