SELECT p.oid, 'text search parser' AS kind, n.nspname::text AS schema, p.prsname::text AS name,
       p.prsstart::text AS start, p.prstoken::text AS gettoken, p.prsend::text AS "end",
       nullif(p.prsheadline::text, '-') AS headline, p.prslextype::text AS lextypes
  FROM pg_ts_parser AS p
  JOIN pg_namespace AS n ON n.oid = p.prsnamespace
 WHERE p.oid >= 16384
   AND n.nspname !~ '^pg_'
   AND n.nspname <> 'information_schema'
