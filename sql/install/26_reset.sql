-- From nothing again, and many migrations as one.

CREATE FUNCTION migrate.reset(migrations text, seed text DEFAULT NULL, confirm text DEFAULT NULL)
RETURNS TABLE (outcome text, kind text, name text)
LANGUAGE c AS 'MODULE_PATHNAME', 'migrate_reset';
CREATE FUNCTION migrate.reset(migrations json, seed text DEFAULT NULL, confirm text DEFAULT NULL)
RETURNS TABLE (outcome text, kind text, name text)
LANGUAGE c AS 'MODULE_PATHNAME', 'migrate_reset';
CREATE FUNCTION migrate.reset(migrations jsonb, seed text DEFAULT NULL, confirm text DEFAULT NULL)
RETURNS TABLE (outcome text, kind text, name text)
LANGUAGE c AS 'MODULE_PATHNAME', 'migrate_reset';
COMMENT ON FUNCTION migrate.reset(text, text, text) IS
'Drops everything that the history made or took over, with all its data, forgets the history, deploys the bundle again and runs the seed, in the caller''s transaction: all or nothing. confirm must be the name of the current database (22023 otherwise). One row for each object dropped, migration applied, and for the seed. What nobody recorded stays, unless it needs what goes; then a NOTICE names it. Refused (55000) where migrate.protect(true) is in force; 25001 or 55P04, before anything is dropped, when a migration needs rollout.';
COMMENT ON FUNCTION migrate.reset(json, text, text) IS
'Drops everything that the history made, deploys the bundle again and runs the seed: see migrate.reset(text, text, text).';
COMMENT ON FUNCTION migrate.reset(jsonb, text, text) IS
'Drops everything that the history made, deploys the bundle again and runs the seed: see migrate.reset(text, text, text).';

CREATE FUNCTION migrate.squash(migrations text, name text DEFAULT NULL, up_to text DEFAULT NULL)
RETURNS TABLE (name text, sql text, replaces jsonb)
LANGUAGE c AS 'MODULE_PATHNAME', 'migrate_squash';
CREATE FUNCTION migrate.squash(migrations json, name text DEFAULT NULL, up_to text DEFAULT NULL)
RETURNS TABLE (name text, sql text, replaces jsonb)
LANGUAGE c AS 'MODULE_PATHNAME', 'migrate_squash';
CREATE FUNCTION migrate.squash(migrations jsonb, name text DEFAULT NULL, up_to text DEFAULT NULL)
RETURNS TABLE (name text, sql text, replaces jsonb)
LANGUAGE c AS 'MODULE_PATHNAME', 'migrate_squash';
COMMENT ON FUNCTION migrate.squash(text, text, text) IS
'One migration in place of those of the bundle, up to the named one: one row. sql makes the same schema and the same rows in an empty database, which was proved by replaying it in a shadow database; replaces lists the migrations with their texts. In the bundle it is one entry {"name", "sql", "replaces"} in place of the old ones: a database that has some of these runs the others of them, and one that has all only records it. name: the whole name, or what stands behind the time of the last one. Changes nothing here. Raises what migrate.replay raises; 22023 when there is nothing to squash or the name would not sort before the next migration; 0A000 when no single migration does the same.';
COMMENT ON FUNCTION migrate.squash(json, text, text) IS
'One migration in place of those of the bundle: see migrate.squash(text, text, text).';
COMMENT ON FUNCTION migrate.squash(jsonb, text, text) IS
'One migration in place of those of the bundle: see migrate.squash(text, text, text).';
