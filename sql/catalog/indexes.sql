-- Indexes that no constraint owns. pg_get_indexdef takes longer than all the rest, so the columns of plain b-tree
-- indexes (no expressions, WHERE or INCLUDE, the default operator classes and collations) are put together here;
-- text_ops (25) is the default of varchar (1043) too, the b-tree has the OID 403.
SELECT ic.oid,
       'index' AS kind,
       i.indrelid AS parent,
       n.nspname::text AS schema,
       ic.relname::text AS name,
       CASE WHEN plain.columns IS NULL THEN pg_get_indexdef(ic.oid) END AS indexdef,
       plain.columns AS key_columns,
       i.indisunique AS "unique",
       CASE ic.relam WHEN 403 THEN 'btree' ELSE (SELECT am.amname::text FROM pg_am AS am WHERE am.oid = ic.relam) END AS method,
       i.indnullsnotdistinct AS nulls_not_distinct, --@ 15+
       CASE WHEN ic.reloptions IS NOT NULL THEN
         ARRAY(SELECT o COLLATE "C" FROM unnest(ic.reloptions) AS o ORDER BY 1)
       END AS options,
       CASE WHEN ic.reltablespace <> 0 THEN
         (SELECT ts.spcname::text FROM pg_tablespace AS ts WHERE ts.oid = ic.reltablespace)
       END AS tablespace,
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
  LEFT JOIN (SELECT i.indexrelid,
                    string_agg(quote_ident(a.attname) ||
                               CASE i.indoption[k.n - 1] WHEN 1 THEN ' DESC NULLS LAST' WHEN 2 THEN ' NULLS FIRST'
                                                         WHEN 3 THEN ' DESC' ELSE '' END,
                               ', ' ORDER BY k.n) AS columns
               FROM pg_index AS i
              CROSS JOIN unnest(i.indkey) WITH ORDINALITY AS k (number, n)
               JOIN pg_attribute AS a ON a.attrelid = i.indrelid AND a.attnum = k.number
               JOIN pg_opclass AS o ON o.oid = i.indclass[k.n - 1]
              WHERE NOT i.indisprimary
                AND i.indrelid >= 16384
                AND i.indexprs IS NULL
                AND i.indpred IS NULL
                AND i.indnatts = i.indnkeyatts
              GROUP BY i.indexrelid
             HAVING bool_and(o.opcmethod = 403
                             AND o.opcdefault
                             AND (o.opcintype = a.atttypid OR o.opcintype = 25 AND a.atttypid = 1043)
                             AND i.indcollation[k.n - 1] = a.attcollation)) AS plain ON plain.indexrelid = i.indexrelid
 WHERE NOT EXISTS (SELECT FROM pg_constraint AS con
                    WHERE con.conindid = i.indexrelid AND con.conrelid = i.indrelid AND con.contype IN ('p', 'u', 'x'))
   AND n.nspname !~ '^pg_'
   AND n.nspname <> 'information_schema'
