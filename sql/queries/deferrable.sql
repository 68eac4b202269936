-- The deferrable constraints by name: all of them, and those that start out deferred. A name that a
-- constraint which is not deferrable has too cannot be given to SET CONSTRAINTS … DEFERRED.
WITH named AS (
    SELECT format('%I.%I', n.nspname, c.conname) AS name,
           bool_and(c.condeferrable) AS can_defer,
           bool_or(c.condeferred) AS starts_deferred
      FROM pg_catalog.pg_constraint AS c
      JOIN pg_catalog.pg_namespace AS n ON n.oid = c.connamespace
     WHERE c.conname IN (SELECT d.conname FROM pg_catalog.pg_constraint AS d WHERE d.condeferrable)
     GROUP BY 1
)
SELECT string_agg(name, ', '), string_agg(name, ', ') FILTER (WHERE starts_deferred)
  FROM named
 WHERE can_defer
