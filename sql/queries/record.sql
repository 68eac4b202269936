WITH script AS (
    INSERT INTO migrate.scripts (checksum, sql)
    SELECT $2, $8
     WHERE $8 IS NOT NULL
        ON CONFLICT (checksum) DO NOTHING
), clock AS MATERIALIZED (
    SELECT clock_timestamp() AS now
)
INSERT INTO migrate.migrations
       (name, checksum, standing, position, statements, statements_done, started_at, finished_at,
        applied_by, connected_as, application_name, client_addr)
SELECT $1, $2, $3, (SELECT COALESCE(max(position), 0) + 1 FROM migrate.migrations), $4::integer, $5,
       clock.now - $6,
       CASE WHEN $3 IN ('applied', 'baselined') THEN clock.now END,
       $7, session_user, NULLIF(current_setting('application_name'), ''), inet_client_addr()
  FROM clock
    ON CONFLICT (name) DO UPDATE
   SET (checksum, standing, position, statements, statements_done, started_at, finished_at,
        applied_by, connected_as, application_name, client_addr) =
       (excluded.checksum, excluded.standing, excluded.position, excluded.statements, excluded.statements_done,
        excluded.started_at, excluded.finished_at, excluded.applied_by, excluded.connected_as,
        excluded.application_name, excluded.client_addr)
