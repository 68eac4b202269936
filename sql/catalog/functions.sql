-- Functions and procedures; not the constructors of range types, which come with the type.
SELECT p.oid,
       CASE p.prokind WHEN 'p' THEN 'procedure' ELSE 'function' END AS kind,
       n.nspname::text AS schema,
       p.proname::text AS name,
       oidvectortypes(p.proargtypes) AS arguments,
       pg_get_userbyid(p.proowner)::text AS owner,
       p.proacl::text[] AS acl,
       CASE WHEN p.proacl IS NOT NULL THEN acldefault('f', p.proowner)::text[] END AS acl_default,
       nullif(pg_get_function_arguments(p.oid), '') AS parameters,
       pg_get_function_result(p.oid) AS result,
       l.lanname::text AS language,
       pg_get_function_sqlbody(p.oid) AS sql_body, --@ 14+
       CASE WHEN p.prosqlbody IS NULL THEN p.prosrc END AS body, --@ 14+
       p.prosrc AS body, --@ <14
       p.probin AS library,
       p.prokind = 'w' AS window,
       CASE p.provolatile WHEN 'i' THEN 'immutable' WHEN 's' THEN 'stable' END AS volatility,
       p.proisstrict AS strict,
       p.prosecdef AS security_definer,
       p.proleakproof AS leakproof,
       CASE p.proparallel WHEN 's' THEN 'safe' WHEN 'r' THEN 'restricted' END AS parallel,
       CASE WHEN p.procost <> CASE WHEN l.oid IN (12, 13) THEN 1 ELSE 100 END AND p.procost <> 0
            THEN p.procost::text END AS cost,
       CASE WHEN p.proretset AND p.prorows NOT IN (0, 1000) THEN p.prorows::text END AS rows,
       CASE WHEN p.prosupport <> 0 THEN p.prosupport::text END AS support,
       -- Lists get the spaces that SET gives them: FROM CURRENT may have stored another form, which a dump does not keep.
       CASE WHEN p.proconfig IS NOT NULL THEN (
           SELECT array_agg(CASE WHEN s ~ '^(search_path|temp_tablespaces|(local|session|shared)_preload_libraries)='
                                 THEN regexp_replace(s, '\s*,\s*(?=(?:[^"]*"[^"]*")*[^"]*$)', ', ', 'g') ELSE s END
                            ORDER BY s COLLATE "C")
           FROM unnest(p.proconfig) s) END AS settings,
       CASE WHEN p.protrftypes IS NOT NULL THEN (
           SELECT array_agg(format_type(y, NULL) ORDER BY format_type(y, NULL) COLLATE "C")
           FROM unnest(p.protrftypes) y) END AS transforms
FROM pg_proc p
JOIN pg_namespace n ON n.oid = p.pronamespace
JOIN pg_language l ON l.oid = p.prolang
WHERE p.oid >= 16384
  AND p.prokind <> 'a'
  AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
  -- 12 is LANGUAGE internal, 13 is C
  AND (p.prolang <> 12 OR NOT EXISTS (
      SELECT FROM pg_depend d WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'i'))
