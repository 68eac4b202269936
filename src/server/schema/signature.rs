//! A signature of the catalog: the same as long as nobody changed what a schema value is made of.
//! It costs one pass over the system tables' pages, and no expression is written out; whether a
//! schema has drifted since it was recorded is known in milliseconds.
//!
//! Rows are hashed as they are stored, without what VACUUM, TRUNCATE or statistics change, and
//! summed up, so that their order does not count. Two signatures that differ prove nothing: OIDs are
//! part of them. Then the schema itself is read and compared.

use migrate_core::schema::ignore::Ignored;
use pgrx::pg_sys::{self, Oid};
use std::collections::HashSet;
use std::mem::offset_of;

/// How to tell rows that do not count.
enum Rows {
    /// All count.
    All,
    /// Those of temporary and TOAST relations do not; the OID of the relation is at this offset.
    Of(usize),
    /// Those in temporary schemas do not; the OID of the schema is at this offset.
    In(usize),
    Class,
    Attributes,
    Namespaces,
    Dependencies,
    /// Roles and tablespaces: only their names count.
    Names(usize),
}

/// Where the OID of a constraint's table stands.
const CONRELID: usize = if cfg!(feature = "pg18") { 80 } else { 76 };

/// The system tables that the catalog queries read, by OID, which never changes. Namespaces and
/// classes come first: the others ask what is temporary.
const CATALOGS: &[(u32, Rows)] = &[
    (2615, Rows::Namespaces),
    (1259, Rows::Class),
    (1249, Rows::Attributes),
    (2604, Rows::Of(4)),        // pg_attrdef
    (2606, Rows::Of(CONRELID)), // pg_constraint
    (2610, Rows::Of(4)),        // pg_index
    (2611, Rows::Of(0)),        // pg_inherits
    (3350, Rows::Of(0)),        // pg_partitioned_table
    (2224, Rows::Of(0)),        // pg_sequence
    (2618, Rows::Of(68)),       // pg_rewrite
    (2620, Rows::Of(4)),        // pg_trigger
    (3256, Rows::Of(68)),       // pg_policy
    (3381, Rows::Of(4)),        // pg_statistic_ext
    (3118, Rows::Of(0)),        // pg_foreign_table
    (
        1247,
        Rows::In(offset_of!(pg_sys::FormData_pg_type, typnamespace)),
    ),
    (
        1255,
        Rows::In(offset_of!(pg_sys::FormData_pg_proc, pronamespace)),
    ),
    (2608, Rows::Dependencies),
    (2609, Rows::Of(0)), // pg_description
    (3596, Rows::All),   // pg_seclabel
    (3501, Rows::All),   // pg_enum
    (3541, Rows::All),   // pg_range
    (2600, Rows::All),   // pg_aggregate
    (2617, Rows::All),   // pg_operator
    (2616, Rows::All),   // pg_opclass
    (2753, Rows::All),   // pg_opfamily
    (2602, Rows::All),   // pg_amop
    (2603, Rows::All),   // pg_amproc
    (2605, Rows::All),   // pg_cast
    (3456, Rows::All),   // pg_collation
    (2607, Rows::All),   // pg_conversion
    (2612, Rows::All),   // pg_language
    (2601, Rows::All),   // pg_am
    (3576, Rows::All),   // pg_transform
    (3601, Rows::All),   // pg_ts_parser
    (3764, Rows::All),   // pg_ts_template
    (3600, Rows::All),   // pg_ts_dict
    (3602, Rows::All),   // pg_ts_config
    (3603, Rows::All),   // pg_ts_config_map
    (2328, Rows::All),   // pg_foreign_data_wrapper
    (1417, Rows::All),   // pg_foreign_server
    (1418, Rows::All),   // pg_user_mapping
    (6104, Rows::All),   // pg_publication
    (6106, Rows::All),   // pg_publication_rel
    #[cfg(not(any(feature = "pg13", feature = "pg14")))]
    (6237, Rows::All), // pg_publication_namespace
    (6100, Rows::All),   // pg_subscription
    (3466, Rows::All),   // pg_event_trigger
    (826, Rows::All),    // pg_default_acl
    (3394, Rows::All),   // pg_init_privs
    (3079, Rows::All),   // pg_extension
    (1260, Rows::Names(68)), // pg_authid
    (1213, Rows::Names(68)), // pg_tablespace
];

/// The signature of this database's catalog, as it is committed now and as this transaction has
/// made it, and of what is ignored in it.
pub fn signature(ignored: &[Ignored]) -> String {
    let mut sum = Sum::default();
    for row in ignored {
        let text = format!("{:?} {}", row.kind, row.pattern);
        sum.add(0, &[], text.as_bytes());
    }
    // SAFETY: the tables are the server's own, with the layout that its headers say.
    unsafe {
        let snapshot = pg_sys::RegisterSnapshot(pg_sys::GetLatestSnapshot());
        for (catalog, rows) in CATALOGS {
            sum.scan(Oid::from(*catalog), rows, snapshot);
        }
        pg_sys::UnregisterSnapshot(snapshot);
    }
    format!("{:032x}", sum.total)
}

/// The sum over the few rows of whose change the server tells no session: comments, security labels,
/// the versions and the members of extensions.
pub fn of_quiet_catalogs() -> String {
    let mut sum = Sum::default();
    // SAFETY: as above; the keys are of the indexes' first columns.
    unsafe {
        let snapshot = pg_sys::RegisterSnapshot(pg_sys::GetLatestSnapshot());
        for (catalog, index, key) in QUIET {
            sum.scan_by(Oid::from(*catalog), *index, *key, snapshot);
        }
        pg_sys::UnregisterSnapshot(snapshot);
    }
    format!("{:032x}", sum.total)
}

/// System tables, with an index, the number of its first column in the table, and the procedure and
/// value to compare that with.
const QUIET: &[(u32, u32, (i16, u32, u32))] = &[
    // pg_description: comments on objects of users, and on the schema public
    (
        2609,
        2675,
        (1, pg_sys::F_OIDGE, pg_sys::FirstNormalObjectId),
    ),
    (2609, 2675, (1, pg_sys::F_OIDEQ, 2200)),
    // pg_depend: what depends on extensions
    (2608, 2674, (4, pg_sys::F_OIDEQ, 3079)),
    (3596, 0, (0, 0, 0)), // pg_seclabel
    (3079, 0, (0, 0, 0)), // pg_extension
];

#[derive(Default)]
struct Sum {
    total: u128,
    /// Temporary schemas, and that of TOAST tables.
    schemas: HashSet<u32>,
    /// The relations in them.
    relations: HashSet<u32>,
    buffer: Vec<u8>,
}

impl Sum {
    unsafe fn scan(&mut self, catalog: Oid, rows: &Rows, snapshot: pg_sys::Snapshot) {
        let lock = pg_sys::AccessShareLock as i32;
        let relation = pg_sys::table_open(catalog, lock);
        let (index, none) = (pg_sys::InvalidOid, std::ptr::null_mut());
        let scan = pg_sys::systable_beginscan(relation, index, false, snapshot, 0, none);
        loop {
            let tuple = pg_sys::systable_getnext(scan);
            if tuple.is_null() {
                break;
            }
            self.row(catalog.to_u32(), rows, &*tuple);
        }
        pg_sys::systable_endscan(scan);
        pg_sys::table_close(relation, lock);
    }

    /// Sums up all rows that an index finds, or without one the whole table.
    unsafe fn scan_by(
        &mut self,
        catalog: Oid,
        index: u32,
        (column, procedure, value): (i16, u32, u32),
        snapshot: pg_sys::Snapshot,
    ) {
        let lock = pg_sys::AccessShareLock as i32;
        let strategy = match procedure {
            pg_sys::F_OIDGE => pg_sys::BTGreaterEqualStrategyNumber,
            _ => pg_sys::BTEqualStrategyNumber,
        };
        let mut key = pg_sys::ScanKeyData::default();
        let procedure = pg_sys::Oid::from(procedure);
        let keys = i32::from(index != 0);
        if keys == 1 {
            let value = pg_sys::Datum::from(value);
            pg_sys::ScanKeyInit(&mut key, column, strategy as u16, procedure, value);
        }
        let relation = pg_sys::table_open(catalog, lock);
        let index = pg_sys::Oid::from(index);
        let scan = pg_sys::systable_beginscan(relation, index, keys == 1, snapshot, keys, &mut key);
        loop {
            let tuple = pg_sys::systable_getnext(scan);
            if tuple.is_null() {
                break;
            }
            self.row(catalog.to_u32(), &Rows::All, &*tuple);
        }
        pg_sys::systable_endscan(scan);
        pg_sys::table_close(relation, lock);
    }

    unsafe fn row(&mut self, catalog: u32, rows: &Rows, tuple: &pg_sys::HeapTupleData) {
        let header = tuple.t_data.cast::<u8>();
        let bytes = std::slice::from_raw_parts(header, tuple.t_len as usize);
        let (head, data) = bytes.split_at(usize::from((*tuple.t_data).t_hoff));
        let nulls = &head[offset_of!(pg_sys::HeapTupleHeaderData, t_bits)..];
        match rows {
            Rows::All => self.add(catalog, nulls, data),
            Rows::Names(end) => self.add(catalog, &[], &data[..*end]),
            Rows::Of(at) if self.relations.contains(&oid(data, *at)) => {}
            Rows::In(at) if self.schemas.contains(&oid(data, *at)) => {}
            Rows::Of(_) | Rows::In(_) => self.add(catalog, nulls, data),
            Rows::Namespaces => self.namespace(catalog, nulls, data),
            Rows::Class => self.class(catalog, nulls, data),
            Rows::Attributes => {
                let system = number(data, offset_of!(pg_sys::FormData_pg_attribute, attnum)) <= 0;
                if !system && !self.relations.contains(&oid(data, 0)) {
                    self.add(catalog, nulls, data);
                }
            }
            Rows::Dependencies => {
                // Memberships of extensions, and which column a sequence belongs to; the others
                // follow from what else is read.
                let owns = data[24] == b'a' && oid(data, 0) == 1259 && oid(data, 20) > 0;
                let temporary = oid(data, 0) == 1259 && self.relations.contains(&oid(data, 4));
                if !temporary && (matches!(data[24], b'e' | b'x') || owns) {
                    self.add(catalog, nulls, data);
                }
            }
        }
    }

    fn namespace(&mut self, catalog: u32, nulls: &[u8], data: &[u8]) {
        let name = &data[offset_of!(pg_sys::FormData_pg_namespace, nspname)..];
        if name.starts_with(b"pg_temp_") || name.starts_with(b"pg_toast") {
            self.schemas.insert(oid(data, 0));
        } else {
            self.add(catalog, nulls, data);
        }
    }

    /// A row of pg_class, without what maintenance changes in it.
    fn class(&mut self, catalog: u32, nulls: &[u8], data: &[u8]) {
        use pg_sys::FormData_pg_class as Form;
        if self
            .schemas
            .contains(&oid(data, offset_of!(Form, relnamespace)))
        {
            self.relations.insert(oid(data, 0));
            // Storage options of a TOAST table are the table's.
            let toast = oid(data, offset_of!(Form, relnamespace)) == pg_sys::PG_TOAST_NAMESPACE;
            let end = offset_of!(Form, relminmxid) + 4;
            if toast && data.len() > end {
                self.add(catalog, &[], &data[end..]);
            }
            return;
        }
        let mut row = std::mem::take(&mut self.buffer);
        row.clear();
        row.extend_from_slice(data);
        let volatile = [
            (offset_of!(Form, relfilenode), 4),
            (offset_of!(Form, relpages), 4),
            (offset_of!(Form, reltuples), 4),
            (offset_of!(Form, relallvisible), 4),
            #[cfg(feature = "pg18")]
            (offset_of!(Form, relallfrozen), 4),
            (offset_of!(Form, reltoastrelid), 4),
            (offset_of!(Form, relhasindex), 1),
            (offset_of!(Form, relhasrules), 1),
            (offset_of!(Form, relhastriggers), 1),
            (offset_of!(Form, relhassubclass), 1),
            (offset_of!(Form, relispopulated), 1),
            (offset_of!(Form, relrewrite), 4),
            (offset_of!(Form, relfrozenxid), 4),
            (offset_of!(Form, relminmxid), 4),
        ];
        for (at, length) in volatile {
            row[at..at + length].fill(0);
        }
        self.add(catalog, nulls, &row);
        self.buffer = row;
    }

    fn add(&mut self, catalog: u32, nulls: &[u8], data: &[u8]) {
        let seed = hash(nulls, u64::from(catalog));
        let (low, high) = (hash(data, seed), hash(data, !seed));
        let row = u128::from(high) << 64 | u128::from(low);
        self.total = self.total.wrapping_add(row);
    }
}

/// The server's own hash.
fn hash(bytes: &[u8], seed: u64) -> u64 {
    extern "C" {
        fn hash_bytes_extended(bytes: *const u8, length: i32, seed: u64) -> u64;
    }
    // SAFETY: declared as in the server's common/hashfn.h; it raises no error. Pointer and length
    // are those of the slice.
    unsafe { hash_bytes_extended(bytes.as_ptr(), bytes.len() as i32, seed) }
}

fn oid(data: &[u8], at: usize) -> u32 {
    u32::from_ne_bytes(data[at..at + 4].try_into().expect("four bytes"))
}

fn number(data: &[u8], at: usize) -> i16 {
    i16::from_ne_bytes(data[at..at + 2].try_into().expect("two bytes"))
}
