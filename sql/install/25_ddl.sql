-- Attribution and protection: their switches, and the function behind the event triggers.

CREATE FUNCTION migrate.log_ddl(enabled boolean DEFAULT NULL, keep interval DEFAULT NULL) RETURNS text
LANGUAGE c AS 'MODULE_PATHNAME', 'migrate_log_ddl';
COMMENT ON FUNCTION migrate.log_ddl(boolean, interval) IS
'Switches the log of DDL (migrate.ddl_log) on or off, and sets for how long its rows are kept; what is null stays as it is. At first it is on, and keeps 90 days. Removes what is older, and says what is in force now.';

CREATE FUNCTION migrate.protect(enabled boolean DEFAULT NULL) RETURNS text
LANGUAGE c AS 'MODULE_PATHNAME', 'migrate_protect';
COMMENT ON FUNCTION migrate.protect(boolean) IS
'With true, DDL that does not come in a migration is refused from now on (42501), to superusers too; with false it is allowed again; null changes nothing. Says what is in force now. Left alone are temporary objects, what migrate.ignored names, and what belongs to an extension. A restored copy of the database is not protected until this is called there.';

CREATE FUNCTION migrate.break_glass(reason text, only_this_transaction boolean DEFAULT false) RETURNS text
LANGUAGE c AS 'MODULE_PATHNAME', 'migrate_break_glass';
COMMENT ON FUNCTION migrate.break_glass(text, boolean) IS
'For emergencies: lets this session, or this transaction, run DDL although migrate.protect is in force. The call and each command after it are in migrate.ddl_log with the reason, even when the log is switched off. NULL, RESET ALL, DISCARD ALL and a rollback of the call end it.';

CREATE FUNCTION migrate.observe_ddl() RETURNS event_trigger
LANGUAGE c AS 'MODULE_PATHNAME', 'migrate_observe_ddl';
COMMENT ON FUNCTION migrate.observe_ddl() IS
'Logs DDL, and refuses it where the database is protected.';
