UPDATE _prisma_migrations
   SET finished_at = pg_catalog.clock_timestamp(),
       applied_steps_count = 1
 WHERE migration_name::text OPERATOR(pg_catalog.=) $1
   AND finished_at IS NULL
   AND rolled_back_at IS NULL
