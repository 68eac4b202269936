INSERT INTO migrate.snapshots
       (only_one, fingerprint, schema, taken_at, taken_by, verb, migration, position, database, signature, origins, transactions, proof)
SELECT true, $1, $2, clock_timestamp(), $3, $4, last.name, last.position, $5, $6, $7, pg_current_snapshot()::text, $8
  FROM (SELECT) AS one
  LEFT JOIN (SELECT name, position
               FROM migrate.migrations
              WHERE standing IN ('applied', 'baselined')
              ORDER BY position DESC
              LIMIT 1) AS last ON true
    ON CONFLICT (only_one) DO UPDATE
   SET (fingerprint, schema, taken_at, taken_by, verb, migration, position, database, signature, origins, transactions, proof) =
       (excluded.fingerprint, excluded.schema, excluded.taken_at, excluded.taken_by, excluded.verb, excluded.migration,
        excluded.position, excluded.database, excluded.signature, excluded.origins, excluded.transactions, excluded.proof)
