-- Roles have names that need quotes, too. Roles themselves belong to the cluster and are in no dump of a database.
CREATE ROLE rich_owner;
CREATE ROLE rich_reader;
CREATE ROLE rich_writer;
CREATE ROLE rich_grantor;
CREATE ROLE "Rich ""Quoted"" Rôle";
CREATE ROLE "select";
GRANT rich_grantor TO rich_owner;
DO $$ BEGIN EXECUTE format('GRANT CREATE ON DATABASE %I TO rich_owner', current_database()); END $$;

CREATE SCHEMA app AUTHORIZATION rich_owner;
CREATE SCHEMA "Mixed Case";
CREATE SCHEMA "select" AUTHORIZATION "select";
CREATE SCHEMA "schéma.mit ""Punkt"" 数据";
CREATE SCHEMA empty;
CREATE SCHEMA a123456789012345678901234567890123456789012345678901234567890bc;
COMMENT ON SCHEMA app IS 'with ''quotes'', \backslashes\ and
a second line';
COMMENT ON SCHEMA public IS 'not the usual comment';

GRANT USAGE ON SCHEMA app TO rich_reader;
GRANT ALL ON SCHEMA app TO rich_writer WITH GRANT OPTION;
GRANT USAGE ON SCHEMA "Mixed Case" TO PUBLIC;
REVOKE ALL ON SCHEMA empty FROM CURRENT_USER;
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT CREATE ON SCHEMA public TO "Rich ""Quoted"" Rôle";
