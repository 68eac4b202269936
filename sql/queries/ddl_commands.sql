-- The objects that the command created or changed, in its order; a GRANT tells of none, in a row of nulls.
SELECT classid, objid, objsubid
  FROM pg_event_trigger_ddl_commands()
 WHERE NOT in_extension
