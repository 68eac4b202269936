SELECT migration_name::text,
       pg_catalog.to_char(started_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.MS') || ' UTC',
       logs
  FROM _prisma_migrations
 WHERE finished_at IS NULL
   AND rolled_back_at IS NULL
 ORDER BY started_at
