-- Operator families with their loose members; what depends on a class is in operator_classes.sql.
SELECT o.oid,
       'operator family' AS kind,
       n.nspname::text AS schema,
       o.opfname::text AS name,
       quote_ident(n.nspname) || '.' || quote_ident(o.opfname) || ' using ' || quote_ident(am.amname) AS identity,
       pg_get_userbyid(o.opfowner)::text AS owner,
       am.amname::text AS method,
       operators.members AS operators,
       functions.members AS functions
FROM pg_opfamily o
JOIN pg_namespace n ON n.oid = o.opfnamespace
JOIN pg_am am ON am.oid = o.opfmethod
LEFT JOIN (
    SELECT d.refobjid, jsonb_agg(jsonb_strip_nulls(jsonb_build_object(
                           'number', m.amopstrategy,
                           'operator', m.amopopr::regoperator::text,
                           'order_by', quote_ident(sn.nspname) || '.' || quote_ident(s.opfname)))
                       ORDER BY m.amopstrategy, m.amopopr::regoperator::text COLLATE "C") AS members
    FROM pg_amop m
    JOIN pg_depend d ON d.classid = 'pg_amop'::regclass AND d.objid = m.oid AND d.refclassid = 'pg_opfamily'::regclass
    LEFT JOIN pg_opfamily s ON s.oid = m.amopsortfamily
    LEFT JOIN pg_namespace sn ON sn.oid = s.opfnamespace
    WHERE m.oid >= 16384
    GROUP BY d.refobjid) operators ON operators.refobjid = o.oid
LEFT JOIN (
    SELECT d.refobjid, jsonb_agg(jsonb_build_object(
                           'number', m.amprocnum,
                           'left', format_type(m.amproclefttype, NULL),
                           'right', format_type(m.amprocrighttype, NULL),
                           'function', m.amproc::oid::regprocedure::text)
                       ORDER BY m.amprocnum, format_type(m.amproclefttype, NULL) COLLATE "C",
                                format_type(m.amprocrighttype, NULL) COLLATE "C") AS members
    FROM pg_amproc m
    JOIN pg_depend d ON d.classid = 'pg_amproc'::regclass AND d.objid = m.oid AND d.refclassid = 'pg_opfamily'::regclass
    WHERE m.oid >= 16384
    GROUP BY d.refobjid) functions ON functions.refobjid = o.oid
WHERE o.oid >= 16384
  AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
