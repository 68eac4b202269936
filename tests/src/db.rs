//! A database for one test.

use crate::{Background, Cluster, Session};
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};

/// A fresh database. Its name, and those of its roles, are new in the cluster.
#[derive(Debug, Clone)]
pub struct Db<'c> {
    cluster: &'c Cluster,
    name: String,
    owner: String,
}

impl Db<'static> {
    /// With the extension, installed by the superuser, on the shared cluster.
    pub fn new(name: &str) -> Self {
        Db::on(Cluster::shared(), name)
    }

    /// Without the extension.
    pub fn bare(name: &str) -> Self {
        Db::bare_on(Cluster::shared(), name)
    }

    /// Owned by an ordinary role, which installed the extension as a trusted one: see `owner`.
    pub fn owned(name: &str) -> Self {
        Db::owned_on(Cluster::shared(), name)
    }
}

impl<'c> Db<'c> {
    pub fn on(cluster: &'c Cluster, name: &str) -> Self {
        let db = Db::bare_on(cluster, name);
        db.connect().run("create extension migrate");
        db
    }

    pub fn bare_on(cluster: &'c Cluster, name: &str) -> Self {
        let name = Db::fresh(name);
        cluster
            .admin()
            .run(&format!("create database {name} template template0"));
        Db {
            cluster,
            name,
            owner: "postgres".to_owned(),
        }
    }

    fn fresh(name: &str) -> String {
        static COUNT: AtomicU32 = AtomicU32::new(1);
        format!("{name}_{}", COUNT.fetch_add(1, Ordering::Relaxed))
    }

    pub fn owned_on(cluster: &'c Cluster, name: &str) -> Self {
        let mut db = Db::bare_on(cluster, name);
        db.owner = db.role("owner");
        cluster
            .admin()
            .run(&format!("alter database {} owner to {}", db.name, db.owner));
        db.connect_as("postgres")
            .run(&format!("alter schema public owner to {}", db.owner));
        db.connect().run("create extension migrate");
        db
    }

    /// A copy of this one by CREATE DATABASE; nobody may be connected to it.
    pub fn twin(&self, admin: &mut Session) -> Self {
        let name = Db::fresh("twin");
        admin.run(&format!("create database {name} template {}", self.name));
        Db {
            name,
            ..self.clone()
        }
    }

    /// With the extension, of a name that a tool has given it.
    pub fn existing(cluster: &'c Cluster, name: &str) -> Self {
        let db = Db {
            cluster,
            name: name.to_owned(),
            owner: "postgres".to_owned(),
        };
        db.connect().run("create extension if not exists migrate");
        db
    }

    /// Drops it: for those who make thousands. Subscriptions would keep it.
    pub fn delete(self) {
        let mut inside = self.connect_as("postgres");
        for name in inside.rows(
            "select quote_ident(subname) from pg_subscription where subdbid =
               (select oid from pg_database where datname = current_database())",
        ) {
            let name = &name[0];
            inside.run(&format!("alter subscription {name} disable"));
            inside.run(&format!("alter subscription {name} set (slot_name = none)"));
            inside.run(&format!("drop subscription {name}"));
        }
        drop(inside);
        self.cluster
            .admin()
            .run(&format!("drop database {} with (force)", self.name));
    }

    pub fn cluster(&self) -> &'c Cluster {
        self.cluster
    }

    pub fn name(&self) -> &str {
        &self.name
    }

    /// The role that installed the extension and that `connect` uses.
    pub fn owner(&self) -> &str {
        &self.owner
    }

    /// Creates a role that can log in and has no other rights, and returns its name: `role("reader")` gives `deploy_7_reader`.
    pub fn role(&self, name: &str) -> String {
        let role = format!("{}_{name}", self.name);
        self.cluster
            .admin()
            .run(&format!("create role {role} login"));
        role
    }

    /// A session of the owner.
    pub fn connect(&self) -> Session {
        self.connect_as(&self.owner)
    }

    /// A session of a role.
    pub fn connect_as(&self, role: &str) -> Session {
        self.cluster.connect(&self.name, role)
    }

    /// Runs SQL in a session and thread of its own.
    pub fn background(&self, sql: &str) -> Background {
        Background::start(self.connect(), sql)
    }

    /// How a client of another kind connects, over TCP: `postgresql://…`.
    pub fn url(&self) -> String {
        format!(
            "postgresql://{}@127.0.0.1:{}/{}",
            self.owner,
            self.cluster.port(),
            self.name
        )
    }

    /// A program whose environment (PGHOST, PGPORT, PGUSER, PGDATABASE) leads it here.
    pub fn command(&self, program: impl AsRef<std::ffi::OsStr>) -> Command {
        let mut command = Command::new(program);
        command
            .env("PGHOST", self.cluster.host())
            .env("PGPORT", self.cluster.port().to_string())
            .env("PGUSER", &self.owner)
            .env("PGDATABASE", &self.name);
        command
    }
}
