-- The Prisma schema language.

CREATE FUNCTION migrate.prisma(schema text, default_schema text DEFAULT 'public') RETURNS jsonb
LANGUAGE c AS 'MODULE_PATHNAME', 'migrate_prisma';
COMMENT ON FUNCTION migrate.prisma(text, text) IS
'The schema that a schema.prisma asks for, in the form of migrate.live(). schema: its text, or a JSON of several files, {"name": "text", ...}; default_schema: what models without @@schema are in. diff, script, push and dev compare such a value as Prisma does: what its language cannot express is left alone. Raises 42601 (P1012): the first fault with file, line and column in the message, its lines in the context, and where there are more, all of them as Prisma shows them in the detail.';

CREATE FUNCTION migrate.pull(format text DEFAULT 'prisma', previous text DEFAULT NULL, schemas text[] DEFAULT NULL) RETURNS text
LANGUAGE c AS 'MODULE_PATHNAME', 'migrate_pull';
COMMENT ON FUNCTION migrate.pull(text, text, text[]) IS
'The schema of this database as a file. format: prisma, or sql, which says everything. For prisma: previous, the schema.prisma that there was before, or a JSON of several files (then the result is one as well), whose names, order, comments and what only Prisma''s client knows are kept; schemas: which ones, else those of the previous file''s datasource, else public. WARNINGs say what Prisma''s language cannot. Raises 42601 (P1012) for a previous file that cannot be read.';

CREATE FUNCTION migrate.dev(name text, target jsonb, migrations json DEFAULT '[]', create_only boolean DEFAULT false,
                            accept_data_loss boolean DEFAULT false, renames jsonb DEFAULT NULL)
RETURNS TABLE (outcome text, name text, sql text, warnings jsonb, detail text)
LANGUAGE c AS 'MODULE_PATHNAME', 'migrate_dev';
COMMENT ON FUNCTION migrate.dev(text, jsonb, json, boolean, boolean, jsonb) IS
'The development step: the next migration, from what the migrations make to the target. First a look at the history: rows with the outcomes diverged, edited, missing, failed or drifted say what is wrong and what to do, and then nothing is done. Else the migrations are replayed in a shadow database, those that are pending are applied (outcome applied), and the next one is named YYYYMMDDHHMMSS_name, run, recorded and returned (applied), or only returned with create_only (created); in_sync when there is nothing to do. warnings: what it may lose or what may fail, counted in the data. Raises as push does for what the data do not allow, unless create_only; P3010 for a name of more than 200 bytes; 55000 where the search_path does not lead to the default schema of a Prisma schema; the error of a migration that does not run (P3006), with its place.';
