-- Operator classes with those members that depend on them; what depends on the family is in operator_families.sql.
SELECT o.oid,
       'operator class' AS kind,
       n.nspname::text AS schema,
       o.opcname::text AS name,
       quote_ident(n.nspname) || '.' || quote_ident(o.opcname) || ' using ' || quote_ident(am.amname) AS identity,
       pg_get_userbyid(o.opcowner)::text AS owner,
       am.amname::text AS method,
       format_type(o.opcintype, NULL) AS type,
       o.opcdefault AS "default",
       quote_ident(fn.nspname) || '.' || quote_ident(f.opfname) AS family,
       CASE WHEN o.opckeytype <> 0 THEN format_type(o.opckeytype, NULL) END AS storage,
       operators.members AS operators,
       functions.members AS functions
FROM pg_opclass o
JOIN pg_namespace n ON n.oid = o.opcnamespace
JOIN pg_am am ON am.oid = o.opcmethod
JOIN pg_opfamily f ON f.oid = o.opcfamily
JOIN pg_namespace fn ON fn.oid = f.opfnamespace
LEFT JOIN (
    SELECT d.refobjid, jsonb_agg(jsonb_strip_nulls(jsonb_build_object(
                           'number', m.amopstrategy,
                           'operator', m.amopopr::regoperator::text,
                           'order_by', quote_ident(sn.nspname) || '.' || quote_ident(s.opfname)))
                       ORDER BY m.amopstrategy, m.amopopr::regoperator::text COLLATE "C") AS members
    FROM pg_amop m
    JOIN pg_depend d ON d.classid = 'pg_amop'::regclass AND d.objid = m.oid AND d.refclassid = 'pg_opclass'::regclass
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
    JOIN pg_depend d ON d.classid = 'pg_amproc'::regclass AND d.objid = m.oid AND d.refclassid = 'pg_opclass'::regclass
    WHERE m.oid >= 16384
    GROUP BY d.refobjid) functions ON functions.refobjid = o.oid
WHERE o.oid >= 16384
  AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
