-- The options are the text that the catalog has, which stands behind the template in the statement.
SELECT d.oid, 'text search dictionary' AS kind, n.nspname::text AS schema, d.dictname::text AS name,
       pg_get_userbyid(d.dictowner)::text AS owner,
       CASE WHEN tn.nspname <> 'pg_catalog' THEN quote_ident(tn.nspname) || '.' ELSE '' END
         || quote_ident(t.tmplname) AS template,
       nullif(d.dictinitoption, '') AS options
  FROM pg_ts_dict AS d
  JOIN pg_namespace AS n ON n.oid = d.dictnamespace
  JOIN pg_ts_template AS t ON t.oid = d.dicttemplate
  JOIN pg_namespace AS tn ON tn.oid = t.tmplnamespace
 WHERE d.oid >= 16384
   AND n.nspname !~ '^pg_'
   AND n.nspname <> 'information_schema'
