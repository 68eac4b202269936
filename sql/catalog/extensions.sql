-- Without the owner, which no statement can set.
SELECT e.oid, 'extension' AS kind, e.extname::text AS name, quote_ident(n.nspname) AS in_schema, e.extversion AS version
  FROM pg_extension AS e
  JOIN pg_namespace AS n ON n.oid = e.extnamespace
 WHERE e.extname NOT IN ('plpgsql', 'migrate')
