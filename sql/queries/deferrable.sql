-- One row if there are deferrable constraints: the names of those that start out immediate, in schemas
-- that the caller can use.
SELECT string_agg(format('%I.%I', n.nspname, c.conname), ', ')
       FILTER (WHERE NOT c.condeferred AND has_schema_privilege(n.oid, 'USAGE'))
  FROM pg_catalog.pg_constraint AS c
  JOIN pg_catalog.pg_namespace AS n ON n.oid = c.connamespace
 WHERE c.condeferrable
HAVING count(*) > 0
