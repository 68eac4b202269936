-- Checks of domains; since PostgreSQL 17 their NOT NULL, which is an attribute of the domain, is there as well.
SELECT con.oid,
       'domain constraint' AS kind,
       con.contypid AS parent,
       con.conname::text AS name,
       CASE WHEN con.convalidated THEN pg_get_constraintdef(con.oid)
            ELSE left(pg_get_constraintdef(con.oid), - length(' NOT VALID')) END AS definition,
       NOT con.convalidated AS not_valid
  FROM pg_constraint AS con
  JOIN pg_namespace AS n ON n.oid = con.connamespace
 WHERE con.contypid <> 0
   AND con.contype = 'c'
   AND n.nspname !~ '^pg_'
   AND n.nspname <> 'information_schema'
