//! Reads a table of ours straight from the heap: no query to plan, and no code of anyone's runs,
//! so no switch of rights is needed either. It is what makes asking cheap.

use super::encoding::lossy;
use super::rows::{self, Cell, Row};
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

/// The named columns of every row of a table in the schema `migrate`, in no particular order.
pub fn rows(table: &CStr, columns: &[&CStr], seen: Seen) -> Result<Vec<Row>, Report> {
    // SAFETY: the relation is open and locked, and the snapshot registered, as long as the scan;
    // the arrays are as long as the tuple descriptor says; values are copied from each tuple
    // before the next.
    unsafe {
        let schema = pg_sys::get_namespace_oid(c"migrate".as_ptr(), true);
        let oid = pg_sys::get_relname_relid(table.as_ptr(), schema);
        if oid == pg_sys::InvalidOid {
            return Err(gone(table));
        }
        let relation = pg_sys::table_open(oid, pg_sys::AccessShareLock as i32);
        let desc = (*relation).rd_att;
        let wanted = positions(oid, columns)?;
        let types: Vec<pg_sys::Oid> = wanted
            .iter()
            .map(|i| pg_sys::SPI_gettypeid(desc, *i as i32 + 1))
            .collect();
        let snapshot = pg_sys::RegisterSnapshot(match seen {
            Seen::Now => pg_sys::GetLatestSnapshot(),
            Seen::Snapshot => pg_sys::GetTransactionSnapshot(),
        });
        let none = std::ptr::null_mut();
        let scan =
            pg_sys::systable_beginscan(relation, pg_sys::InvalidOid, false, snapshot, 0, none);
        let mut values = vec![Datum::null(); (*desc).natts as usize];
        let mut nulls = vec![false; values.len()];
        let mut list = Vec::new();
        loop {
            let tuple = pg_sys::systable_getnext(scan);
            if tuple.is_null() {
                break;
            }
            pg_sys::heap_deform_tuple(tuple, desc, values.as_mut_ptr(), nulls.as_mut_ptr());
            let cells = wanted.iter().zip(&types);
            list.push(
                cells
                    .map(|(i, oid)| {
                        if nulls[*i] {
                            Cell::Null
                        } else {
                            rows::cell(values[*i], *oid)
                        }
                    })
                    .collect(),
            );
        }
        pg_sys::systable_endscan(scan);
        pg_sys::UnregisterSnapshot(snapshot);
        pg_sys::table_close(relation, pg_sys::AccessShareLock as i32);
        Ok(list)
    }
}

/// Where the columns stand in a row.
unsafe fn positions(table: pg_sys::Oid, columns: &[&CStr]) -> Result<Vec<usize>, Report> {
    columns
        .iter()
        .map(|name| match pg_sys::get_attnum(table, name.as_ptr()) {
            n if n > 0 => Ok(n as usize - 1),
            _ => {
                let table = lossy(pg_sys::get_rel_name(table)).unwrap_or_default();
                let name = name.to_string_lossy();
                Err(Report::new("42703", format!("the table migrate.{table} has no column {name}"))
                    .hint("The extension's tables were changed by hand, or ALTER EXTENSION migrate UPDATE is due."))
            }
        })
        .collect()
}

/// The error for a table of the extension that is not there.
pub fn gone(table: &CStr) -> Report {
    Report::new("42P01", format!("the table migrate.{} is gone", table.to_string_lossy()))
        .hint("Restore it from a backup, or DROP EXTENSION migrate CASCADE and CREATE EXTENSION migrate again.")
}
