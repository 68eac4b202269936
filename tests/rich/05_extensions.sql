-- Some servers come without them.
DO $$
DECLARE extension text;
BEGIN
  CREATE SCHEMA extensions;
  FOR extension IN SELECT name FROM pg_available_extensions WHERE name IN ('citext', 'hstore', 'btree_gist', 'file_fdw') LOOP
    EXECUTE format('CREATE EXTENSION %I SCHEMA extensions', extension);
  END LOOP;
  IF EXISTS (SELECT FROM pg_extension WHERE extname = 'hstore') THEN
    COMMENT ON EXTENSION hstore IS 'a comment of our own';
    -- ordinary objects that hang on an extension's
    CREATE TABLE app.uses_extensions (h extensions.hstore DEFAULT 'a=>1', c extensions.citext UNIQUE, EXCLUDE USING gist (c WITH =));
    CREATE INDEX ON app.uses_extensions USING gin (h);
    CREATE DOMAIN app.email AS extensions.citext CHECK (VALUE ~ '@'::extensions.citext);
    CREATE FUNCTION app.of_an_extension() RETURNS int LANGUAGE sql AS 'select 1';
    ALTER FUNCTION app.of_an_extension() DEPENDS ON EXTENSION hstore;
    CREATE INDEX depending ON app.uses_extensions (c);
    ALTER INDEX app.depending DEPENDS ON EXTENSION citext;
    CREATE MATERIALIZED VIEW app.depending_view AS SELECT 1 AS one;
    ALTER MATERIALIZED VIEW app.depending_view DEPENDS ON EXTENSION citext;
  END IF;
EXCEPTION WHEN undefined_object THEN
  RAISE NOTICE '%', SQLERRM;
END $$;
