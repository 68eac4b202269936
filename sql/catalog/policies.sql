-- Row-level security policies.
SELECT p.oid,
       'policy' AS kind,
       p.polrelid AS parent,
       p.polname::text AS name,
       CASE p.polcmd WHEN 'r' THEN 'select' WHEN 'a' THEN 'insert' WHEN 'w' THEN 'update' WHEN 'd' THEN 'delete'
       END AS command,
       NOT p.polpermissive AS restrictive,
       CASE WHEN p.polroles <> '{0}' THEN
         ARRAY(SELECT pg_get_userbyid(role)::text COLLATE "C" FROM unnest(p.polroles) AS role ORDER BY 1)
       END AS roles,
       pg_get_expr(p.polqual, p.polrelid) AS using,
       pg_get_expr(p.polwithcheck, p.polrelid) AS check
  FROM pg_policy AS p
  JOIN pg_class AS c ON c.oid = p.polrelid
  JOIN pg_namespace AS n ON n.oid = c.relnamespace
 WHERE n.nspname !~ '^pg_'
   AND n.nspname <> 'information_schema'
