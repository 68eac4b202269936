-- Tables with these names, or the one with this OID: their columns, one a row.
SELECT c.oid::int8, n.nspname::text, c.relname::text, c.relkind::text, a.attname::text,
       a.atttypid::int8, format_type(a.atttypid, NULL)
  FROM pg_class AS c
  JOIN pg_namespace AS n ON n.oid = c.relnamespace
  JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
 WHERE (c.oid::int8 = $1 OR c.relname::text IN (SELECT json_array_elements_text($2::json)))
   AND n.nspname !~ '^pg_'
 ORDER BY n.nspname, c.relname, c.oid, a.attnum
