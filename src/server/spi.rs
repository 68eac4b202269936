//! SPI: a connection, fixed queries with kept plans, and the statements of migrations.

use super::caught::{catch, Caught};
use super::encoding::to_server;
use super::raw;
use super::rows::{self, Cell, Row};
use migrate_core::Report;
use pgrx::pg_sys;
use std::cell::RefCell;
use std::collections::HashMap;
use std::ffi::{c_char, c_long, CStr};

/// A connection to SPI; dropping it disconnects.
pub struct Spi {
    _private: (),
}

impl Spi {
    pub fn connect() -> Self {
        Self::open(0)
    }

    /// A connection that may commit: for a procedure.
    pub fn connect_nonatomic() -> Self {
        Self::open(pg_sys::SPI_OPT_NONATOMIC as i32)
    }

    fn open(options: i32) -> Self {
        // SAFETY: paired with SPI_finish in drop; an ERROR disconnects by itself.
        unsafe { pg_sys::SPI_connect_ext(options) };
        Spi { _private: () }
    }

    /// Commits, and begins the next transaction.
    pub fn commit(&self) {
        // SAFETY: the innermost connection is nonatomic, which SPI checks itself.
        unsafe { pg_sys::SPI_commit() };
    }

    /// Rolls back, and begins the next transaction.
    pub fn rollback(&self) {
        // SAFETY: as in `commit`.
        unsafe { pg_sys::SPI_rollback() };
    }

    /// Runs a fixed query that reads, seeing all that is committed by now, whatever the isolation
    /// level, and the transaction's own changes.
    pub fn read(&self, sql: &'static str, args: &[Cell]) -> Vec<Row> {
        // SAFETY: the snapshot is taken for this query and released by SPI.
        self.run(sql, args, |plan, values, nulls| unsafe {
            let snapshot = pg_sys::RegisterSnapshot(pg_sys::GetLatestSnapshot());
            let none = std::ptr::null_mut();
            let rc =
                pg_sys::SPI_execute_snapshot(plan, values, nulls, snapshot, none, true, false, 0);
            pg_sys::UnregisterSnapshot(snapshot);
            rc
        })
    }

    /// Runs a fixed query that reads what the transaction's own snapshot sees.
    pub fn read_snapshot(&self, sql: &'static str, args: &[Cell]) -> Vec<Row> {
        // SAFETY: values and nulls are as many as the plan's parameters.
        self.run(sql, args, |plan, values, nulls| unsafe {
            pg_sys::SPI_execute_plan(plan, values, nulls, false, 0)
        })
    }

    /// Runs a fixed query that writes.
    pub fn write(&self, sql: &'static str, args: &[Cell]) -> Vec<Row> {
        self.read_snapshot(sql, args)
    }

    fn run(
        &self,
        sql: &'static str,
        args: &[Cell],
        execute: impl FnOnce(pg_sys::SPIPlanPtr, *mut pg_sys::Datum, *const c_char) -> i32,
    ) -> Vec<Row> {
        let plan = kept_plan(sql, args);
        let mut values: Vec<pg_sys::Datum> = Vec::with_capacity(args.len());
        let mut nulls: Vec<c_char> = Vec::with_capacity(args.len());
        for arg in args {
            let value = rows::datum(arg);
            nulls.push(if value.is_some() { b' ' } else { b'n' } as c_char);
            values.push(value.unwrap_or(pg_sys::Datum::null()));
        }
        let rc = execute(plan, values.as_mut_ptr(), nulls.as_ptr());
        assert!(rc >= 0, "internal query failed with SPI code {rc}: {sql}");
        // SAFETY: the tuple table is that of the query just run.
        unsafe { take_rows() }
    }

    /// Runs one statement of a migration as the caller. On `Err` the subtransaction around it
    /// must be rolled back.
    pub fn statement(&self, sql: &CStr) -> Result<(), Caught> {
        let text = sql.as_ptr();
        // SAFETY: the closure only calls C.
        let rc = unsafe { catch(|| raw::SPI_execute(text, false, 0 as c_long)) }?;
        // SAFETY: frees what a SELECT in a migration returned; null is allowed.
        unsafe { pg_sys::SPI_freetuptable(pg_sys::SPI_tuptable) };
        if rc >= 0 {
            return Ok(());
        }
        // Statements that SPI refuses are recognised before; this is for those of a later server.
        // SAFETY: the answer is a constant string.
        let code = unsafe { CStr::from_ptr(pg_sys::SPI_result_code_string(rc)) };
        let message = format!(
            "the statement cannot be run inside a function ({})",
            code.to_string_lossy()
        );
        Err(Caught {
            report: Report::new("0A000", message),
            ..Default::default()
        })
    }
}

impl Drop for Spi {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            // SAFETY: the connection is the innermost one; after an ERROR the server closes it.
            unsafe { pg_sys::SPI_finish() };
        }
    }
}

/// A query and the types of its parameters.
type PlanKey = (&'static str, Vec<pg_sys::Oid>);

thread_local! {
    static PLANS: RefCell<HashMap<PlanKey, pg_sys::SPIPlanPtr>> = RefCell::default();
}

/// The plan of a fixed query, prepared once in a session.
fn kept_plan(sql: &'static str, args: &[Cell]) -> pg_sys::SPIPlanPtr {
    let mut key: PlanKey = (sql, args.iter().map(Cell::type_oid).collect());
    if let Some(plan) = PLANS.with_borrow(|plans| plans.get(&key).copied()) {
        return plan;
    }
    let text = to_server(sql);
    // SAFETY: the text is NUL-terminated and the types are as many as said; a kept plan lives as
    // long as the session.
    let plan = unsafe {
        let plan = pg_sys::SPI_prepare(text.as_ptr(), key.1.len() as i32, key.1.as_mut_ptr());
        assert!(
            !plan.is_null(),
            "internal query could not be prepared: {sql}"
        );
        pg_sys::SPI_keepplan(plan);
        plan
    };
    PLANS.with_borrow_mut(|plans| plans.insert(key, plan));
    plan
}

unsafe fn take_rows() -> Vec<Row> {
    let table = pg_sys::SPI_tuptable;
    if table.is_null() {
        return Vec::new();
    }
    let desc = (*table).tupdesc;
    let columns = (*desc).natts;
    let types: Vec<pg_sys::Oid> = (1..=columns)
        .map(|c| pg_sys::SPI_gettypeid(desc, c))
        .collect();
    let count = pg_sys::SPI_processed as usize;
    let mut list = Vec::with_capacity(count);
    let mut values = vec![pg_sys::Datum::null(); types.len()];
    let mut nulls = vec![false; types.len()];
    for i in 0..count {
        let tuple = *(*table).vals.add(i);
        pg_sys::heap_deform_tuple(tuple, desc, values.as_mut_ptr(), nulls.as_mut_ptr());
        let cells = types.iter().zip(&values).zip(&nulls);
        list.push(
            cells
                .map(|((oid, value), null)| {
                    if *null {
                        Cell::Null
                    } else {
                        rows::cell(*value, *oid)
                    }
                })
                .collect(),
        );
    }
    pg_sys::SPI_freetuptable(table);
    list
}
