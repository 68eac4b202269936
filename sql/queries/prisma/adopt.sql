WITH script AS (
    INSERT INTO migrate.scripts (checksum, sql)
    SELECT $2, $6
     WHERE $6 IS NOT NULL
        ON CONFLICT (checksum) DO NOTHING
)
INSERT INTO migrate.migrations
       (name, checksum, standing, position, statements, statements_done, started_at, finished_at,
        applied_by, connected_as, application_name)
SELECT $1, $2, $3, (SELECT COALESCE(max(position), 0) + 1 FROM migrate.migrations), NULL, 0,
       $4, CASE WHEN $3 IN ('applied', 'baselined') THEN $5::timestamptz END,
       'unknown', 'unknown', 'prisma'
    ON CONFLICT (name) DO UPDATE
   SET (checksum, standing, statements, statements_done, started_at, finished_at, applied_by, connected_as,
        application_name, client_addr) =
       (excluded.checksum, excluded.standing, NULL, 0, excluded.started_at, excluded.finished_at,
        excluded.applied_by, excluded.connected_as, excluded.application_name, NULL)
