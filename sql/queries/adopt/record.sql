-- Takes over what another tool's table says of a migration, whose text is not known yet.
INSERT INTO migrate.migrations
       (name, checksum, standing, position, statements, statements_done, started_at, finished_at,
        applied_by, connected_as, application_name)
SELECT $1, $2, $3, (SELECT COALESCE(max(position), 0) + 1 FROM migrate.migrations), NULL, 0,
       COALESCE($4::timestamptz - COALESCE($5, 0) * interval '1 microsecond', clock_timestamp()),
       CASE WHEN $3 IN ('applied', 'baselined') THEN $4::timestamptz END,
       COALESCE($6, 'unknown'), 'unknown', $7
    ON CONFLICT (name) DO UPDATE
   SET (checksum, standing, statements, statements_done, started_at, finished_at, applied_by, connected_as,
        application_name, client_addr) =
       (excluded.checksum, excluded.standing, NULL, 0, excluded.started_at, excluded.finished_at,
        excluded.applied_by, excluded.connected_as, excluded.application_name, NULL)
