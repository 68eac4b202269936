//! Whether a database has any objects of a family: one look into an index.

use super::families::Family;
use crate::server::spi::Look;
use pgrx::pg_sys::{self, Oid};

/// Whether the family's system table has a row that initdb did not make.
pub fn is_any(family: &Family, look: &Look) -> bool {
    if family.index == 0 {
        return true;
    }
    // SAFETY: the index is that of the table on its column `oid`, the first in all of them.
    unsafe {
        let mut key = pg_sys::ScanKeyData::default();
        let first = pg_sys::Datum::from(pg_sys::FirstNormalObjectId);
        let (strategy, procedure) = (pg_sys::BTGreaterEqualStrategyNumber, pg_sys::F_OIDGE);
        pg_sys::ScanKeyInit(&mut key, 1, strategy as u16, Oid::from(procedure), first);
        let lock = pg_sys::AccessShareLock as i32;
        let relation = pg_sys::table_open(Oid::from(family.class), lock);
        let index = Oid::from(family.index);
        let scan = pg_sys::systable_beginscan(relation, index, true, look.snapshot(), 1, &mut key);
        let found = !pg_sys::systable_getnext(scan).is_null();
        pg_sys::systable_endscan(scan);
        pg_sys::table_close(relation, lock);
        found
    }
}
