SELECT c.oid,
       'conversion' AS kind,
       n.nspname::text AS schema,
       c.conname::text AS name,
       pg_get_userbyid(c.conowner)::text AS owner,
       pg_encoding_to_char(c.conforencoding)::text AS source,
       pg_encoding_to_char(c.contoencoding)::text AS target,
       c.conproc::text AS function,
       c.condefault AS "default"
FROM pg_conversion c
JOIN pg_namespace n ON n.oid = c.connamespace
WHERE c.oid >= 16384
  AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
