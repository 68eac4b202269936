//! What migrate.log_ddl and migrate.protect were told. Read for every DDL command, so straight from
//! the heap.

use crate::server::catalog::pinned;
use crate::server::encoding::lossy;
use crate::server::identity::current_user;
use crate::server::notice::warning;
use crate::server::owner::as_owner;
use crate::server::rows::Cell;
use crate::server::scan::{self, Seen};
use crate::server::spi::Spi;
use migrate_core::Report;
use pgrx::pg_sys;

/// For how long the log keeps its rows if nothing else is set.
const KEEP: &str = "90 days";

pub struct Switches {
    pub log: bool,
    /// An interval.
    pub keep: String,
    /// Who put the protection in force, and when.
    pub protected: Option<Since>,
    /// Whether it was in force where this database was restored from.
    pub protected_elsewhere: bool,
}

pub struct Since {
    pub by: String,
    at: i64,
}

impl Since {
    /// The time as text.
    pub fn at(&self) -> String {
        // SAFETY: the server writes into a buffer of its own.
        unsafe { lossy(pg_sys::timestamptz_to_str(self.at)) }.unwrap_or_default()
    }
}

impl Switches {
    /// As they are committed now.
    pub fn read() -> Result<Self, Report> {
        let columns = [
            (c"name", pg_sys::TEXTOID),
            (c"value", pg_sys::TEXTOID),
            (c"set_by", pg_sys::TEXTOID),
            (c"set_at", pg_sys::TIMESTAMPTZOID),
        ];
        let rows = scan::rows(c"settings", &columns, Seen::Now, |cells| {
            let [name, value, by, at] = cells else {
                return None;
            };
            let text = |cell: &mut Cell| cell.take().into_text();
            let instant = |cell: &Cell| match cell {
                Cell::Instant(at) => *at,
                _ => 0,
            };
            Some((text(name)?, text(value)?, text(by)?, instant(at)))
        })?;
        let mut switches = Switches {
            log: true,
            keep: KEEP.into(),
            protected: None,
            protected_elsewhere: false,
        };
        for (name, value, by, at) in rows {
            match name.as_str() {
                "log_ddl" => switches.log = value != "off",
                "keep_ddl_log" => switches.keep = value,
                "protect_in_force" => switches.protected = Some(Since { by, at }),
                "protect" => switches.protected_elsewhere = true,
                _ => {}
            }
        }
        switches.protected_elsewhere &= switches.protected.is_none();
        Ok(switches)
    }
}

pub fn set(spi: &Spi, name: &str, value: &str) -> Result<(), Report> {
    let args = [name.into(), value.into(), current_user().into()];
    as_owner(|| {
        spi.write(include_str!("../../../sql/queries/setting.sql"), &args);
        Ok(())
    })
}

pub fn unset(spi: &Spi, name: &str) -> Result<(), Report> {
    as_owner(|| {
        spi.write(
            "DELETE FROM migrate.settings WHERE name = $1",
            &[name.into()],
        );
        Ok(())
    })
}

/// Warns if the event triggers, which a superuser can disable, do not see every command.
pub fn warn_if_blind(spi: &Spi) {
    let query = "SELECT count(*) FROM pg_catalog.pg_event_trigger WHERE evtenabled = 'A' \
                 AND evtname IN ('migrate_ddl_start', 'migrate_ddl_drop', 'migrate_ddl_end')";
    if pinned(|| spi.read(query, &[]))[0][0].as_long() < 3 {
        warning("DDL is not observed: of the event triggers migrate_ddl_start, migrate_ddl_drop and migrate_ddl_end, not all are there and enabled as ALWAYS");
    }
}
