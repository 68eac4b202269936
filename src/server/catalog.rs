//! What a deployment has to know of the database's catalog.

use super::foreign_table;
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

/// A relation's row in pg_class, without what follows its fixed columns.
pub fn class(relation: pg_sys::Oid) -> Option<pg_sys::FormData_pg_class> {
    row(pg_sys::SysCacheIdentifier::RELOID, relation)
}

/// The role that owns the history.
pub fn history_owner() -> Result<pg_sys::Oid, Report> {
    // SAFETY: look-ups in the server's caches.
    let table = unsafe {
        let schema = pg_sys::get_namespace_oid(c"migrate".as_ptr(), true);
        pg_sys::get_relname_relid(c"migrations".as_ptr(), schema)
    };
    let class = class(table).ok_or_else(|| scan::gone(c"migrations"))?;
    Ok(class.relowner)
}

pub fn schema_owner(schema: pg_sys::Oid) -> Option<pg_sys::Oid> {
    let row: pg_sys::FormData_pg_namespace = row(pg_sys::SysCacheIdentifier::NAMESPACEOID, schema)?;
    Some(row.nspowner)
}

pub fn database_owner() -> Option<pg_sys::Oid> {
    // SAFETY: a plain look-up of this session's state.
    let database = unsafe { pg_sys::MyDatabaseId };
    let row: pg_sys::FormData_pg_database = row(pg_sys::SysCacheIdentifier::DATABASEOID, database)?;
    Some(row.datdba)
}

/// The fixed columns of a row of the cache's catalog, whose struct `T` has to be.
fn row<T: Copy>(cache: pg_sys::SysCacheIdentifier::Type, key: pg_sys::Oid) -> Option<T> {
    // SAFETY: a look-up in the server's caches; the tuple is copied from before it is released.
    unsafe {
        let tuple = pg_sys::SearchSysCache1(cache as i32, pg_sys::Datum::from(key));
        if tuple.is_null() {
            return None;
        }
        let row = *pg_sys::GETSTRUCT(tuple).cast::<T>();
        pg_sys::ReleaseSysCache(tuple);
        Some(row)
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
    let prisma = pinned(|| spi.read(include_str!("../../sql/queries/prisma/schema.sql"), &[]));
    let report = Error::NotEmpty {
        tables,
        count,
        prisma: prisma
            .into_iter()
            .flatten()
            .next()
            .and_then(Cell::into_text),
    }
    .report();
    Err(match foreign_table::hint(spi) {
        Some(hint) => report.hint(hint),
        None => report,
    })
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
