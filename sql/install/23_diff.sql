-- From one schema value to another.

CREATE FUNCTION migrate.diff("from" jsonb, "to" jsonb, renames jsonb DEFAULT NULL)
RETURNS TABLE (step integer, kind text, object text, change text, sql text, hazards jsonb)
LANGUAGE c AS 'MODULE_PATHNAME', 'migrate_diff';
COMMENT ON FUNCTION migrate.diff(jsonb, jsonb, jsonb) IS
'What leads from one schema value to another: a row for each step, in an order that works. change: create, drop, alter, rename, recreate, or impossible (then step and sql are null and hazards says why). renames: {"public.users.name": "full_name"} for what is to get another name instead of being dropped and created. hazards: [{"kind": data_loss, may_fail, rewrite, full_scan, lock, irreversible, needs_commit or possible_rename, "message", "lock" and "relation" of a lock, "count" of the rows or values in danger, if from is this database''s own schema}]. Raises 22023 for what is no schema value and for renames of what is not there.';

CREATE FUNCTION migrate.script("from" jsonb, "to" jsonb, renames jsonb DEFAULT NULL) RETURNS text
LANGUAGE c AS 'MODULE_PATHNAME', 'migrate_script';
COMMENT ON FUNCTION migrate.script(jsonb, jsonb, jsonb) IS
'The statements of migrate.diff as one SQL text, with comments; empty when nothing is to be done.';

CREATE FUNCTION migrate.push(target jsonb, accept_data_loss boolean DEFAULT false, renames jsonb DEFAULT NULL)
RETURNS TABLE (step integer, kind text, object text, change text, sql text, hazards jsonb)
LANGUAGE c AS 'MODULE_PATHNAME', 'migrate_push';
COMMENT ON FUNCTION migrate.push(jsonb, boolean, jsonb) IS
'Makes the schema of this database equal to a schema value, in the caller''s transaction, without the history: the steps of migrate.diff(migrate.live(), target), and returns them. Then the schema is expected as it is. Refuses before anything runs, with what was counted in the data: 55000 where data would be lost (unless accept_data_loss) or data are in the way; 0A000 for what cannot be done; 55P04 for what needs a commit in between. Takes the migration lock.';
