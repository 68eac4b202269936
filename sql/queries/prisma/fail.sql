UPDATE _prisma_migrations
   SET logs = $2
 WHERE migration_name::text OPERATOR(pg_catalog.=) $1
   AND finished_at IS NULL
   AND rolled_back_at IS NULL
