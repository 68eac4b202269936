-- What an object needs besides its schema and its own table, column, domain or type, which other attributes tell.
-- This is one scan: an object's dependency on its own parent that slips through (a check constraint's on its columns)
-- costs less to ignore later than to join away here.
SELECT d.classid, d.objid, d.objsubid, d.refclassid, d.refobjid, d.refobjsubid, d.deptype::text AS deptype
  FROM pg_depend AS d
 WHERE d.objid >= 16384
   AND d.refobjid >= 16384
   AND CASE d.deptype
         WHEN 'n' THEN d.refclassid <> 'pg_namespace'::regclass
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
