-- Casts; not those from a range type to its multirange, which come with the type.
SELECT c.oid,
       'cast' AS kind,
       '(' || format_type(c.castsource, NULL) || ' AS ' || format_type(c.casttarget, NULL) || ')' AS identity,
       format_type(c.castsource, NULL) AS source,
       format_type(c.casttarget, NULL) AS target,
       CASE WHEN c.castmethod = 'f' THEN c.castfunc::regprocedure::text END AS function,
       CASE c.castmethod WHEN 'b' THEN 'binary' WHEN 'i' THEN 'inout' END AS method,
       CASE c.castcontext WHEN 'i' THEN 'implicit' WHEN 'a' THEN 'assignment' END AS context
FROM pg_cast c
WHERE c.oid >= 16384
  AND NOT EXISTS (SELECT FROM pg_range r WHERE r.rngtypid = c.castsource AND r.rngmultitypid = c.casttarget) --@ 14+
