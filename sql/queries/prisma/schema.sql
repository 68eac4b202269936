SELECT n.nspname::text
  FROM pg_catalog.pg_class AS c
  JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
 WHERE c.relname = '_prisma_migrations'
   AND c.relkind = 'r'
   AND c.relpersistence <> 't'
 ORDER BY c.oid
 LIMIT 1
