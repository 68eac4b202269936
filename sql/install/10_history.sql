-- The history. Its tables belong to the role that installed the extension (also when it is no
-- superuser), so that this role's pg_dump and pg_restore carry them; nobody else may write them.

CREATE SCHEMA migrate;
COMMENT ON SCHEMA migrate IS 'Schema migration inside the server';
GRANT USAGE ON SCHEMA migrate TO PUBLIC;

CREATE TABLE migrate.scripts (
    checksum text COLLATE "C" PRIMARY KEY,
    sql      text NOT NULL
);
COMMENT ON TABLE  migrate.scripts          IS 'The texts of migrations that were run or recorded, each once';
COMMENT ON COLUMN migrate.scripts.checksum IS 'sha-256 of the text''s bytes in lower-case hex, as in _prisma_migrations';
COMMENT ON COLUMN migrate.scripts.sql      IS 'The whole text, byte for byte';

CREATE TABLE migrate.migrations (
    name             text COLLATE "C" PRIMARY KEY,
    checksum         text NOT NULL,
    standing         text NOT NULL
        CHECK (standing IN ('applied', 'baselined', 'running', 'failed', 'rolled_back')),
    position         bigint NOT NULL,
    statements       integer,
    statements_done  integer NOT NULL,
    started_at       timestamptz NOT NULL,
    finished_at      timestamptz,
    applied_by       text NOT NULL,
    connected_as     text NOT NULL,
    application_name text,
    client_addr      inet
);
CREATE UNIQUE INDEX migrations_by_position ON migrate.migrations (position);
COMMENT ON TABLE  migrate.migrations                  IS 'One row for each migration that was applied, baselined or begun';
COMMENT ON COLUMN migrate.migrations.name             IS 'The name that the bundle gave it: that of its folder or file';
COMMENT ON COLUMN migrate.migrations.checksum         IS 'Checksum of the text that stands, a key of migrate.scripts; the name of a tool with a colon, and what it knows of the text, for a migration that was adopted without its text';
COMMENT ON COLUMN migrate.migrations.standing         IS 'applied; baselined: recorded without running; running: a rollout is in the middle of it, or died there; failed: a rollout stopped in the middle; rolled_back: declared undone by resolve, to be run again';
COMMENT ON COLUMN migrate.migrations.position         IS 'Order in which the migrations were recorded';
COMMENT ON COLUMN migrate.migrations.statements       IS 'Number of statements in the text; null when it was recorded without running it';
COMMENT ON COLUMN migrate.migrations.statements_done  IS 'How many of them are committed';
COMMENT ON COLUMN migrate.migrations.started_at       IS 'When its first statement was started';
COMMENT ON COLUMN migrate.migrations.finished_at      IS 'When its last statement ended; null while running, after a failure, and where a tool that was adopted from does not say';
COMMENT ON COLUMN migrate.migrations.applied_by       IS 'The role whose rights it ran with (current_user)';
COMMENT ON COLUMN migrate.migrations.connected_as     IS 'The role that was connected (session_user)';
COMMENT ON COLUMN migrate.migrations.application_name IS 'application_name of the session';
COMMENT ON COLUMN migrate.migrations.client_addr      IS 'Address of the client; null for a Unix socket';

CREATE TABLE migrate.failures (
    id               uuid PRIMARY KEY DEFAULT pg_catalog.gen_random_uuid(),
    name             text COLLATE "C" NOT NULL,
    checksum         text NOT NULL,
    verb             text NOT NULL,
    attempted_at     timestamptz NOT NULL,
    duration         interval NOT NULL,
    statement        integer,
    line             integer,
    column_number    integer,
    sqlstate         text NOT NULL,
    message          text NOT NULL,
    detail           text,
    hint             text,
    context          text,
    attempted_by     text NOT NULL,
    connected_as     text NOT NULL,
    application_name text,
    client_addr      inet
);
CREATE INDEX failures_by_time ON migrate.failures (attempted_at DESC);
CREATE INDEX failures_by_name ON migrate.failures (name, attempted_at DESC);
COMMENT ON TABLE migrate.failures IS 'Attempts to apply a migration that failed: written by a background worker, so that they survive the rollback; the newest 1000 are kept';

CREATE TABLE migrate.replaced (
    replaced_by text COLLATE "C" NOT NULL,
    name        text COLLATE "C" NOT NULL,
    position    bigint NOT NULL,
    checksum    text NOT NULL,
    PRIMARY KEY (replaced_by, name)
);
COMMENT ON TABLE  migrate.replaced             IS 'What recorded migrations stand for: the ones that a squashed migration replaces';
COMMENT ON COLUMN migrate.replaced.replaced_by IS 'The migration that stands for others';
COMMENT ON COLUMN migrate.replaced.name        IS 'One that it replaces; a bundle that still has it finds it applied';
COMMENT ON COLUMN migrate.replaced.position    IS 'Its place among them';
COMMENT ON COLUMN migrate.replaced.checksum    IS 'Checksum of its text';

-- pg_dump carries the contents.
SELECT pg_catalog.pg_extension_config_dump('migrate.scripts', '');
SELECT pg_catalog.pg_extension_config_dump('migrate.migrations', '');
SELECT pg_catalog.pg_extension_config_dump('migrate.failures', '');
SELECT pg_catalog.pg_extension_config_dump('migrate.replaced', '');

CREATE VIEW migrate.history AS
SELECT m.name,
       m.checksum,
       s.sql,
       m.finished_at AS applied_at,
       m.applied_by,
       m.finished_at OPERATOR(pg_catalog.-) m.started_at AS duration,
       m.standing AS state,
       m.statements,
       m.started_at,
       m.connected_as,
       m.application_name,
       m.client_addr,
       m.position
  FROM migrate.migrations AS m
  LEFT JOIN migrate.scripts AS s ON s.checksum OPERATOR(pg_catalog.=) m.checksum
 WHERE m.standing OPERATOR(pg_catalog.=) ANY (ARRAY['applied', 'baselined'])
 ORDER BY m.position;
COMMENT ON VIEW migrate.history IS 'The migrations that stand: what was applied, when, by whom, how long it took, from where';

CREATE VIEW migrate.attempts AS
SELECT f.name,
       f.attempted_at,
       f.sqlstate,
       f.message,
       f.statement,
       f.line,
       f.column_number,
       f.detail,
       f.hint,
       f.context,
       f.verb,
       f.duration,
       f.attempted_by,
       f.connected_as,
       f.application_name,
       f.client_addr,
       f.checksum,
       s.sql
  FROM migrate.failures AS f
  LEFT JOIN migrate.scripts AS s ON s.checksum OPERATOR(pg_catalog.=) f.checksum
 ORDER BY f.attempted_at;
COMMENT ON VIEW migrate.attempts IS 'The attempts that failed, and why, oldest first';

ALTER TABLE migrate.scripts    OWNER TO @extowner@;
ALTER TABLE migrate.migrations OWNER TO @extowner@;
ALTER TABLE migrate.failures   OWNER TO @extowner@;
ALTER TABLE migrate.replaced   OWNER TO @extowner@;
ALTER VIEW  migrate.history    OWNER TO @extowner@;
ALTER VIEW  migrate.attempts   OWNER TO @extowner@;
