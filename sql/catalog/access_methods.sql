SELECT a.oid,
       'access method' AS kind,
       a.amname::text AS name,
       CASE a.amtype WHEN 't' THEN 'table' ELSE 'index' END AS type,
       a.amhandler::text AS handler
FROM pg_am a
WHERE a.oid >= 16384
