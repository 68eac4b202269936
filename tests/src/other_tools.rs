//! The history tables of other migration tools, as these create and fill them.

use crate::{Db, Session};

pub const SQLX: &str = "create table if not exists _sqlx_migrations (
    version bigint primary key, description text not null, installed_on timestamptz not null default now(),
    success boolean not null, checksum bytea not null, execution_time bigint not null)";

pub const DIESEL: &str = "create table if not exists __diesel_schema_migrations (
    version varchar(50) primary key not null, run_on timestamp not null default current_timestamp)";

pub const FLYWAY: &str = r#"create table "flyway_schema_history" (
    "installed_rank" int not null, "version" varchar(50), "description" varchar(200) not null, "type" varchar(20) not null,
    "script" varchar(1000) not null, "checksum" integer, "installed_by" varchar(100) not null,
    "installed_on" timestamp not null default now(), "execution_time" integer not null, "success" boolean not null);
    alter table "flyway_schema_history" add constraint "flyway_schema_history_pk" primary key ("installed_rank");
    create index "flyway_schema_history_s_idx" on "flyway_schema_history" ("success")"#;

pub const GOLANG: &str = "create table if not exists schema_migrations (version bigint not null primary key, dirty boolean not null)";

pub const NODE: &str = "create table pgmigrations (id serial primary key, name varchar(255) not null, run_on timestamp not null)";

pub const ALEMBIC: &str = "create table alembic_version (
    version_num varchar(32) not null, constraint alembic_version_pkc primary key (version_num))";

pub const RAILS: &str = "create table schema_migrations (version character varying not null primary key);
    create table ar_internal_metadata (key character varying not null primary key, value character varying,
        created_at timestamp(6) not null, updated_at timestamp(6) not null)";

pub const DBMATE: &str =
    "create table if not exists public.schema_migrations (version varchar primary key)";

pub const A: (&str, &str) = ("1_a", "create table a (id int primary key);\n");
pub const B: (&str, &str) = ("2_b", "create table b (id int primary key);\n");
pub const C: (&str, &str) = ("3_c", "create table c (id int primary key);\n");

/// A database in which a tool has made its table.
pub fn tool_db(name: &str, table: &str) -> (Db<'static>, Session) {
    let db = Db::owned(name);
    let mut app = db.connect();
    app.run(table);
    (db, app)
}

/// What sqlx does: the script, and its row.
pub fn by_sqlx(app: &mut Session, version: i64, description: &str, sql: &str) {
    app.run(sql);
    app.run(&format!(
        "insert into _sqlx_migrations values ({version}, '{description}', '2024-05-06 07:08:09+00', true,
                sha384(convert_to($q${sql}$q$, 'UTF8')), 2500000)"
    ));
}

/// A row of Flyway's.
pub fn by_flyway(
    app: &mut Session,
    version: &str,
    kind: &str,
    script: &str,
    checksum: &str,
    success: bool,
) {
    app.run(&format!(
        "insert into flyway_schema_history select count(*) + 1, {version}, 'x', '{kind}', '{script}', {checksum},
                'flyway_user', '2024-05-06 07:08:09', 12, {success} from flyway_schema_history"
    ));
}

/// `adopt` with the arguments after the tool's name, as lines `name|state|detail`.
#[track_caller]
pub fn adopt(app: &mut Session, tool: &str, arguments: &str) -> String {
    app.notices();
    app.lines(&format!(
        "select name, state, detail from migrate.adopt('{tool}'{arguments})"
    ))
}

/// The same with a bundle, as lines `name|state`.
#[track_caller]
pub fn adopt_bundle(app: &mut Session, tool: &str, bundle: &str) -> String {
    app.notices();
    app.lines(&format!(
        "select name, state from migrate.adopt('{tool}', $json${bundle}$json$)"
    ))
}

/// The last NOTICE.
pub fn notice(app: &mut Session) -> String {
    let last = app.notices().pop();
    last.map(|notice| notice.message).unwrap_or_default()
}
