SELECT c.oid::int8, format('DROP %s IF EXISTS pg_temp.%I CASCADE',
              CASE c.relkind WHEN 'v' THEN 'VIEW' WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END, c.relname)
  FROM pg_catalog.pg_class AS c
 WHERE c.relnamespace = pg_my_temp_schema()
   AND c.relkind IN ('r', 'p', 'v', 'S')
