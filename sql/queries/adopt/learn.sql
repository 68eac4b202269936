-- The bundle has the name, and perhaps the text, of an adopted migration.
WITH script AS (
    INSERT INTO migrate.scripts (checksum, sql)
    SELECT $3, $4
     WHERE $4 IS NOT NULL
        ON CONFLICT (checksum) DO NOTHING
)
UPDATE migrate.migrations
   SET name = $2,
       checksum = COALESCE($3, checksum),
       position = CASE WHEN $5 THEN (SELECT min(position) - 1 FROM migrate.migrations) ELSE position END
 WHERE name = $1
