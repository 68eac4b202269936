-- The session's temporary relations; sequences last, because most go with their tables.
SELECT c.oid::int8
  FROM pg_catalog.pg_class AS c
 WHERE c.relnamespace = pg_my_temp_schema()
   AND c.relkind IN ('r', 'p', 'v', 'S')
 ORDER BY c.relkind = 'S'
