WITH script AS (
    INSERT INTO migrate.scripts (checksum, sql)
    VALUES ($2, $17)
        ON CONFLICT (checksum) DO NOTHING
), old AS (
    SELECT attempted_at
      FROM migrate.failures
     ORDER BY attempted_at DESC
    OFFSET 999
     LIMIT 1
), pruned AS (
    DELETE FROM migrate.failures AS f
     USING old
     WHERE f.attempted_at <= old.attempted_at
)
INSERT INTO migrate.failures
       (name, checksum, verb, attempted_at, duration, statement, line, column_number, sqlstate, message,
        detail, hint, context, attempted_by, connected_as, application_name, client_addr)
VALUES ($1, $2, $3, clock_timestamp() - $4, $4, $5::integer, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16::inet)
