-- e: the object belongs to the extension and is created by it; x: it is dropped with the extension (DEPENDS ON EXTENSION).
SELECT d.classid, d.objid, e.extname::text AS extension, d.deptype::text AS deptype
  FROM pg_depend AS d
  JOIN pg_extension AS e ON e.oid = d.refobjid
 WHERE d.refclassid = 'pg_extension'::regclass
   AND d.deptype IN ('e', 'x')
