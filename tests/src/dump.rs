//! pg_dump and pg_restore.

use crate::psql::Output;
use crate::{env, Db};

impl<'c> Db<'c> {
    /// What pg_dump prints: `dump(&["-s"])`.
    #[track_caller]
    pub fn dump(&self, arguments: &[&str]) -> String {
        Output::of(self.command(env::bin().join("pg_dump")).args(arguments), "").ok()
    }

    /// The schema without what belongs to the extension, in a form to compare: see `comparable`.
    #[track_caller]
    pub fn schema(&self) -> String {
        comparable(&self.dump(&["-s", "-N", "migrate"]))
    }

    /// Runs a plain dump in this database.
    #[track_caller]
    pub fn restore(&self, dump: &str) {
        self.psql(dump).ok();
    }

    /// A new database with the extension and a copy of this one's schema, made by pg_dump.
    #[track_caller]
    pub fn copy(&self) -> Self {
        self.try_copy().unwrap_or_else(|error| panic!("{error}"))
    }

    /// The same; the error is psql's.
    #[track_caller]
    pub fn try_copy(&self) -> Result<Self, String> {
        let dump = self.dump(&["-s"]);
        let copy = Db::on(self.cluster(), "copy");
        let output = copy.psql(&dump);
        if output.code == 0 {
            return Ok(copy);
        }
        copy.delete();
        Err(output.stderr)
    }
}

/// A dump without what differs from run to run or depends on the extension being there: comments, blank lines, the random
/// words of `\restrict`.
pub fn comparable(dump: &str) -> String {
    let noise = |line: &&str| {
        line.is_empty()
            || line.starts_with("--")
            || line.starts_with("\\restrict")
            || line.starts_with("\\unrestrict")
            || line.starts_with("CREATE EXTENSION IF NOT EXISTS migrate ")
            || line.starts_with("COMMENT ON EXTENSION migrate ")
    };
    dump.lines()
        .filter(|line| !noise(line))
        .map(|line| format!("{line}\n"))
        .collect()
}
