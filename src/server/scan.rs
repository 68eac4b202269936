//! Reads a table of ours straight from the heap: no query to plan, and no code of anyone's runs,
//! so no switch of rights is needed either. It is what makes asking cheap.

use super::rows::{self, Cell};
use migrate_core::Report;
use pgrx::pg_sys::{self, Datum};
use std::ffi::CStr;

/// Which of the rows' versions are seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Seen {
    /// All that is committed by now, whatever the isolation level, and the transaction's own.
    Now,
    /// What the transaction's snapshot sees.
    Snapshot,
}

/// A column by name and type. The history's owner may have changed either, and a value read as
/// what it is not would be a crash.
pub type Column<'a> = (&'a CStr, pg_sys::Oid);

/// What `read` makes of the columns of each row of a table in the schema `migrate`, in no particular
/// order.
pub fn rows<T>(
    table: &CStr,
    columns: &[Column<'_>],
    seen: Seen,
    read: impl FnMut(&mut [Cell]) -> Option<T>,
) -> Result<Vec<T>, Report> {
    // SAFETY: look-ups in the server's caches.
    unsafe {
        let schema = pg_sys::get_namespace_oid(c"migrate".as_ptr(), true);
        let oid = pg_sys::get_relname_relid(table.as_ptr(), schema);
        if oid == pg_sys::InvalidOid {
            return Err(gone(table));
        }
        rows_of(oid, columns, seen, read).ok_or_else(|| changed(table))
    }
}

/// The same of any table; none if it has not these columns, or is gone.
pub fn rows_of<T>(
    table: pg_sys::Oid,
    columns: &[Column<'_>],
    seen: Seen,
    read: impl FnMut(&mut [Cell]) -> Option<T>,
) -> Option<Vec<T>> {
    opened(table, |relation| {
        // SAFETY: the relation is open, and the columns are where they were found.
        unsafe {
            let wanted = positions(relation, columns)?;
            Some(scan(relation, columns, &wanted, seen, read))
        }
    })
}

/// Whether it is a table with these columns.
pub fn fits(table: pg_sys::Oid, columns: &[Column<'_>]) -> bool {
    // SAFETY: the relation is open.
    opened(table, |relation| unsafe { positions(relation, columns) }).is_some()
}

fn opened<T>(table: pg_sys::Oid, look: impl FnOnce(pg_sys::Relation) -> Option<T>) -> Option<T> {
    let lock = pg_sys::AccessShareLock as i32;
    // SAFETY: the relation is locked before it is looked at; null is one that is gone.
    unsafe {
        let relation = pg_sys::try_relation_open(table, lock);
        if relation.is_null() {
            return None;
        }
        let found = look(relation);
        pg_sys::relation_close(relation, lock);
        found
    }
}

/// # Safety
/// `relation` is open, and an ordinary table with these columns at these positions.
unsafe fn scan<T>(
    relation: pg_sys::Relation,
    columns: &[Column<'_>],
    wanted: &[usize],
    seen: Seen,
    mut read: impl FnMut(&mut [Cell]) -> Option<T>,
) -> Vec<T> {
    let desc = (*relation).rd_att;
    let snapshot = pg_sys::RegisterSnapshot(match seen {
        Seen::Now => pg_sys::GetLatestSnapshot(),
        Seen::Snapshot => pg_sys::GetTransactionSnapshot(),
    });
    let none = std::ptr::null_mut();
    let scan = pg_sys::systable_beginscan(relation, pg_sys::InvalidOid, false, snapshot, 0, none);
    let mut values = vec![Datum::null(); (*desc).natts as usize];
    let mut nulls = vec![false; values.len()];
    let mut cells = vec![Cell::Null; columns.len()];
    let mut list = Vec::new();
    loop {
        let tuple = pg_sys::systable_getnext(scan);
        if tuple.is_null() {
            break;
        }
        pg_sys::heap_deform_tuple(tuple, desc, values.as_mut_ptr(), nulls.as_mut_ptr());
        for ((cell, i), (_, oid)) in cells.iter_mut().zip(wanted).zip(columns) {
            *cell = match nulls[*i] {
                true => Cell::Null,
                false => rows::cell(values[*i], *oid),
            };
        }
        list.extend(read(&mut cells));
    }
    pg_sys::systable_endscan(scan);
    pg_sys::UnregisterSnapshot(snapshot);
    list
}

/// Where the columns stand in a row; none if the relation is not the table that it was made as.
unsafe fn positions(relation: pg_sys::Relation, columns: &[Column<'_>]) -> Option<Vec<usize>> {
    let class = &*(*relation).rd_rel;
    if class.relkind != pg_sys::RELKIND_RELATION as i8 || class.relam != pg_sys::HEAP_TABLE_AM_OID {
        return None;
    }
    columns
        .iter()
        .map(|(name, oid)| {
            let number = pg_sys::get_attnum((*relation).rd_id, name.as_ptr());
            let fits = number > 0 && pg_sys::get_atttype((*relation).rd_id, number) == *oid;
            fits.then(|| number as usize - 1)
        })
        .collect()
}

fn changed(table: &CStr) -> Report {
    let table = table.to_string_lossy();
    Report::new(
        "55000",
        format!("migrate.{table} is no longer the table that the extension made"),
    )
    .hint("It was changed by hand: undo that, or restore it from a backup.")
}

/// The error for a table of the extension that is not there.
pub fn gone(table: &CStr) -> Report {
    Report::new("42P01", format!("the table migrate.{} is gone", table.to_string_lossy()))
        .hint("Restore it from a backup, or DROP EXTENSION migrate CASCADE and CREATE EXTENSION migrate again.")
}
