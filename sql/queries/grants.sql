-- The GRANTs that give a role ($1) some of our routines ($2), and whether the caller may pass each on.
SELECT format('GRANT EXECUTE ON %s %s TO %I',
              CASE p.prokind WHEN 'p' THEN 'PROCEDURE' ELSE 'FUNCTION' END,
              p.oid::regprocedure,
              $1),
       has_function_privilege(p.oid, 'EXECUTE WITH GRANT OPTION')
  FROM pg_catalog.pg_proc AS p
 WHERE p.pronamespace = 'migrate'::regnamespace
   AND p.proname::text = ANY (string_to_array($2, ','))
 UNION ALL
SELECT format('GRANT SELECT ON %s TO %I', c.oid::regclass, $1),
       has_table_privilege(c.oid, 'SELECT WITH GRANT OPTION')
  FROM pg_catalog.pg_class AS c
 WHERE c.relnamespace = 'migrate'::regnamespace
   AND c.relname IN ('history', 'attempts', 'ddl_log')
