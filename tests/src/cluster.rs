//! Throwaway clusters, made by scripts/cluster.sh.

use crate::held::Held;
use crate::{env, Db, Session};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

/// A running PostgreSQL server of its own. It stops when dropped, and at the latest when the process ends.
#[derive(Debug)]
pub struct Cluster {
    server: Held,
}

impl Cluster {
    /// The one that the tests of this process share.
    pub fn shared() -> &'static Cluster {
        static SHARED: OnceLock<Cluster> = OnceLock::new();
        SHARED.get_or_init(|| {
            Cluster::with(&[("max_connections", "200"), ("max_worker_processes", "40")])
        })
    }

    /// A private one with these settings.
    pub fn with(settings: &[(&str, &str)]) -> Cluster {
        Cluster::start(env::major(), &env::bin(), settings, None)
    }

    /// One of another major.
    pub fn of(major: u32, bin: &Path, settings: &[(&str, &str)]) -> Cluster {
        Cluster::start(major, bin, settings, None)
    }

    /// The same in memory, where the system has such a folder: for those who make hundreds of databases. Tablespaces
    /// may be in the data folder: `LOCATION ''`.
    pub fn in_memory(settings: &[(&str, &str)]) -> Cluster {
        let memory = Path::new("/dev/shm");
        let in_place: &[_] = match env::major() {
            ..15 => &[],
            _ => &[("allow_in_place_tablespaces", "on")],
        };
        let settings = [settings, in_place].concat();
        let folder = memory.is_dir().then_some(memory);
        Cluster::start(env::major(), &env::bin(), &settings, folder)
    }

    fn start(major: u32, bin: &Path, settings: &[(&str, &str)], folder: Option<&Path>) -> Cluster {
        let mut start = Command::new(env::script("cluster.sh"));
        start.args(["hold", "-", &major.to_string(), "--fast"]);
        start.args(
            settings
                .iter()
                .map(|(name, value)| format!("{name}={value}")),
        );
        start.env("MIGRATE_PG_BIN", bin);
        start.envs(folder.map(|folder| ("TMPDIR", folder)));
        Cluster {
            server: Held::start(&mut start),
        }
    }

    /// The folder of its Unix socket, which clients take as a host.
    pub fn host(&self) -> &str {
        self.server.fact("PGHOST")
    }

    /// The folder that has all of it and goes away with it.
    pub fn folder(&self) -> PathBuf {
        PathBuf::from(self.server.fact("DIR"))
    }

    /// Its port, of the Unix socket and on 127.0.0.1.
    pub fn port(&self) -> u16 {
        self.server.fact("PGPORT").parse().unwrap()
    }

    /// The data folder (PGDATA).
    pub fn data(&self) -> PathBuf {
        PathBuf::from(self.server.fact("PGDATA"))
    }

    /// What the server has logged so far.
    pub fn log(&self) -> String {
        let log = std::fs::read(self.server.fact("LOG")).expect("the server's log can be read");
        String::from_utf8_lossy(&log).into_owned()
    }

    /// Stops and starts the server; connections break.
    pub fn restart(&self) {
        let done = Command::new(env::script("cluster.sh"))
            .args(["restart", self.server.fact("DIR")])
            .status();
        assert!(
            done.expect("scripts/cluster.sh runs").success(),
            "the server did not restart"
        );
    }

    /// A session of the superuser in the database `postgres`.
    pub fn admin(&self) -> Session {
        self.connect("postgres", "postgres")
    }

    /// A session of a role in a database.
    pub fn connect(&self, database: &str, role: &str) -> Session {
        Session::open(self.config(database, role))
    }

    /// A new database with the extension, on this cluster.
    pub fn db(&self, name: &str) -> Db<'_> {
        Db::on(self, name)
    }

    pub(crate) fn config(&self, database: &str, role: &str) -> postgres::Config {
        let mut config = postgres::Config::new();
        config
            .host(self.host())
            .port(self.port())
            .user(role)
            .dbname(database)
            .application_name("migrate_tests");
        config
    }

    /// Sends a signal, say "KILL", to a server process.
    pub fn signal(&self, pid: i32, signal: &str) {
        // the shell's own kill: the program of that name is not on every system
        let sent = Command::new("sh")
            .args(["-c", "kill -$0 $1", signal, &pid.to_string()])
            .status();
        assert!(
            sent.expect("kill runs").success(),
            "there is no process {pid}"
        );
    }
}
