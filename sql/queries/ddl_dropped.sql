-- The objects that the command dropped, without what is only a part of them to the server: row types and
-- array types, TOAST tables, triggers of foreign keys, rules of views, defaults.
SELECT classid,
       objid,
       objsubid,
       original OR normal AS by_name,
       object_type,
       object_identity,
       address_names,
       address_args
  FROM pg_event_trigger_dropped_objects()
 WHERE NOT is_temporary
   AND schema_name IS DISTINCT FROM 'pg_toast'
   AND object_type <> 'default value'
   AND (object_type <> 'type' OR original OR normal)
   AND (object_type <> 'rule' OR address_names[3] <> '_RETURN')
   AND (object_type <> 'trigger' OR NOT starts_with(address_names[3], 'RI_ConstraintTrigger_'))
