-- What an object needs besides its schema and its own table, column, domain or type, which other attributes tell.
-- The first branch is one scan: an object's dependency on its own parent that slips through (a check constraint's on its
-- columns) costs less to ignore later than to join away here. The other two replace what depends on the past.
WITH candidate AS MATERIALIZED
       (SELECT i.indexrelid, i.indrelid, i.indnkeyatts, i.indkey, i.indisprimary
          FROM pg_index AS i
         WHERE i.indrelid >= 16384
           AND i.indisunique AND i.indisvalid AND i.indimmediate AND i.indpred IS NULL AND i.indexprs IS NULL),
     twin (oid, usual) AS MATERIALIZED
       (SELECT u.indexrelid, first_value(u.indexrelid) OVER (PARTITION BY u.indrelid, k.columns ORDER BY NOT u.indisprimary, c.relname)
          -- Most tables have no two of as many columns: only these are looked at.
          FROM (SELECT indrelid, indnkeyatts FROM candidate GROUP BY 1, 2 HAVING count(*) > 1) AS few
          JOIN candidate AS u USING (indrelid, indnkeyatts)
          JOIN pg_class AS c ON c.oid = u.indexrelid
         CROSS JOIN LATERAL (SELECT ARRAY(SELECT k FROM unnest(u.indkey[0:u.indnkeyatts - 1]) AS k ORDER BY k)) AS k (columns))
SELECT d.classid, d.objid, d.objsubid, d.refclassid, d.refobjid, d.refobjsubid
  FROM pg_depend AS d
 WHERE d.objid >= 16384
   AND d.refobjid >= 16384
   AND CASE d.deptype
         WHEN 'n' THEN CASE d.refclassid
                         WHEN 'pg_namespace'::regclass THEN false
                         WHEN 'pg_transform'::regclass THEN false
                         WHEN 'pg_class'::regclass THEN
                           d.refobjsubid > 0 OR d.classid <> 'pg_constraint'::regclass
                           OR d.objid NOT IN (SELECT f.oid FROM pg_constraint AS f WHERE f.contype = 'f')
                         ELSE true
                       END
         -- Policies, statistics and so on, partitions; not an index's table or an owned sequence's column.
         WHEN 'a' THEN d.classid NOT IN ('pg_attrdef'::regclass, 'pg_constraint'::regclass, 'pg_rewrite'::regclass)
                       AND (d.classid <> 'pg_class'::regclass
                            OR d.refobjsubid = 0 AND d.objid IN (SELECT i.inhrelid FROM pg_inherits AS i))
                       AND d.refclassid <> 'pg_namespace'::regclass
         -- An identity column's sequence.
         WHEN 'i' THEN d.refobjsubid > 0 AND d.classid = 'pg_class'::regclass AND d.refclassid = 'pg_class'::regclass
         -- A partition's index or constraint.
         WHEN 'P' THEN d.classid <> 'pg_trigger'::regclass
         ELSE false
       END
 UNION ALL
-- The unique index that a foreign key uses: of several over the same columns the server takes the oldest.
SELECT 'pg_constraint'::regclass, c.oid, 0, 'pg_class'::regclass, coalesce(twin.usual, c.conindid), 0
  FROM pg_constraint AS c
  LEFT JOIN twin ON twin.oid = c.conindid
 WHERE c.contype = 'f' AND c.conparentid = 0
 UNION ALL
-- The transforms that a function uses: it depends on all that were there for its types when it was made.
SELECT 'pg_proc'::regclass, p.oid, 0, 'pg_transform'::regclass, t.oid, 0
  FROM pg_transform AS t
  JOIN pg_proc AS p ON p.prolang = t.trflang AND t.trftype = ANY (p.protrftypes)
 WHERE t.oid >= 16384
