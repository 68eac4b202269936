-- The schema value, and what comes of comparing two.

CREATE FUNCTION migrate.live() RETURNS jsonb
LANGUAGE c AS 'MODULE_PATHNAME', 'migrate_live';
COMMENT ON FUNCTION migrate.live() IS
'The schema of this database as one document: every object that pg_dump -s writes, but for those of extensions. The same schema gives the same bytes, whatever the order in which it was made, the caller''s role and settings. {"version": 1, "server": major version, "fingerprint": sha-256 in hex, "objects": [{"id", "kind", "name", and so on}]}; docs/schema-value.md lists kinds and attributes.';

CREATE FUNCTION migrate.expected() RETURNS jsonb
LANGUAGE c AS 'MODULE_PATHNAME', 'migrate_expected';
COMMENT ON FUNCTION migrate.expected() IS
'The schema as it was recorded with the last deploy, rollout, resolve(name, ''applied''), baseline, adopt or adopt_drift, in the form of migrate.live(); null when nothing was recorded yet.';

CREATE FUNCTION migrate.drift()
RETURNS TABLE (kind text, object text, change text, detail text, undo_sql text, adopt_sql text,
               changed_by text, changed_at timestamptz, statement text,
               attributes text, expected jsonb, actual jsonb)
LANGUAGE c AS 'MODULE_PATHNAME', 'migrate_drift';
COMMENT ON FUNCTION migrate.drift() IS
'What differs between the live schema and the recorded one: a row for each object or column that was added, removed, renamed or changed. detail: what happened, in a line; undo_sql makes the database as expected again, adopt_sql belongs into a migration if the change is to stay; changed_by, changed_at, statement: from migrate.ddl_log, where that knows; attributes: names of those that changed; expected and actual: the definitions. A rename is one only by the catalog''s evidence (the same OID or column number). Raises 55000 when nothing was recorded yet.';

CREATE FUNCTION migrate.adopt_drift(name text)
RETURNS TABLE (name text, sql text)
LANGUAGE c AS 'MODULE_PATHNAME', 'migrate_adopt_drift';
COMMENT ON FUNCTION migrate.adopt_drift(text) IS
'Makes one migration of all drift, records it as applied and the schema as expected, and returns it: one row with its name and its SQL, to be kept with the other migrations; no row when nothing has drifted. Raises 0A000, and does nothing, where a change cannot be written without losing data; 42710 for a name that the history has; 55000 when nothing was recorded yet.';

CREATE FUNCTION migrate.drift_summary() RETURNS text
LANGUAGE c AS 'MODULE_PATHNAME', 'migrate_drift_summary';
COMMENT ON FUNCTION migrate.drift_summary() IS
'The drift as Prisma writes it: "[+] Added tables", "[*] Changed the `users` table", and so on; "No difference detected." when there is none. Raises 55000 when nothing was recorded yet.';

CREATE FUNCTION migrate.empty() RETURNS jsonb
LANGUAGE c AS 'MODULE_PATHNAME', 'migrate_empty';
COMMENT ON FUNCTION migrate.empty() IS
'The schema of a database that was just created, in the form of migrate.live().';

CREATE FUNCTION migrate.sql(text text) RETURNS jsonb
LANGUAGE c AS 'MODULE_PATHNAME', 'migrate_sql';
COMMENT ON FUNCTION migrate.sql(text) IS
'The schema that an SQL text makes in an empty database, in the form of migrate.live(): it is run as the caller in a shadow database, which is dropped at the end; what then belongs to the caller has no owner in the document. Works inside a transaction. Statements about roles, databases, tablespaces and the server are left out with a NOTICE; CREATE EXTENSION may find its own there. Errors name statement, line and column in the text; 42501 when the role may not create databases (see the setting migrate.shadow_for_all).';

CREATE FUNCTION migrate.replay(migrations text) RETURNS jsonb
LANGUAGE c AS 'MODULE_PATHNAME', 'migrate_replay';
CREATE FUNCTION migrate.replay(migrations json) RETURNS jsonb
LANGUAGE c AS 'MODULE_PATHNAME', 'migrate_replay';
CREATE FUNCTION migrate.replay(migrations jsonb) RETURNS jsonb
LANGUAGE c AS 'MODULE_PATHNAME', 'migrate_replay';
COMMENT ON FUNCTION migrate.replay(text) IS
'The schema that a bundle of migrations makes in an empty database, in the form of migrate.live(): as migrate.sql, each migration in a session as it was at the beginning, in the bundle''s order.';
COMMENT ON FUNCTION migrate.replay(json) IS
'The schema that a bundle of migrations makes in an empty database: see migrate.replay(text).';
COMMENT ON FUNCTION migrate.replay(jsonb) IS
'The schema that a bundle of migrations makes in an empty database: see migrate.replay(text).';

CREATE FUNCTION migrate.verify(migrations text)
RETURNS TABLE (kind text, object text, change text, detail text, expected jsonb, actual jsonb)
LANGUAGE c AS 'MODULE_PATHNAME', 'migrate_verify';
CREATE FUNCTION migrate.verify(migrations json)
RETURNS TABLE (kind text, object text, change text, detail text, expected jsonb, actual jsonb)
LANGUAGE c AS 'MODULE_PATHNAME', 'migrate_verify';
CREATE FUNCTION migrate.verify(migrations jsonb)
RETURNS TABLE (kind text, object text, change text, detail text, expected jsonb, actual jsonb)
LANGUAGE c AS 'MODULE_PATHNAME', 'migrate_verify';
COMMENT ON FUNCTION migrate.verify(text) IS
'Whether the migrations of a bundle, replayed from nothing in a shadow database, make the schema that this database has: a row for each difference, as migrate.drift() shows them; none when it is the same. Owners count where the replayed object does not belong to the caller, but that of the schema public. Raises what migrate.replay raises.';
COMMENT ON FUNCTION migrate.verify(json) IS
'Whether replaying a bundle makes the schema that this database has: see migrate.verify(text).';
COMMENT ON FUNCTION migrate.verify(jsonb) IS
'Whether replaying a bundle makes the schema that this database has: see migrate.verify(text).';
