//! What the project leaves out: the rows of `migrate.ignored`, and Prisma's history.

use crate::server::scan::{self, Seen};
use migrate_core::schema::ignore::Ignored;
use migrate_core::Report;
use pgrx::pg_sys;

/// As committed now, and Prisma's history, which is no part of a schema.
pub fn ignored() -> Result<Vec<Ignored>, Report> {
    let columns = [(c"kind", pg_sys::TEXTOID), (c"pattern", pg_sys::TEXTOID)];
    let mut list = scan::rows(c"ignored", &columns, Seen::Now, |cells| {
        Some(Ignored {
            kind: cells[0].take().into_text(),
            pattern: cells[1].take().into_text()?,
        })
    })?;
    list.push(Ignored {
        kind: Some("table".into()),
        pattern: "*._prisma_migrations".into(),
    });
    Ok(list)
}
