-- The SQL face. A bundle may come as text, json or jsonb, whichever the driver sends.

CREATE FUNCTION migrate.deploy(migrations text, dry_run boolean DEFAULT false, up_to text DEFAULT NULL, allow_missing boolean DEFAULT false)
RETURNS TABLE (name text, outcome text, statements integer, duration interval)
LANGUAGE c AS 'MODULE_PATHNAME', 'migrate_deploy';
CREATE FUNCTION migrate.deploy(migrations json, dry_run boolean DEFAULT false, up_to text DEFAULT NULL, allow_missing boolean DEFAULT false)
RETURNS TABLE (name text, outcome text, statements integer, duration interval)
LANGUAGE c AS 'MODULE_PATHNAME', 'migrate_deploy';
CREATE FUNCTION migrate.deploy(migrations jsonb, dry_run boolean DEFAULT false, up_to text DEFAULT NULL, allow_missing boolean DEFAULT false)
RETURNS TABLE (name text, outcome text, statements integer, duration interval)
LANGUAGE c AS 'MODULE_PATHNAME', 'migrate_deploy';
COMMENT ON FUNCTION migrate.deploy(text, boolean, text, boolean) IS
'Applies the pending migrations of a bundle in the caller''s transaction, all or nothing. dry_run: run and roll back; up_to: stop after this migration; allow_missing: accept that the history has migrations which the bundle has not. One row for each migration: outcome applied (or would_apply), number of statements, time it took; no row when nothing is pending. Raises the migration''s own error with its place; 25001 or 55P04 when a migration needs rollout; 55000 for edited, missing, failed migrations or a database without history; 55P03 when another deployment holds the lock; 40001 under REPEATABLE READ when the history changed meanwhile.';
COMMENT ON FUNCTION migrate.deploy(json, boolean, text, boolean) IS
'Applies the pending migrations of a bundle in the caller''s transaction, all or nothing. dry_run: run and roll back; up_to: stop after this migration; allow_missing: accept that the history has migrations which the bundle has not. One row for each migration: outcome applied (or would_apply), number of statements, time it took; no row when nothing is pending. Raises the migration''s own error with its place; 25001 or 55P04 when a migration needs rollout; 55000 for edited, missing, failed migrations or a database without history; 55P03 when another deployment holds the lock; 40001 under REPEATABLE READ when the history changed meanwhile.';
COMMENT ON FUNCTION migrate.deploy(jsonb, boolean, text, boolean) IS
'Applies the pending migrations of a bundle in the caller''s transaction, all or nothing. dry_run: run and roll back; up_to: stop after this migration; allow_missing: accept that the history has migrations which the bundle has not. One row for each migration: outcome applied (or would_apply), number of statements, time it took; no row when nothing is pending. Raises the migration''s own error with its place; 25001 or 55P04 when a migration needs rollout; 55000 for edited, missing, failed migrations or a database without history; 55P03 when another deployment holds the lock; 40001 under REPEATABLE READ when the history changed meanwhile.';

CREATE PROCEDURE migrate.rollout(migrations text, up_to text DEFAULT NULL, allow_missing boolean DEFAULT false)
LANGUAGE c AS 'MODULE_PATHNAME', 'migrate_rollout';
CREATE PROCEDURE migrate.rollout(migrations json, up_to text DEFAULT NULL, allow_missing boolean DEFAULT false)
LANGUAGE c AS 'MODULE_PATHNAME', 'migrate_rollout';
CREATE PROCEDURE migrate.rollout(migrations jsonb, up_to text DEFAULT NULL, allow_missing boolean DEFAULT false)
LANGUAGE c AS 'MODULE_PATHNAME', 'migrate_rollout';
COMMENT ON PROCEDURE migrate.rollout(text, text, boolean) IS
'Applies the pending migrations of a bundle one by one, with a commit after each, and takes every migration as it is: those that cannot run in one transaction run statement by statement, as psql -f runs a file, in a background worker. CALL it on its own, outside a transaction block (25001 otherwise). Reports by NOTICE and in migrate.history.';
COMMENT ON PROCEDURE migrate.rollout(json, text, boolean) IS
'Applies the pending migrations of a bundle one by one, with a commit after each, and takes every migration as it is: those that cannot run in one transaction run statement by statement, as psql -f runs a file, in a background worker. CALL it on its own, outside a transaction block (25001 otherwise). Reports by NOTICE and in migrate.history.';
COMMENT ON PROCEDURE migrate.rollout(jsonb, text, boolean) IS
'Applies the pending migrations of a bundle one by one, with a commit after each, and takes every migration as it is: those that cannot run in one transaction run statement by statement, as psql -f runs a file, in a background worker. CALL it on its own, outside a transaction block (25001 otherwise). Reports by NOTICE and in migrate.history.';

CREATE FUNCTION migrate.status(migrations text DEFAULT NULL)
RETURNS TABLE (name text, state text, applied_at timestamptz, detail text)
LANGUAGE c AS 'MODULE_PATHNAME', 'migrate_status';
CREATE FUNCTION migrate.status(migrations json)
RETURNS TABLE (name text, state text, applied_at timestamptz, detail text)
LANGUAGE c AS 'MODULE_PATHNAME', 'migrate_status';
CREATE FUNCTION migrate.status(migrations jsonb)
RETURNS TABLE (name text, state text, applied_at timestamptz, detail text)
LANGUAGE c AS 'MODULE_PATHNAME', 'migrate_status';
COMMENT ON FUNCTION migrate.status(text) IS
'The state of every migration of the history, and of the bundle if one is given: applied, baselined, pending, out_of_order (pending, but older than one that is applied), failed, rolled_back, edited, missing. Takes no lock and changes nothing. Names and checksums suffice in the bundle.';
COMMENT ON FUNCTION migrate.status(json) IS
'The state of every migration of the history, and of the bundle if one is given: applied, baselined, pending, out_of_order (pending, but older than one that is applied), failed, rolled_back, edited, missing. Takes no lock and changes nothing. Names and checksums suffice in the bundle.';
COMMENT ON FUNCTION migrate.status(jsonb) IS
'The state of every migration of the history, and of the bundle if one is given: applied, baselined, pending, out_of_order (pending, but older than one that is applied), failed, rolled_back, edited, missing. Takes no lock and changes nothing. Names and checksums suffice in the bundle.';

CREATE FUNCTION migrate.check(migrations text DEFAULT NULL)
RETURNS text
LANGUAGE c AS 'MODULE_PATHNAME', 'migrate_check';
CREATE FUNCTION migrate.check(migrations json)
RETURNS text
LANGUAGE c AS 'MODULE_PATHNAME', 'migrate_check';
CREATE FUNCTION migrate.check(migrations jsonb)
RETURNS text
LANGUAGE c AS 'MODULE_PATHNAME', 'migrate_check';
COMMENT ON FUNCTION migrate.check(text) IS
'For CI and readiness probes: raises 55000 unless every migration of the bundle is applied as it is and none stands failed; without a bundle, unless none stands failed or rolled back. Otherwise says how many are applied.';
COMMENT ON FUNCTION migrate.check(json) IS
'For CI and readiness probes: raises 55000 unless every migration of the bundle is applied as it is and none stands failed; without a bundle, unless none stands failed or rolled back. Otherwise says how many are applied.';
COMMENT ON FUNCTION migrate.check(jsonb) IS
'For CI and readiness probes: raises 55000 unless every migration of the bundle is applied as it is and none stands failed; without a bundle, unless none stands failed or rolled back. Otherwise says how many are applied.';

CREATE FUNCTION migrate.resolve(name text, how text, migrations text DEFAULT NULL)
RETURNS TABLE (name text, state text, detail text)
LANGUAGE c AS 'MODULE_PATHNAME', 'migrate_resolve';
CREATE FUNCTION migrate.resolve(name text, how text, migrations json)
RETURNS TABLE (name text, state text, detail text)
LANGUAGE c AS 'MODULE_PATHNAME', 'migrate_resolve';
CREATE FUNCTION migrate.resolve(name text, how text, migrations jsonb)
RETURNS TABLE (name text, state text, detail text)
LANGUAGE c AS 'MODULE_PATHNAME', 'migrate_resolve';
COMMENT ON FUNCTION migrate.resolve(text, text, text) IS
'Repairs the history of one migration, without touching the schema. how = applied: it counts as applied from now on (failed half-way, pending, or edited: then the text of the bundle is the one that stands, and a baselined one stays baselined); how = rolled_back: a failed one counts as undone, and the next deployment runs it again from the start. Needs the bundle for a migration that the history does not have, and to accept an edited text. The detail says what a failed one has left in the schema.';
COMMENT ON FUNCTION migrate.resolve(text, text, json) IS
'Repairs the history of one migration, without touching the schema. how = applied: it counts as applied from now on (failed half-way, pending, or edited: then the text of the bundle is the one that stands, and a baselined one stays baselined); how = rolled_back: a failed one counts as undone, and the next deployment runs it again from the start. Needs the bundle for a migration that the history does not have, and to accept an edited text. The detail says what a failed one has left in the schema.';
COMMENT ON FUNCTION migrate.resolve(text, text, jsonb) IS
'Repairs the history of one migration, without touching the schema. how = applied: it counts as applied from now on (failed half-way, pending, or edited: then the text of the bundle is the one that stands, and a baselined one stays baselined); how = rolled_back: a failed one counts as undone, and the next deployment runs it again from the start. Needs the bundle for a migration that the history does not have, and to accept an edited text. The detail says what a failed one has left in the schema.';

CREATE FUNCTION migrate.baseline(migrations text, up_to text DEFAULT NULL)
RETURNS TABLE (name text, outcome text)
LANGUAGE c AS 'MODULE_PATHNAME', 'migrate_baseline';
CREATE FUNCTION migrate.baseline(migrations json, up_to text DEFAULT NULL)
RETURNS TABLE (name text, outcome text)
LANGUAGE c AS 'MODULE_PATHNAME', 'migrate_baseline';
CREATE FUNCTION migrate.baseline(migrations jsonb, up_to text DEFAULT NULL)
RETURNS TABLE (name text, outcome text)
LANGUAGE c AS 'MODULE_PATHNAME', 'migrate_baseline';
COMMENT ON FUNCTION migrate.baseline(text, text) IS
'Records the migrations of a bundle (up to the named one) as baselined without running them: for a database that has their schema already. One row for each migration recorded.';
COMMENT ON FUNCTION migrate.baseline(json, text) IS
'Records the migrations of a bundle (up to the named one) as baselined without running them: for a database that has their schema already. One row for each migration recorded.';
COMMENT ON FUNCTION migrate.baseline(jsonb, text) IS
'Records the migrations of a bundle (up to the named one) as baselined without running them: for a database that has their schema already. One row for each migration recorded.';

CREATE FUNCTION migrate.adopt(tool text, migrations text DEFAULT NULL, history text DEFAULT NULL)
RETURNS TABLE (name text, state text, applied_at timestamptz, detail text)
LANGUAGE c AS 'MODULE_PATHNAME', 'migrate_adopt';
CREATE FUNCTION migrate.adopt(tool text, migrations json, history text DEFAULT NULL)
RETURNS TABLE (name text, state text, applied_at timestamptz, detail text)
LANGUAGE c AS 'MODULE_PATHNAME', 'migrate_adopt';
CREATE FUNCTION migrate.adopt(tool text, migrations jsonb, history text DEFAULT NULL)
RETURNS TABLE (name text, state text, applied_at timestamptz, detail text)
LANGUAGE c AS 'MODULE_PATHNAME', 'migrate_adopt';
COMMENT ON FUNCTION migrate.adopt(text, text, text) IS
'Takes over the history of another tool: sqlx, diesel, flyway, golang-migrate, node-pg-migrate, alembic, rails (and what keeps such a schema_migrations) or dbmate. The table is read as the caller, where the tool would find it, or where history says (''schema.table''); it is not changed. With the bundle of the tool''s files each migration gets its text, checked by the tool''s checksum where there is one; without it, what the table names is recorded without text, and a bundle need not have it. Takes the schema as it is, as baseline does. May be called again: only what is new is taken in. One row for each migration taken in: state applied, baselined, edited (the bundle has another text than the one that was run) or failed (resolve it before the next deploy); the detail and a NOTICE say what could not be known. Errors: 22023 an unknown tool, or a bundle without the version at which golang-migrate or Alembic is; 42P01 no table; 42809 not a table of the tool; 42501 it may not be read; 55000 a rollout stands half-way.';
COMMENT ON FUNCTION migrate.adopt(text, json, text) IS
'Takes over the history of another tool: sqlx, diesel, flyway, golang-migrate, node-pg-migrate, alembic, rails (and what keeps such a schema_migrations) or dbmate. The table is read as the caller, where the tool would find it, or where history says (''schema.table''); it is not changed. With the bundle of the tool''s files each migration gets its text, checked by the tool''s checksum where there is one; without it, what the table names is recorded without text, and a bundle need not have it. Takes the schema as it is, as baseline does. May be called again: only what is new is taken in. One row for each migration taken in: state applied, baselined, edited (the bundle has another text than the one that was run) or failed (resolve it before the next deploy); the detail and a NOTICE say what could not be known. Errors: 22023 an unknown tool, or a bundle without the version at which golang-migrate or Alembic is; 42P01 no table; 42809 not a table of the tool; 42501 it may not be read; 55000 a rollout stands half-way.';
COMMENT ON FUNCTION migrate.adopt(text, jsonb, text) IS
'Takes over the history of another tool: sqlx, diesel, flyway, golang-migrate, node-pg-migrate, alembic, rails (and what keeps such a schema_migrations) or dbmate. The table is read as the caller, where the tool would find it, or where history says (''schema.table''); it is not changed. With the bundle of the tool''s files each migration gets its text, checked by the tool''s checksum where there is one; without it, what the table names is recorded without text, and a bundle need not have it. Takes the schema as it is, as baseline does. May be called again: only what is new is taken in. One row for each migration taken in: state applied, baselined, edited (the bundle has another text than the one that was run) or failed (resolve it before the next deploy); the detail and a NOTICE say what could not be known. Errors: 22023 an unknown tool, or a bundle without the version at which golang-migrate or Alembic is; 42P01 no table; 42809 not a table of the tool; 42501 it may not be read; 55000 a rollout stands half-way.';

CREATE FUNCTION migrate.keep_prisma_history() RETURNS text
LANGUAGE c AS 'MODULE_PATHNAME', 'migrate_keep_prisma_history';
COMMENT ON FUNCTION migrate.keep_prisma_history() IS
'Creates the table _prisma_migrations as Prisma does, in the current schema or in that of migrate.prisma_schema, and fills it from the history, so that Prisma can go on from here. It is kept in step from then on. To end that, drop the table.';

CREATE FUNCTION migrate.grant_deploy(role text) RETURNS void
LANGUAGE c STRICT AS 'MODULE_PATHNAME', 'migrate_grant_deploy';
COMMENT ON FUNCTION migrate.grant_deploy(text) IS
'Lets a role deploy: deploy, rollout and all that grant_read gives. It still cannot write the history. Done with the caller''s own rights: the installing role and superusers can.';

CREATE FUNCTION migrate.grant_read(role text) RETURNS void
LANGUAGE c STRICT AS 'MODULE_PATHNAME', 'migrate_grant_read';
COMMENT ON FUNCTION migrate.grant_read(text) IS
'Lets a role read: status, check, migrate.history and migrate.attempts.';

CREATE FUNCTION migrate.keep_history() RETURNS event_trigger
LANGUAGE c AS 'MODULE_PATHNAME', 'migrate_keep_history';
COMMENT ON FUNCTION migrate.keep_history() IS
'Refuses DROP EXTENSION migrate, and DROP OWNED BY its owner, without CASCADE while there is a history (2BP01).';

CREATE FUNCTION migrate.history_changed() RETURNS trigger
LANGUAGE c AS 'MODULE_PATHNAME', 'migrate_history_changed';
COMMENT ON FUNCTION migrate.history_changed() IS
'Tells all sessions that the history is no longer what they may remember of it.';

CREATE TRIGGER history_changed
    AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON migrate.migrations
    FOR EACH STATEMENT EXECUTE FUNCTION migrate.history_changed();
ALTER TABLE migrate.migrations ENABLE ALWAYS TRIGGER history_changed;
