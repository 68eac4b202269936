INSERT INTO _prisma_migrations
       (id, migration_name, checksum, started_at, finished_at, logs, applied_steps_count)
VALUES (pg_catalog.gen_random_uuid()::text, $1, $2, $3, $4::timestamptz, $5, $6)
