SELECT format('GRANT EXECUTE ON %s %s TO %I',
              CASE p.prokind WHEN 'p' THEN 'PROCEDURE' ELSE 'FUNCTION' END,
              p.oid::regprocedure,
              $1)
  FROM pg_catalog.pg_proc AS p
 WHERE p.pronamespace = 'migrate'::regnamespace
   AND p.proname::text = ANY (string_to_array($2, ','))
 UNION ALL
SELECT format('GRANT SELECT ON migrate.history, migrate.attempts TO %I', $1)
