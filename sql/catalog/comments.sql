-- Comments. Those of built-in objects are the server's own; that of the schema public counts only where it
-- differs from what every new database has, and there its absence is a statement too.
SELECT d.classoid AS classid, d.objoid AS objid, d.objsubid, d.description
  FROM pg_description AS d
 WHERE d.objoid >= 16384
   AND NOT (d.classoid = 'pg_namespace'::regclass
            AND EXISTS (SELECT FROM pg_namespace AS n WHERE n.oid = d.objoid AND n.nspname = 'public'))
 UNION ALL
SELECT 'pg_namespace'::regclass, n.oid, 0, coalesce(d.description, '')
  FROM pg_namespace AS n
  LEFT JOIN pg_description AS d ON d.classoid = 'pg_namespace'::regclass AND d.objoid = n.oid AND d.objsubid = 0
 WHERE n.nspname = 'public'
   AND d.description IS DISTINCT FROM 'standard public schema'
