WITH script AS (
    INSERT INTO migrate.scripts (checksum, sql)
    SELECT $3, $4
     WHERE $4 IS NOT NULL
        ON CONFLICT (checksum) DO NOTHING
)
UPDATE migrate.migrations
   SET standing = $2,
       checksum = COALESCE($3, checksum),
       statements = CASE WHEN $3 IS NULL OR $3 = checksum THEN statements END,
       statements_done = CASE $2 WHEN 'rolled_back' THEN 0
                                 WHEN 'applied' THEN COALESCE(statements, 0)
                                 ELSE statements_done END,
       finished_at = CASE WHEN $2 IN ('applied', 'baselined') AND standing NOT IN ('applied', 'baselined') THEN COALESCE(finished_at, clock_timestamp())
                          WHEN $2 IN ('applied', 'baselined') THEN finished_at END
 WHERE name = $1
RETURNING name
