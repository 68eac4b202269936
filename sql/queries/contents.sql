-- What holds data, with the query that reads it as one array of literals for each row. Nothing that is as CREATE makes it
-- is told by these queries. (What belongs to an extension is its own, but for what its users write into it.)
WITH member AS (
    SELECT d.objid, d.refobjid AS extension
      FROM pg_depend AS d
     WHERE d.classid = 'pg_class'::regclass AND d.refclassid = 'pg_extension'::regclass AND d.deptype = 'e'
), own AS (
    SELECT c.oid, c.relkind, c.relispopulated, n.nspname::text AS schema, c.relname::text AS name
      FROM pg_class AS c
      JOIN pg_namespace AS n ON n.oid = c.relnamespace
     WHERE n.nspname !~ '^pg_'
       AND n.nspname <> 'information_schema'
       AND NOT EXISTS (SELECT FROM member AS m WHERE m.objid = c.oid)
)
SELECT 'table' AS kind, t.schema, t.name,
       (SELECT coalesce(json_agg(json_build_object('name', a.attname, 'has_default', a.atthasdef, 'is_identity', a.attidentity <> '')
                                 ORDER BY a.attnum), '[]')
          FROM pg_attribute AS a
         WHERE a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '')::text AS columns,
       format('SELECT to_json(ARRAY[%s]::text[])::text FROM ONLY %I.%I ORDER BY ctid',
              (SELECT string_agg(format('format(''%%L'', %I)', a.attname), ', ' ORDER BY a.attnum)
                 FROM pg_attribute AS a
                WHERE a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''),
              t.schema, t.name) AS query
  FROM own AS t
 WHERE t.relkind = 'r'
 UNION ALL
SELECT 'sequence', t.schema, t.name, '[]',
       format('SELECT to_json(ARRAY[last_value::text, is_called::text])::text FROM %I.%I WHERE is_called OR last_value <> %s',
              t.schema, t.name, s.seqstart)
  FROM own AS t
  JOIN pg_sequence AS s ON s.seqrelid = t.oid
 UNION ALL
SELECT 'filled', t.schema, t.name, '[]',
       format('SELECT to_json(ARRAY[coalesce(md5(string_agg(t::text, chr(10) ORDER BY t::text COLLATE "C")), '''')])::text FROM %I.%I AS t',
              t.schema, t.name)
  FROM own AS t
 WHERE t.relkind = 'm' AND t.relispopulated
 UNION ALL
SELECT 'unfilled', t.schema, t.name, '[]', NULL
  FROM own AS t
 WHERE t.relkind = 'm' AND NOT t.relispopulated
 UNION ALL
SELECT 'of_extension', n.nspname::text, c.relname::text, '[]',
       format('SELECT ''[]'' FROM %I.%I AS t %s LIMIT 1', n.nspname, c.relname, e.extcondition[config.place])
  FROM pg_extension AS e
 CROSS JOIN LATERAL unnest(e.extconfig) WITH ORDINALITY AS config (oid, place)
  JOIN pg_class AS c ON c.oid = config.oid AND c.relkind = 'r'
  JOIN pg_namespace AS n ON n.oid = c.relnamespace
 UNION ALL
SELECT 'large_objects', '', '', '[]', NULL
 WHERE EXISTS (SELECT FROM pg_largeobject_metadata)
 ORDER BY 1, 2, 3
