//! SPI: a connection, fixed queries with kept plans, and the statements of migrations.

use super::caught::{catch, Caught};
use super::encoding::{lossy, to_server};
use super::raw;
use super::rows::{self, Cell, Field, Row};
use migrate_core::Report;
use pgrx::pg_sys;
use std::borrow::Cow;
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

    /// Runs a query that reads a whole catalog, and gives each of its rows to `take`. Its plan is not
    /// kept: it is larger than what it saves, as sessions seldom ask twice.
    pub fn each(&self, look: &Look, sql: &'static str, mut take: impl FnMut(&[Field<'_>])) {
        let text = to_server(&for_this_server(sql));
        let (values, nulls, none) = (std::ptr::null_mut(), std::ptr::null(), std::ptr::null_mut());
        // SAFETY: the text is NUL-terminated and has no parameters; the tuple table is that of this
        // query.
        unsafe {
            let plan = pg_sys::SPI_prepare(text.as_ptr(), 0, std::ptr::null_mut());
            assert!(
                !plan.is_null(),
                "internal query could not be prepared: {sql}"
            );
            let rc =
                pg_sys::SPI_execute_snapshot(plan, values, nulls, look.0, none, true, false, 0);
            assert!(rc >= 0, "internal query failed with SPI code {rc}: {sql}");
            each_row(|row| take(row));
            pg_sys::SPI_freeplan(plan);
        }
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

    /// The number that a query of ours gives, run as the caller. On `Err` the subtransaction around it
    /// must be rolled back.
    pub fn count(&self, sql: &CStr) -> Result<i64, Caught> {
        let rows = self.ask(sql)?;
        Ok(rows.first().map_or(0, |row| row[0].as_long()))
    }

    /// The first column of a query of ours, run as the caller. On `Err` the transaction must be rolled
    /// back.
    pub fn texts(&self, sql: &CStr) -> Result<Vec<String>, Caught> {
        let rows = self.ask(sql)?.into_iter();
        Ok(rows
            .filter_map(|mut row| row[0].take().into_text())
            .collect())
    }

    fn ask(&self, sql: &CStr) -> Result<Vec<Row>, Caught> {
        let text = sql.as_ptr();
        // SAFETY: the closure only calls C; the tuple table is that of the query just run.
        unsafe {
            catch(|| raw::SPI_execute(text, true, 0 as c_long))?;
            Ok(take_rows())
        }
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

/// What queries see that are to agree with each other: all that is committed when it is taken, and
/// the transaction's own changes until then.
pub struct Look(pg_sys::Snapshot);

impl Look {
    pub fn now() -> Self {
        // SAFETY: unregistered in drop; an ERROR releases it with its resource owner.
        Look(unsafe { pg_sys::RegisterSnapshot(pg_sys::GetLatestSnapshot()) })
    }

    pub fn snapshot(&self) -> pg_sys::Snapshot {
        self.0
    }
}

impl Drop for Look {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            // SAFETY: registered in `now`.
            unsafe { pg_sys::UnregisterSnapshot(self.0) };
        }
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
    let text = to_server(&for_this_server(sql));
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

/// The lines of a query that this server understands: one that ends in `--@ 14+` is for that major
/// version and later ones, `--@ <14` for those before.
fn for_this_server(sql: &str) -> Cow<'_, str> {
    if !sql.contains("--@ ") {
        return Cow::Borrowed(sql);
    }
    let counts = |line: &&str| {
        let Some((_, mark)) = line.rsplit_once("--@ ") else {
            return true;
        };
        match (mark.strip_prefix('<'), mark.strip_suffix('+')) {
            (Some(below), _) => below.parse().is_ok_and(|major: u32| MAJOR < major),
            (_, Some(from)) => from.parse().is_ok_and(|major: u32| MAJOR >= major),
            _ => panic!("a mark that is no version: {line}"),
        }
    };
    Cow::Owned(sql.lines().filter(counts).collect::<Vec<_>>().join("\n"))
}

const MAJOR: u32 = pg_sys::PG_MAJORVERSION_NUM;

unsafe fn each_row(mut take: impl FnMut(&[Field<'_>])) {
    let table = pg_sys::SPI_tuptable;
    let desc = (*table).tupdesc;
    let names: Vec<String> = (1..=(*desc).natts)
        .map(|c| lossy(pg_sys::SPI_fname(desc, c)).unwrap_or_default())
        .collect();
    let mut fields: Vec<Field<'_>> = names
        .iter()
        .enumerate()
        .map(|(i, name)| Field::new(name, pg_sys::SPI_gettypeid(desc, i as i32 + 1)))
        .collect();
    let mut values = vec![pg_sys::Datum::null(); fields.len()];
    let mut nulls = vec![false; fields.len()];
    for i in 0..pg_sys::SPI_processed as usize {
        let tuple = *(*table).vals.add(i);
        pg_sys::heap_deform_tuple(tuple, desc, values.as_mut_ptr(), nulls.as_mut_ptr());
        for ((field, value), null) in fields.iter_mut().zip(&values).zip(&nulls) {
            field.set((!null).then_some(*value));
        }
        take(&fields);
    }
    pg_sys::SPI_freetuptable(table);
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
