-- Collations; not their versions, which belong to the server's libraries. An ICU or builtin locale has a column
-- that majors name differently or lack.
SELECT c.oid,
       'collation' AS kind,
       n.nspname::text AS schema,
       c.collname::text AS name,
       pg_get_userbyid(c.collowner)::text AS owner,
       CASE c.collprovider WHEN 'b' THEN 'builtin' WHEN 'i' THEN 'icu' ELSE 'libc' END AS provider,
       NOT c.collisdeterministic AS nondeterministic,
       coalesce(j.row->>'colllocale', j.row->>'colliculocale', CASE WHEN c.collcollate = c.collctype THEN c.collcollate::text END) AS locale,
       CASE WHEN c.collcollate <> c.collctype THEN c.collcollate::text END AS lc_collate,
       CASE WHEN c.collcollate <> c.collctype THEN c.collctype::text END AS lc_ctype,
       j.row->>'collicurules' AS rules
FROM pg_collation c
JOIN pg_namespace n ON n.oid = c.collnamespace
CROSS JOIN LATERAL (SELECT to_jsonb(c) AS row) j
WHERE c.oid >= 16384
  AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
