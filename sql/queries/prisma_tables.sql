SELECT format('%I.%I', n.nspname, c.relname)
  FROM pg_class AS c
  JOIN pg_namespace AS n ON n.oid = c.relnamespace
 WHERE c.relname = '_prisma_migrations'
   AND c.relkind = 'r'
   AND n.nspname !~ '^pg_'
   AND EXISTS (SELECT FROM pg_attribute AS a
                WHERE a.attrelid = c.oid AND a.attname = 'migration_name' AND NOT a.attisdropped)
