DELETE FROM _prisma_migrations
 WHERE migration_name::text OPERATOR(pg_catalog.=) $1
   AND finished_at IS NULL
   AND rolled_back_at IS NULL
