UPDATE _prisma_migrations
   SET checksum = $2
 WHERE migration_name::text OPERATOR(pg_catalog.=) $1
   AND finished_at IS NOT NULL
   AND rolled_back_at IS NULL
