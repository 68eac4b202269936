//! PgBouncer in front of a cluster.

use crate::clients::pgbouncer;
use crate::held::Held;
use crate::{env, Cluster, Db, Session};
use std::process::Command;

/// A running PgBouncer; stopped when dropped.
#[derive(Debug)]
pub struct Pooler {
    server: Held,
}

impl Pooler {
    /// Starts one with a pool mode ("transaction", "session", "statement") and settings; none where PgBouncer is missing.
    pub fn start(cluster: &Cluster, mode: &str, settings: &[(&str, &str)]) -> Option<Pooler> {
        let mut start = Command::new(env::script("pooler.sh"));
        start.arg(pgbouncer()?);
        start.args([cluster.host(), &cluster.port().to_string(), mode]);
        start.args(
            settings
                .iter()
                .map(|(name, value)| format!("{name}={value}")),
        );
        Some(Pooler {
            server: Held::start(&mut start),
        })
    }

    pub fn port(&self) -> u16 {
        self.server.fact("PGPORT").parse().unwrap()
    }

    /// A session through the pooler, as the database's owner.
    pub fn connect(&self, db: &Db) -> Session {
        let mut config = postgres::Config::new();
        config
            .host(self.server.fact("PGHOST"))
            .port(self.port())
            .user(db.owner())
            .dbname(db.name());
        Session::open(config)
    }

    /// A program whose environment leads it to the database through the pooler.
    pub fn command(&self, db: &Db, program: impl AsRef<std::ffi::OsStr>) -> Command {
        let mut command = db.command(program);
        command
            .env("PGHOST", self.server.fact("PGHOST"))
            .env("PGPORT", self.port().to_string());
        command
    }
}
