-- Catalog rows that are part of an object of the document: (classid, objid) stands for the target, which can be an
-- alias itself (an array of a row type). Where a row is an object of its own, that counts.
SELECT 'pg_type'::regclass::oid AS classid, t.oid AS objid,
       CASE WHEN t.typelem <> 0 THEN 'pg_type'::regclass ELSE 'pg_class'::regclass END::oid AS target_class,
       CASE WHEN t.typelem <> 0 THEN t.typelem ELSE t.typrelid END AS target_oid, 0 AS target_number
  FROM pg_type AS t
 WHERE t.oid >= 16384 AND (t.typelem <> 0 OR t.typrelid <> 0)
 UNION ALL
SELECT 'pg_type'::regclass, r.rngmultitypid, 'pg_type'::regclass, r.rngtypid, 0 --@ 14+
  FROM pg_range AS r --@ 14+
 WHERE r.rngtypid >= 16384 --@ 14+
 UNION ALL --@ 14+
-- A composite type's relation, a range type's constructors.
SELECT d.classid, d.objid, d.refclassid, d.refobjid, 0
  FROM pg_depend AS d
 WHERE d.refclassid = 'pg_type'::regclass AND d.classid IN ('pg_class'::regclass, 'pg_proc'::regclass)
   AND d.deptype = 'i' AND d.objid >= 16384
 UNION ALL
-- A constraint trigger's constraint; members of operator classes, and those that only the family has.
SELECT d.classid, d.objid, d.refclassid, d.refobjid, 0
  FROM pg_depend AS d
 WHERE d.refclassid IN ('pg_trigger'::regclass, 'pg_opclass'::regclass, 'pg_opfamily'::regclass)
   AND d.classid IN ('pg_constraint'::regclass, 'pg_amop'::regclass, 'pg_amproc'::regclass)
   AND d.deptype IN ('a', 'i') AND d.objid >= 16384
 UNION ALL
SELECT 'pg_rewrite'::regclass, r.oid, 'pg_class'::regclass, r.ev_class, 0
  FROM pg_rewrite AS r
 WHERE r.rulename = '_RETURN' AND r.oid >= 16384
 UNION ALL
-- Of the columns' defaults only those that need something.
SELECT DISTINCT 'pg_attrdef'::regclass::oid, a.oid, 'pg_class'::regclass::oid, a.adrelid, a.adnum::int
  FROM pg_depend AS d
  JOIN pg_attrdef AS a ON a.oid = d.objid
 WHERE d.classid = 'pg_attrdef'::regclass AND d.deptype = 'n' AND d.refobjid >= 16384
 UNION ALL
-- The index behind a constraint, which foreign keys name; a partition's copy of a foreign key.
SELECT CASE c.contype WHEN 'f' THEN 'pg_constraint'::regclass ELSE 'pg_class'::regclass END,
       CASE c.contype WHEN 'f' THEN c.oid ELSE c.conindid END, 'pg_constraint'::regclass,
       CASE c.contype WHEN 'f' THEN c.conparentid ELSE c.oid END, 0
  FROM pg_constraint AS c
 WHERE c.contype IN ('p', 'u', 'x') AND c.oid >= 16384 OR c.contype = 'f' AND c.conparentid <> 0
 UNION ALL
SELECT 'pg_trigger'::regclass, t.oid, 'pg_trigger'::regclass, t.tgparentid, 0
  FROM pg_trigger AS t
 WHERE t.tgparentid <> 0 AND t.tgconstraint = 0
 UNION ALL
SELECT 'pg_publication_rel'::regclass, p.oid, 'pg_publication'::regclass, p.prpubid, 0
  FROM pg_publication_rel AS p
 UNION ALL --@ 15+
SELECT 'pg_publication_namespace'::regclass, p.oid, 'pg_publication'::regclass, p.pnpubid, 0 --@ 15+
  FROM pg_publication_namespace AS p --@ 15+
