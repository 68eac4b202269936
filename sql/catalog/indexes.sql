-- Indexes that no constraint owns.
SELECT ic.oid,
       'index' AS kind,
       i.indrelid AS parent,
       n.nspname::text AS schema,
       ic.relname::text AS name,
       pg_get_indexdef(ic.oid) AS indexdef,
       i.indisunique AS "unique",
       CASE ic.relam WHEN 403 THEN 'btree' ELSE (SELECT am.amname::text FROM pg_am AS am WHERE am.oid = ic.relam) END AS method,
       i.indnullsnotdistinct AS nulls_not_distinct, --@ 15+
       CASE WHEN ic.reloptions IS NOT NULL THEN
         ARRAY(SELECT o COLLATE "C" FROM unnest(ic.reloptions) AS o ORDER BY 1)
       END AS options,
       CASE WHEN ic.reltablespace <> 0 THEN
         (SELECT ts.spcname::text FROM pg_tablespace AS ts WHERE ts.oid = ic.reltablespace)
       END AS tablespace,
       pg_get_expr(i.indpred, i.indrelid) AS "where",
       NOT i.indisvalid AS invalid,
       CASE WHEN ic.relispartition THEN
         (SELECT h.inhparent::regclass::text FROM pg_inherits AS h WHERE h.inhrelid = ic.oid)
       END AS attached_to,
       CASE WHEN i.indexprs IS NOT NULL THEN
         (SELECT jsonb_agg(jsonb_build_object('column', a.attnum, 'target', a.attstattarget) ORDER BY a.attnum)
            FROM pg_attribute AS a
           WHERE a.attrelid = ic.oid AND a.attstattarget >= 0)
       END AS statistics
  FROM pg_index AS i
  JOIN pg_class AS ic ON ic.oid = i.indexrelid
  JOIN pg_namespace AS n ON n.oid = ic.relnamespace
  LEFT JOIN pg_constraint AS con
         ON con.conindid = i.indexrelid AND con.conrelid = i.indrelid AND con.contype IN ('p', 'u', 'x')
 WHERE con.oid IS NULL
   AND n.nspname !~ '^pg_'
   AND n.nspname <> 'information_schema'
