SELECT n.nspname::text
  FROM pg_catalog.pg_class AS c
  JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
 WHERE c.relname = '_prisma_migrations'
   AND c.relkind = 'r'
   AND c.relpersistence <> 't'
   AND EXISTS (SELECT FROM pg_catalog.pg_attribute AS a
                WHERE a.attrelid = c.oid
                  AND a.attname = 'applied_steps_count')
 ORDER BY c.oid
 LIMIT 1
