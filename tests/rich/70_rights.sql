SET search_path = app;

GRANT SELECT, UPDATE ON everything TO rich_reader;
GRANT ALL ON everything TO rich_grantor WITH GRANT OPTION;
GRANT INSERT (name, amount), SELECT (id), UPDATE ("Quoted ""Column"""), REFERENCES (id) ON everything TO rich_writer;
GRANT SELECT (name) ON everything TO PUBLIC;
REVOKE TRUNCATE, DELETE ON everything FROM rich_owner;
-- by others than the owner
GRANT USAGE ON SCHEMA app TO rich_grantor;
SET ROLE rich_grantor;
GRANT SELECT, DELETE ON everything TO rich_writer WITH GRANT OPTION;
GRANT UPDATE (f) ON everything TO "Rich ""Quoted"" Rôle";
RESET ROLE;
SET ROLE rich_writer;
GRANT SELECT ON everything TO "select";
GRANT USAGE ON SCHEMA app TO "select" WITH GRANT OPTION;
RESET ROLE;
GRANT TRIGGER, TRUNCATE ON "Mixed Case"."Table" TO rich_reader;
REVOKE ALL ON no_columns FROM postgres;
REVOKE ALL ON indexed FROM postgres;
GRANT SELECT ON indexed TO postgres WITH GRANT OPTION;
GRANT SELECT ON stored TO rich_reader;
GRANT SELECT (a) ON stored TO rich_writer;
GRANT INSERT ON far TO rich_reader;
GRANT SELECT ON by_range_2024 TO rich_reader;

ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO rich_reader;
ALTER DEFAULT PRIVILEGES FOR ROLE rich_owner REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
ALTER DEFAULT PRIVILEGES FOR ROLE rich_owner GRANT EXECUTE ON ROUTINES TO rich_reader;
ALTER DEFAULT PRIVILEGES FOR ROLE rich_owner IN SCHEMA app GRANT ALL ON TABLES TO "Rich ""Quoted"" Rôle" WITH GRANT OPTION;
ALTER DEFAULT PRIVILEGES FOR ROLE "select" IN SCHEMA "select", "Mixed Case" GRANT USAGE ON SEQUENCES TO PUBLIC;
ALTER DEFAULT PRIVILEGES FOR ROLE rich_writer REVOKE ALL ON TYPES FROM PUBLIC;
ALTER DEFAULT PRIVILEGES FOR ROLE rich_writer GRANT USAGE ON SCHEMAS TO rich_reader;
ALTER DEFAULT PRIVILEGES FOR ROLE rich_writer REVOKE ALL ON TABLES FROM rich_writer;
-- objects made under them
SET ROLE rich_owner;
CREATE TABLE under_defaults (id int GENERATED ALWAYS AS IDENTITY);
CREATE FUNCTION under_defaults() RETURNS int LANGUAGE sql AS 'SELECT 1';
RESET ROLE;
