//! What a deployment has to know of the database's catalog.

use super::rows::Cell;
use super::scan;
use super::session::Settings;
use super::spi::Spi;
use migrate_core::plan::Surroundings;
use migrate_core::statement::{Nature, Statement};
use migrate_core::{Error, Report};
use pgrx::pg_sys;
use std::collections::HashMap;

/// Runs catalog queries with the server's own names only.
pub fn pinned<T>(f: impl FnOnce() -> T) -> T {
    let scope = Settings::open();
    scope.set("search_path", "pg_catalog, pg_temp");
    let result = f();
    scope.close();
    result
}

/// The role that owns the history.
pub fn history_owner() -> Result<pg_sys::Oid, Report> {
    // SAFETY: look-ups in the server's caches; the tuple is copied from before it is released.
    unsafe {
        let schema = pg_sys::get_namespace_oid(c"migrate".as_ptr(), true);
        let table = pg_sys::get_relname_relid(c"migrations".as_ptr(), schema);
        let key = pg_sys::Datum::from(table);
        let tuple = pg_sys::SearchSysCache1(pg_sys::SysCacheIdentifier::RELOID as i32, key);
        if tuple.is_null() {
            return Err(scan::gone(c"migrations"));
        }
        let owner = (*pg_sys::GETSTRUCT(tuple).cast::<pg_sys::FormData_pg_class>()).relowner;
        pg_sys::ReleaseSysCache(tuple);
        Ok(owner)
    }
}

/// Refuses a database that has tables of its own but no history (Prisma's P3005).
pub fn refuse_unknown_tables(spi: &Spi) -> Result<(), Report> {
    let rows = pinned(|| spi.read(include_str!("../../sql/queries/user_tables.sql"), &[]));
    let Some(count) = rows.first().map(|row| row[1].as_long()) else {
        return Ok(());
    };
    let tables = rows
        .into_iter()
        .filter_map(|mut row| row.swap_remove(0).into_text())
        .collect();
    let prisma = pinned(|| {
        spi.read(
            "SELECT EXISTS (SELECT FROM pg_catalog.pg_class WHERE relname = '_prisma_migrations' AND relkind = 'r')",
            &[],
        )
    });
    Err(Error::NotEmpty {
        tables,
        count,
        prisma: prisma[0][0].is_true(),
    }
    .report())
}

/// What is needed to judge which statements fit into one transaction. Asks the catalog only for
/// what the statements are about, and fills in the text of the procedures that they call.
pub fn surroundings(spi: &Spi, statements: &mut [&mut Statement]) -> Surroundings {
    let mut around = Surroundings::default();
    if statements
        .iter()
        .any(|s| matches!(s.nature, Nature::AddValue { .. }))
    {
        for row in pinned(|| spi.read(include_str!("../../sql/queries/enum_users.sql"), &[])) {
            if let [Cell::Text(name), Cell::Text(user)] = row.as_slice() {
                around
                    .enum_users
                    .entry(name.clone())
                    .or_default()
                    .push(user.clone());
            }
        }
    }
    let calls = |s: &Statement| {
        matches!(
            &s.nature,
            Nature::Code {
                procedure: Some(_),
                ..
            }
        )
    };
    if statements.iter().any(|s| calls(s)) {
        let procedures: HashMap<String, String> =
            pinned(|| spi.read(include_str!("../../sql/queries/procedures.sql"), &[]))
                .into_iter()
                .filter_map(|mut row| {
                    Some((
                        row.swap_remove(0).into_text()?,
                        row.swap_remove(0).into_text()?,
                    ))
                })
                .collect();
        for statement in statements.iter_mut() {
            if let Nature::Code {
                code,
                procedure: Some(name),
            } = &mut statement.nature
            {
                *code = procedures.get(name).cloned();
            }
        }
    }
    around
}
