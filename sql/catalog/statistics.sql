-- Extended statistics: what is collected, not what was.
SELECT s.oid,
       'statistics' AS kind,
       s.stxrelid AS parent,
       n.nspname::text AS schema,
       s.stxname::text AS name,
       pg_get_userbyid(s.stxowner)::text AS owner,
       s.stxrelid::regclass::text AS "table",
       pg_get_statisticsobjdef(s.oid) AS definition,
       CASE WHEN s.stxstattarget >= 0 THEN s.stxstattarget END AS target
  FROM pg_statistic_ext AS s
  JOIN pg_namespace AS n ON n.oid = s.stxnamespace
 WHERE n.nspname !~ '^pg_'
   AND n.nspname <> 'information_schema'
