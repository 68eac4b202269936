//! Prisma's own history, the table `_prisma_migrations`: where it is, and its rows.
//!
//! Reading goes to the heap, as for our own tables. Writing runs with the rights of the table's
//! owner, restricted, once the caller is known to have the right: whatever code hangs on the table
//! runs as the one who put it there, and not as a superuser who happens to deploy.

use super::encoding::{lossy, to_server};
use super::identity::role_name;
use super::owner::as_role;
use super::rows::{Cell, Row};
use super::scan::{self, Column, Seen};
use super::schema::Sight;
use super::session::Settings;
use super::spi::Spi;
use super::subxact::Subxact;
use super::{catalog, settings};
use migrate_core::prisma_history::Attempt;
use migrate_core::schema::name::quoted;
use migrate_core::Report;
use pgrx::pg_sys::{self, Oid};
use std::cell::Cell as Shared;
use std::ffi::CStr;
use std::hash::{DefaultHasher, Hash, Hasher};

const NAME: &CStr = c"_prisma_migrations";

/// What Prisma makes of it; a table of another shape is someone else's.
const COLUMNS: [Column<'_>; 8] = [
    (c"migration_name", pg_sys::VARCHAROID),
    (c"checksum", pg_sys::VARCHAROID),
    (c"started_at", pg_sys::TIMESTAMPTZOID),
    (c"finished_at", pg_sys::TIMESTAMPTZOID),
    (c"rolled_back_at", pg_sys::TIMESTAMPTZOID),
    (c"logs", pg_sys::TEXTOID),
    (c"id", pg_sys::VARCHAROID),
    (c"applied_steps_count", pg_sys::INT4OID),
];

pub struct Table {
    oid: Oid,
    owner: Oid,
    schema: Oid,
}

/// The table whose history is to be adopted: the one in the schema that `migrate.prisma_schema`
/// names, else the one on the search_path, where Prisma itself would find it.
pub fn find() -> Result<Option<Table>, Report> {
    let Some(table) = Table::look().filter(Table::is_trusted) else {
        return Ok(None);
    };
    match table.allows(pg_sys::ACL_SELECT) {
        true => Ok(Some(table)),
        false => Err(table.denied("SELECT")),
    }
}

/// A table that is in the way, but not believed: anyone who may create tables could have put it there.
pub fn stranger() -> Option<String> {
    let table = Table::look().filter(|table| !table.is_trusted())?;
    Some(format!(
        "{} belongs to {} and is left alone; SET migrate.prisma_schema = '{}' adopts it",
        table.name(),
        role_name(table.owner),
        table.schema_name().replace('\'', "''"),
    ))
}

/// Makes the table as Prisma does, with the caller's rights: where `find` looks first.
pub fn create(spi: &Spi) -> Result<(), Report> {
    let scope = Settings::open();
    if let Some(schema) = settings::prisma_schema() {
        scope.set("search_path", &quoted(&schema));
    }
    let subxact = Subxact::begin();
    let sql = to_server(include_str!("../../sql/queries/prisma/create.sql"));
    match spi.statement(&sql) {
        Ok(()) => {
            subxact.commit();
            scope.close();
            Ok(())
        }
        Err(caught) => {
            subxact.rollback();
            scope.close();
            Err(caught.report)
        }
    }
}

thread_local! {
    /// The last fingerprint, and what it holds for.
    static LAST: Shared<Option<(Sight, Oid, u64)>> = const { Shared::new(None) };
}

/// A value that changes when the rows do; 0 where there is no such table. Nobody tells this session
/// of a change by Prisma's CLI, so they are read, unless nobody has committed anything since.
pub fn fingerprint() -> Result<u64, Report> {
    let Some(table) = find()? else {
        return Ok(0);
    };
    let sight = Sight::of_others();
    let known = LAST
        .get()
        .filter(|(at, oid, _)| Some(*at) == sight && *oid == table.oid);
    if let Some((_, _, known)) = known {
        return Ok(known);
    }
    let mut hasher = DefaultHasher::new();
    table.oid.to_u32().hash(&mut hasher);
    table.attempts(Seen::Now).hash(&mut hasher);
    let value = hasher.finish();
    LAST.set(sight.map(|sight| (sight, table.oid, value)));
    Ok(value)
}

impl Table {
    /// One look-up in the server's caches where there is none.
    fn look() -> Option<Self> {
        // SAFETY: look-ups in the server's caches; the tuple is copied from before it is released.
        unsafe {
            let oid = match settings::prisma_schema() {
                Some(name) => {
                    let schema = pg_sys::LookupExplicitNamespace(to_server(&name).as_ptr(), true);
                    pg_sys::get_relname_relid(NAME.as_ptr(), schema)
                }
                None => pg_sys::RelnameGetRelid(NAME.as_ptr()),
            };
            if oid == pg_sys::InvalidOid {
                return None;
            }
            let class = catalog::class(oid)?;
            let temporary = class.relpersistence as u8 == pg_sys::RELPERSISTENCE_TEMP;
            let table = Table {
                oid,
                owner: class.relowner,
                schema: class.relnamespace,
            };
            (!temporary && scan::fits(oid, &COLUMNS)).then_some(table)
        }
    }

    /// Whether its owner is one whose word counts here: the caller, a superuser, the owner of the
    /// database, of the schema or of our history. Or the caller asked for it by name.
    fn is_trusted(&self) -> bool {
        // SAFETY: look-ups in the server's caches.
        unsafe {
            settings::prisma_schema().is_some()
                || pg_sys::is_member_of_role_nosuper(pg_sys::GetUserId(), self.owner)
                || pg_sys::superuser_arg(self.owner)
                || catalog::database_owner() == Some(self.owner)
                || catalog::schema_owner(self.schema) == Some(self.owner)
                || catalog::history_owner() == Ok(self.owner)
        }
    }

    fn allows(&self, right: u32) -> bool {
        // SAFETY: look-ups in the server's caches; with no_error row security raises nothing.
        unsafe {
            let user = pg_sys::GetUserId();
            let hidden = pg_sys::check_enable_rls(self.oid, user, true)
                == pg_sys::CheckEnableRlsResult::RLS_ENABLED as i32;
            !hidden
                && pg_sys::pg_class_aclcheck(self.oid, user, pg_sys::AclMode::from(right))
                    == pg_sys::AclResult::ACLCHECK_OK
        }
    }

    /// Refuses a caller who may deploy, but not write what Prisma has to know of it.
    pub fn refuse_unwritable(&self) -> Result<(), Report> {
        match self.allows(pg_sys::ACL_INSERT) && self.allows(pg_sys::ACL_UPDATE) {
            true => Ok(()),
            false => Err(self.denied("SELECT, INSERT, UPDATE")),
        }
    }

    fn denied(&self, rights: &str) -> Report {
        let user = super::identity::current_user();
        let table = self.name();
        Report::new("42501", format!("permission denied for Prisma's history, the table {table}"))
            .detail("It is read and kept in step wherever it is on the search_path. Nothing was run.")
            .hint(format!(
                "GRANT {rights} ON {table} TO {}, and a policy or BYPASSRLS where row security hides its rows.",
                quoted(&user)
            ))
    }

    fn schema_name(&self) -> String {
        // SAFETY: null or a NUL-terminated string.
        unsafe { lossy(pg_sys::get_namespace_name(self.schema)) }.unwrap_or_default()
    }

    fn name(&self) -> String {
        format!("{}._prisma_migrations", quoted(&self.schema_name()))
    }

    /// All rows, in no particular order.
    pub fn attempts(&self, seen: Seen) -> Vec<Attempt> {
        // Checked to fit when it was found; a table that is gone by now has no rows.
        scan::rows_of(self.oid, &COLUMNS, seen, attempt).unwrap_or_default()
    }

    /// The open attempts, oldest first: name, start, log.
    pub fn open_attempts(&self, spi: &Spi) -> Vec<Row> {
        self.inside(|| spi.read(include_str!("../../sql/queries/prisma/open.sql"), &[]))
    }

    /// Adds an attempt. Times are the server's microseconds.
    pub fn insert(&self, spi: &Spi, attempt: &Attempt, steps: i32) {
        let args = [
            attempt.name.as_str().into(),
            attempt.checksum.as_str().into(),
            Cell::Instant(attempt.started),
            attempt.finished.map_or(Cell::Null, Cell::Instant),
            attempt.logs.as_deref().into(),
            Cell::Int(steps),
        ];
        self.write(
            spi,
            include_str!("../../sql/queries/prisma/insert.sql"),
            &args,
        );
    }

    /// The open attempt at a migration has come to its end.
    pub fn finish(&self, spi: &Spi, name: &str) {
        self.write(
            spi,
            include_str!("../../sql/queries/prisma/finish.sql"),
            &[name.into()],
        );
    }

    /// The open attempt stopped half-way.
    pub fn fail(&self, spi: &Spi, name: &str, log: &str) {
        let args = [name.into(), log.into()];
        self.write(
            spi,
            include_str!("../../sql/queries/prisma/fail.sql"),
            &args,
        );
    }

    /// The open attempt left nothing behind: as if it had not been begun.
    pub fn forget(&self, spi: &Spi, name: &str) {
        self.write(
            spi,
            include_str!("../../sql/queries/prisma/forget.sql"),
            &[name.into()],
        );
    }

    /// No attempt was ever made.
    pub fn forget_all(&self, spi: &Spi) -> Result<(), Report> {
        if !self.allows(pg_sys::ACL_DELETE) {
            return Err(self.denied("DELETE"));
        }
        let query = include_str!("../../sql/queries/prisma/forget_all.sql");
        self.write(spi, query, &[]);
        Ok(())
    }

    /// The open attempts count as rolled back.
    pub fn roll_back(&self, spi: &Spi, name: &str) {
        self.write(
            spi,
            include_str!("../../sql/queries/prisma/roll_back.sql"),
            &[name.into()],
        );
    }

    /// What was applied has another text by now.
    pub fn edit(&self, spi: &Spi, name: &str, checksum: &str) {
        let args = [name.into(), checksum.into()];
        self.write(
            spi,
            include_str!("../../sql/queries/prisma/edit.sql"),
            &args,
        );
    }

    fn write(&self, spi: &Spi, sql: &'static str, args: &[Cell]) {
        // A migration may have dropped it.
        if catalog::class(self.oid).is_some() {
            self.inside(|| spi.write(sql, args));
        }
    }

    /// As the table's owner, with the table and nothing else of the schema in sight: the queries say
    /// themselves which operators they mean.
    fn inside<T>(&self, f: impl FnOnce() -> T) -> T {
        as_role(self.owner, || {
            let scope = Settings::open();
            let path = format!("pg_catalog, {}, pg_temp", quoted(&self.schema_name()));
            scope.set("search_path", &path);
            let result = f();
            scope.close();
            result
        })
    }
}

fn attempt(cells: &mut [Cell]) -> Option<Attempt> {
    let [name, checksum, started, finished, rolled_back, logs, ..] = cells else {
        return None;
    };
    let time = |cell: &Cell| match cell {
        Cell::Instant(at) => Some(*at),
        _ => None,
    };
    Some(Attempt {
        name: name.take().into_text()?,
        checksum: checksum.take().into_text()?,
        started: time(started)?,
        finished: time(finished),
        rolled_back: time(rolled_back).is_some(),
        logs: logs.take().into_text(),
    })
}
