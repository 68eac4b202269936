-- A migration of the bundle that was applied before an adopted one.
WITH script AS (
    INSERT INTO migrate.scripts (checksum, sql)
    VALUES ($3, $4)
        ON CONFLICT (checksum) DO NOTHING
)
INSERT INTO migrate.migrations
       (name, checksum, standing, position, statements, statements_done, started_at, finished_at,
        applied_by, connected_as, application_name)
SELECT $2, $3, $5, (SELECT min(position) - 1 FROM migrate.migrations), NULL, 0, started_at, finished_at,
       applied_by, connected_as, application_name
  FROM migrate.migrations
 WHERE name = $1
