SELECT t.oid, 'text search template' AS kind, n.nspname::text AS schema, t.tmplname::text AS name,
       nullif(t.tmplinit::text, '-') AS init, t.tmpllexize::text AS lexize
  FROM pg_ts_template AS t
  JOIN pg_namespace AS n ON n.oid = t.tmplnamespace
 WHERE t.oid >= 16384
   AND n.nspname !~ '^pg_'
   AND n.nspname <> 'information_schema'
