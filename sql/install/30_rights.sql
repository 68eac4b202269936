-- Nobody may call anything but the installing role, which can pass it on (grant_deploy, grant_read).

REVOKE ALL ON ALL ROUTINES IN SCHEMA migrate FROM PUBLIC;
GRANT EXECUTE ON ALL ROUTINES IN SCHEMA migrate TO @extowner@ WITH GRANT OPTION;

CREATE EVENT TRIGGER migrate_keep_history ON ddl_command_start
    WHEN TAG IN ('DROP EXTENSION')
    EXECUTE FUNCTION migrate.keep_history();
