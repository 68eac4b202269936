-- Triggers. A partition's copy of its parent's trigger is an object only where it is not enabled as that one is.
SELECT t.oid,
       'trigger' AS kind,
       t.tgrelid AS parent,
       t.tgname::text AS name,
       CASE WHEN t.tgparentid = 0 THEN pg_get_triggerdef(t.oid) END AS definition,
       CASE t.tgenabled WHEN 'D' THEN 'disabled' WHEN 'R' THEN 'replica' WHEN 'A' THEN 'always' END AS enabled,
       t.tgparentid <> 0 AS cloned
  FROM pg_trigger AS t
  JOIN pg_class AS c ON c.oid = t.tgrelid
  JOIN pg_namespace AS n ON n.oid = c.relnamespace
  LEFT JOIN pg_trigger AS original ON original.oid = t.tgparentid
 WHERE (t.tgparentid = 0 OR t.tgenabled <> original.tgenabled)
   AND NOT t.tgisinternal --@ 15+
   AND (NOT t.tgisinternal OR t.tgparentid <> 0) --@ <15
   AND n.nspname !~ '^pg_'
   AND n.nspname <> 'information_schema'
