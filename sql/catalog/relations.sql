-- Tables, foreign tables, views and materialized views. Whether a materialized view is populated is data.
-- What few relations have is looked up by subqueries: with more joins, planning takes longer than running. The
-- access method heap has the OID 2 everywhere.
SELECT c.oid,
       CASE c.relkind WHEN 'f' THEN 'foreign table' WHEN 'v' THEN 'view' WHEN 'm' THEN 'materialized view'
                      ELSE 'table' END AS kind,
       n.nspname::text AS schema,
       c.relname::text AS name,
       pg_get_userbyid(c.relowner)::text AS owner,
       c.relacl::text[] AS acl,
       CASE WHEN c.relacl IS NOT NULL THEN acldefault('r', c.relowner)::text[] END AS acl_default,
       CASE WHEN NOT c.relispartition THEN parent.oids END AS parent_oids,
       c.relpersistence = 'u' AS unlogged,
       CASE WHEN c.relam <> 2 THEN (SELECT am.amname::text FROM pg_am AS am WHERE am.oid = c.relam) END AS access_method,
       CASE WHEN c.reltablespace <> 0 THEN
         (SELECT ts.spcname::text FROM pg_tablespace AS ts WHERE ts.oid = c.reltablespace)
       END AS tablespace,
       CASE WHEN c.reloptions IS NOT NULL OR toast.reloptions IS NOT NULL THEN
         ARRAY(SELECT o COLLATE "C"
                 FROM (SELECT unnest(c.reloptions) UNION ALL SELECT 'toast.' || unnest(toast.reloptions)) AS option (o)
                ORDER BY 1)
       END AS options,
       CASE WHEN c.relkind IN ('v', 'm') THEN ltrim(rtrim(pg_get_viewdef(c.oid), ';')) END AS definition,
       CASE WHEN c.relkind IN ('v', 'f') THEN NULL WHEN c.relreplident = 'f' THEN 'full' WHEN c.relreplident = 'n' THEN 'nothing'
            WHEN c.relreplident = 'i' THEN
              (SELECT 'index:' || ic.relname
                             FROM pg_index AS i JOIN pg_class AS ic ON ic.oid = i.indexrelid
                            WHERE i.indrelid = c.oid AND i.indisreplident)
       END AS replica_identity,
       c.relrowsecurity AS row_security,
       c.relforcerowsecurity AS force_row_security,
       CASE WHEN c.relkind = 'p' THEN pg_get_partkeydef(c.oid) END AS partition_key,
       CASE WHEN c.relispartition THEN parent.names[1] END AS partition_of,
       CASE WHEN c.relispartition THEN pg_get_expr(c.relpartbound, 0) END AS bound,
       CASE WHEN NOT c.relispartition THEN parent.names END AS inherits,
       CASE WHEN c.reloftype <> 0 THEN format_type(c.reloftype, NULL) END AS of_type,
       CASE WHEN clustered.indexrelid IS NOT NULL THEN
         (SELECT ic.relname::text FROM pg_class AS ic WHERE ic.oid = clustered.indexrelid)
       END AS clustered_on,
       CASE WHEN c.relkind = 'f' THEN
         (SELECT fs.srvname::text FROM pg_foreign_table AS ft JOIN pg_foreign_server AS fs ON fs.oid = ft.ftserver
           WHERE ft.ftrelid = c.oid)
       END AS server,
       CASE WHEN c.relkind = 'f' THEN
         (SELECT array_agg(o COLLATE "C" ORDER BY o COLLATE "C")
            FROM pg_foreign_table AS ft, unnest(ft.ftoptions) AS o
           WHERE ft.ftrelid = c.oid)
       END AS fdw_options
  FROM pg_class AS c
  JOIN pg_namespace AS n ON n.oid = c.relnamespace
  LEFT JOIN (SELECT t.oid, t.reloptions FROM pg_class AS t
              WHERE t.relkind = 't' AND t.reloptions IS NOT NULL) AS toast ON toast.oid = c.reltoastrelid
  LEFT JOIN (SELECT i.inhrelid,
                    array_agg(i.inhparent ORDER BY i.inhseqno) AS oids,
                    array_agg(i.inhparent::regclass::text ORDER BY i.inhseqno) AS names
               FROM pg_inherits AS i
              GROUP BY i.inhrelid) AS parent ON parent.inhrelid = c.oid
  LEFT JOIN pg_index AS clustered ON clustered.indrelid = c.oid AND clustered.indisclustered
 WHERE c.relkind IN ('r', 'p', 'f', 'v', 'm')
   AND n.nspname !~ '^pg_'
   AND n.nspname <> 'information_schema'
