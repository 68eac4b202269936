//! The history table of Prisma's CLI, and what that CLI does to it.

use crate::{Db, Session};

/// As Prisma creates it.
pub const TABLE: &str = "CREATE TABLE _prisma_migrations (
    id VARCHAR(36) PRIMARY KEY NOT NULL, checksum VARCHAR(64) NOT NULL, finished_at TIMESTAMPTZ,
    migration_name VARCHAR(255) NOT NULL, logs TEXT, rolled_back_at TIMESTAMPTZ,
    started_at TIMESTAMPTZ NOT NULL DEFAULT now(), applied_steps_count INTEGER NOT NULL DEFAULT 0)";

pub const LOG: &str = "A migration failed to apply. New migrations cannot be applied before the error is recovered from.\n\nMigration name: 2_b\n\nDatabase error code: 42703\n\nDatabase error:\nERROR: column \"nope\" does not exist\n";

pub const A: (&str, &str) = ("1_a", "create table a (id int primary key);\n");
pub const B: (&str, &str) = ("2_b", "create table b (id int primary key);\n");
pub const C: (&str, &str) = ("3_c", "create table c (id int primary key);\n");

/// What Prisma's CLI does: the script, and its row.
pub fn by_prisma(app: &mut Session, (name, sql): (&str, &str)) {
    app.run(sql);
    row(app, name, sql, "now(), null, null", 1);
}

/// A row with the given finished_at, rolled_back_at and logs.
pub fn row(app: &mut Session, name: &str, sql: &str, state: &str, steps: i32) {
    app.run(&format!(
        "insert into _prisma_migrations (id, checksum, migration_name, finished_at, rolled_back_at, logs, started_at, applied_steps_count)
         values (gen_random_uuid(), encode(sha256(convert_to($q${sql}$q$, 'UTF8')), 'hex'), '{name}', {state}, now(), {steps})"
    ));
}

pub fn failed_by_prisma(app: &mut Session, (name, sql): (&str, &str)) {
    row(app, name, sql, &format!("null, null, $q${LOG}$q$"), 0);
}

/// The rows in the order in which they were begun, as the recorded cases show them.
pub fn rows(app: &mut Session) -> String {
    app.lines(
        "select migration_name, finished_at is not null, rolled_back_at is not null, logs, applied_steps_count
           from _prisma_migrations order by started_at, migration_name",
    )
}

/// That every row is one that Prisma could have written.
#[track_caller]
pub fn well_formed(app: &mut Session) {
    let odd = "select * from _prisma_migrations where id !~ '^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$'
        or checksum !~ '^[0-9a-f]{64}$' or started_at > finished_at or started_at > clock_timestamp() or started_at < now() - interval '1 hour'";
    assert_eq!(app.lines(odd), "");
}

pub fn prisma_db(name: &str) -> (Db<'static>, Session) {
    let db = Db::owned(name);
    // For the shadow database.
    let mut admin = db.cluster().admin();
    admin.run(&format!("alter role {} createdb", db.owner()));
    let mut app = db.connect();
    app.run(TABLE);
    (db, app)
}
