-- Constraints that start out immediate but can be deferred, and whether there are others.
SELECT string_agg(format('%I.%I', n.nspname, c.conname), ', ') FILTER (WHERE NOT c.condeferred)
  FROM pg_catalog.pg_constraint AS c
  JOIN pg_catalog.pg_namespace AS n ON n.oid = c.connamespace
 WHERE c.condeferrable
HAVING count(*) > 0
