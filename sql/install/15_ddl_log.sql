-- What is known of DDL that did not come in a migration, and what the database is set to do about it.
-- As with the history, the tables belong to the role that installed the extension.

CREATE TABLE migrate.ddl_events (
    id               uuid PRIMARY KEY DEFAULT pg_catalog.gen_random_uuid(),
    logged_at        timestamptz NOT NULL,
    tag              text NOT NULL,
    statement        text,
    context          text,
    objects          jsonb NOT NULL,
    executed_as      text NOT NULL,
    connected_as     text NOT NULL,
    application_name text,
    client_addr      inet,
    pid              integer NOT NULL,
    transaction_id   xid8,
    own              text,
    break_glass      text
);
CREATE INDEX ddl_events_by_time ON migrate.ddl_events (logged_at);
COMMENT ON TABLE  migrate.ddl_events                  IS 'One row for each DDL command that no migration ran, written by event triggers; migrate.ddl_log shows them beside the migrations';
COMMENT ON COLUMN migrate.ddl_events.logged_at        IS 'When the command ended';
COMMENT ON COLUMN migrate.ddl_events.tag              IS 'The command tag: CREATE TABLE, ALTER TABLE and so on; BREAK GLASS for a call of migrate.break_glass';
COMMENT ON COLUMN migrate.ddl_events.statement        IS 'The statement that the client sent, which may call a function or run a DO block that holds the command; not kept for commands that may hold passwords';
COMMENT ON COLUMN migrate.ddl_events.context          IS 'Where in the functions that the statement called the command was; null when it was the statement itself';
COMMENT ON COLUMN migrate.ddl_events.objects          IS 'The objects that were created, changed or dropped: type, schema, identity; class, id and sub as in pg_depend; dropped: true';
COMMENT ON COLUMN migrate.ddl_events.executed_as      IS 'The role whose rights the command ran with (current_user)';
COMMENT ON COLUMN migrate.ddl_events.connected_as     IS 'The role that was connected (session_user)';
COMMENT ON COLUMN migrate.ddl_events.application_name IS 'application_name of the session';
COMMENT ON COLUMN migrate.ddl_events.client_addr      IS 'Address of the client; null for a Unix socket';
COMMENT ON COLUMN migrate.ddl_events.pid              IS 'Process id of the session';
COMMENT ON COLUMN migrate.ddl_events.transaction_id   IS 'Id of the transaction: what it did has the same';
COMMENT ON COLUMN migrate.ddl_events.own              IS 'The function of migrate that ran the command; null for everyone else''s';
COMMENT ON COLUMN migrate.ddl_events.break_glass      IS 'The reason given to migrate.break_glass, if that was in force';

CREATE TABLE migrate.settings (
    name   text COLLATE "C" PRIMARY KEY
        CHECK (name IN ('log_ddl', 'keep_ddl_log', 'protect', 'protect_in_force')),
    value  text NOT NULL,
    set_by text NOT NULL,
    set_at timestamptz NOT NULL
);
COMMENT ON TABLE  migrate.settings        IS 'What migrate.log_ddl and migrate.protect were told; what has no row is as usual';
COMMENT ON COLUMN migrate.settings.name   IS 'log_ddl: on or off; keep_ddl_log: an interval; protect: on; protect_in_force: on, and left out of dumps, because a restore could not create the rest of its own schema';
COMMENT ON COLUMN migrate.settings.value  IS 'Its value';
COMMENT ON COLUMN migrate.settings.set_by IS 'The role that set it (current_user)';
COMMENT ON COLUMN migrate.settings.set_at IS 'When';

CREATE TABLE migrate.ignored (
    pattern  text NOT NULL,
    kind     text
        CHECK (kind IN ('schema', 'extension', 'table', 'foreign table', 'view', 'materialized view', 'column',
            'composite type', 'sequence', 'index', 'constraint', 'domain', 'domain constraint', 'trigger', 'rule',
            'policy', 'statistics', 'enum', 'range type', 'base type', 'shell type', 'function', 'procedure',
            'aggregate', 'operator', 'operator class', 'operator family', 'cast', 'collation', 'conversion',
            'transform', 'language', 'access method', 'text search parser', 'text search dictionary',
            'text search template', 'text search configuration', 'foreign-data wrapper', 'server',
            'user mapping', 'publication', 'subscription', 'event trigger', 'default privileges',
            'privileges')),
    reason   text NOT NULL,
    added_by text NOT NULL DEFAULT CURRENT_USER,
    added_at timestamptz NOT NULL DEFAULT pg_catalog.now()
);
CREATE UNIQUE INDEX ignored_once ON migrate.ignored (pattern, COALESCE(kind, ''));
COMMENT ON TABLE  migrate.ignored          IS 'Objects that are not looked after: the partitions that a job makes, for example. Insert and delete rows by hand';
COMMENT ON COLUMN migrate.ignored.pattern  IS 'Matched against schema.name, or name where there is no schema, as they are, without quotes: * stands for any characters, ? for one. What hangs on a table is ignored with it';
COMMENT ON COLUMN migrate.ignored.kind     IS 'The kind of object; null for all';
COMMENT ON COLUMN migrate.ignored.reason   IS 'Why; for the next person who wonders';
COMMENT ON COLUMN migrate.ignored.added_by IS 'The role that added the row';
COMMENT ON COLUMN migrate.ignored.added_at IS 'When';

SELECT pg_catalog.pg_extension_config_dump('migrate.ddl_events', '');
SELECT pg_catalog.pg_extension_config_dump('migrate.settings', 'WHERE name OPERATOR(pg_catalog.<>) ''protect_in_force''');
SELECT pg_catalog.pg_extension_config_dump('migrate.ignored', '');

CREATE VIEW migrate.ddl_log AS
SELECT e.logged_at,
       e.own,
       e.tag,
       e.statement,
       e.objects,
       e.executed_as,
       e.connected_as,
       e.application_name,
       e.client_addr,
       e.break_glass,
       e.context,
       e.pid,
       e.transaction_id,
       e.id
  FROM migrate.ddl_events AS e
 UNION ALL
SELECT COALESCE(m.finished_at, m.started_at),
       m.name,
       'MIGRATION',
       s.sql,
       NULL,
       m.applied_by,
       m.connected_as,
       m.application_name,
       m.client_addr,
       NULL,
       NULL,
       NULL,
       NULL,
       NULL
  FROM migrate.migrations AS m
  LEFT JOIN migrate.scripts AS s ON s.checksum OPERATOR(pg_catalog.=) m.checksum
 WHERE m.statements IS NOT NULL
 ORDER BY logged_at;
COMMENT ON VIEW migrate.ddl_log IS 'Who changed the schema, when, from where, with which statement: each DDL command that was run by hand, and each migration that was run (own is its name then)';

ALTER TABLE migrate.ddl_events OWNER TO @extowner@;
ALTER TABLE migrate.settings   OWNER TO @extowner@;
ALTER TABLE migrate.ignored    OWNER TO @extowner@;
ALTER VIEW  migrate.ddl_log    OWNER TO @extowner@;
