-- As in 30_rights.sql. The event triggers belong to the superuser that the script runs as; they fire in
-- every session, also where session_replication_role is replica.

ALTER FUNCTION migrate.log_ddl(boolean, interval) OWNER TO @extowner@;
ALTER FUNCTION migrate.protect(boolean) OWNER TO @extowner@;
ALTER FUNCTION migrate.break_glass(text, boolean) OWNER TO @extowner@;
GRANT EXECUTE ON FUNCTION migrate.observe_ddl() TO @extowner@ WITH GRANT OPTION;

CREATE EVENT TRIGGER migrate_ddl_start ON ddl_command_start EXECUTE FUNCTION migrate.observe_ddl();
CREATE EVENT TRIGGER migrate_ddl_drop  ON sql_drop          EXECUTE FUNCTION migrate.observe_ddl();
CREATE EVENT TRIGGER migrate_ddl_end   ON ddl_command_end   EXECUTE FUNCTION migrate.observe_ddl();
ALTER EVENT TRIGGER migrate_ddl_start ENABLE ALWAYS;
ALTER EVENT TRIGGER migrate_ddl_drop  ENABLE ALWAYS;
ALTER EVENT TRIGGER migrate_ddl_end   ENABLE ALWAYS;
