-- Constraints of tables. Clones of foreign keys on partitions and inherited checks follow from the parent's;
-- what backs a primary key, unique or exclusion constraint can differ on a partition. The definition is without
-- the flags, which are attributes; that of an exclusion constraint has its options.
SELECT con.oid,
       'constraint' AS kind,
       con.conrelid AS parent,
       con.conname::text AS name,
       index.oid AS index_oid,
       CASE con.contype WHEN 'c' THEN 'check' WHEN 'p' THEN 'primary key' WHEN 'u' THEN 'unique'
                        WHEN 'x' THEN 'exclusion' ELSE 'foreign key' END AS type,
       CASE WHEN con.condeferrable
              OR NOT con.convalidated
              OR con.contype = 'c' AND con.connoinherit
            THEN left(pg_get_constraintdef(con.oid),
                      - length(concat(CASE WHEN con.contype = 'c' AND con.connoinherit THEN ' NO INHERIT' END,
                                      CASE WHEN con.condeferrable THEN ' DEFERRABLE' END,
                                      CASE WHEN con.condeferred THEN ' INITIALLY DEFERRED' END,
                                      CASE WHEN NOT con.conenforced THEN ' NOT ENFORCED' --@ 18+
                                           WHEN NOT con.convalidated THEN ' NOT VALID' END))) --@ 18+
                                      CASE WHEN NOT con.convalidated THEN ' NOT VALID' END))) --@ <18
            ELSE pg_get_constraintdef(con.oid) END AS definition,
       con.condeferrable AS deferrable,
       con.condeferred AS initially_deferred,
       NOT con.convalidated AS not_valid, --@ <18
       con.conenforced AND NOT con.convalidated AS not_valid, --@ 18+
       NOT con.conenforced AS not_enforced, --@ 18+
       con.contype = 'c' AND con.connoinherit AS no_inherit,
       CASE WHEN index.reloptions IS NOT NULL AND con.contype <> 'x' THEN
         ARRAY(SELECT o COLLATE "C" FROM unnest(index.reloptions) AS o ORDER BY 1)
       END AS options,
       CASE WHEN index.reltablespace <> 0 THEN
         (SELECT ts.spcname::text FROM pg_tablespace AS ts WHERE ts.oid = index.reltablespace)
       END AS tablespace,
       CASE WHEN con.conparentid <> 0 THEN
         (SELECT quote_ident(pc.conname) || ' on ' || pc.conrelid::regclass::text
            FROM pg_constraint AS pc WHERE pc.oid = con.conparentid)
            WHEN index.relispartition THEN
         (SELECT 'index ' || i.inhparent::regclass::text FROM pg_inherits AS i WHERE i.inhrelid = index.oid)
       END AS attached_to,
       CASE WHEN con.contype = 'x' THEN
         (SELECT jsonb_agg(jsonb_build_object('column', a.attnum, 'target', a.attstattarget) ORDER BY a.attnum)
            FROM pg_attribute AS a WHERE a.attrelid = con.conindid AND a.attstattarget >= 0)
       END AS statistics
  FROM pg_constraint AS con
  JOIN pg_namespace AS n ON n.oid = con.connamespace
  LEFT JOIN pg_class AS index ON index.oid = con.conindid AND con.contype IN ('p', 'u', 'x')
 WHERE con.conrelid <> 0
   AND con.contype IN ('c', 'p', 'u', 'x', 'f')
   AND (con.contype IN ('p', 'u', 'x') OR con.conparentid = 0 AND (con.conislocal OR con.coninhcount = 0))
   AND n.nspname !~ '^pg_'
   AND n.nspname <> 'information_schema'
