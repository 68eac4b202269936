-- Enums and the tables, views and composite types that have a column of them (or of their arrays).
SELECT t.typname::text, c.relname::text
  FROM pg_catalog.pg_type AS t
  JOIN pg_catalog.pg_attribute AS a ON a.atttypid IN (t.oid, t.typarray)
  JOIN pg_catalog.pg_class AS c ON c.oid = a.attrelid
 WHERE t.typtype = 'e'
   AND c.relkind IN ('r', 'p', 'v', 'm', 'c', 'f')
