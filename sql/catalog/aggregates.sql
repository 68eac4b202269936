-- Aggregates. Functions by name, as CREATE AGGREGATE takes them: their arguments follow from the aggregate's.
SELECT p.oid,
       'aggregate' AS kind,
       n.nspname::text AS schema,
       p.proname::text AS name,
       oidvectortypes(p.proargtypes) AS arguments,
       pg_get_userbyid(p.proowner)::text AS owner,
       p.proacl::text[] AS acl,
       CASE WHEN p.proacl IS NOT NULL THEN acldefault('f', p.proowner)::text[] END AS acl_default,
       coalesce(nullif(pg_get_function_arguments(p.oid), ''), '*') AS parameters,
       a.aggkind = 'h' AS hypothetical,
       a.aggtransfn::text AS transition_function,
       format_type(a.aggtranstype, NULL) AS state_type,
       nullif(a.aggtransspace, 0) AS state_size,
       a.agginitval AS initial_state,
       CASE WHEN a.aggfinalfn <> 0 THEN a.aggfinalfn::text END AS final_function,
       a.aggfinalextra AS final_function_extra,
       CASE WHEN a.aggfinalfn <> 0 AND a.aggfinalmodify <> modify.standard THEN
           CASE a.aggfinalmodify WHEN 'r' THEN 'read_only' WHEN 's' THEN 'shareable' ELSE 'read_write' END
       END AS final_function_modify,
       CASE WHEN a.aggcombinefn <> 0 THEN a.aggcombinefn::text END AS combine_function,
       CASE WHEN a.aggserialfn <> 0 THEN a.aggserialfn::text END AS serial_function,
       CASE WHEN a.aggdeserialfn <> 0 THEN a.aggdeserialfn::text END AS deserial_function,
       CASE WHEN a.aggmtransfn <> 0 THEN a.aggmtransfn::text END AS moving_transition_function,
       CASE WHEN a.aggminvtransfn <> 0 THEN a.aggminvtransfn::text END AS moving_inverse_function,
       CASE WHEN a.aggmtranstype <> 0 THEN format_type(a.aggmtranstype, NULL) END AS moving_state_type,
       nullif(a.aggmtransspace, 0) AS moving_state_size,
       a.aggminitval AS moving_initial_state,
       CASE WHEN a.aggmfinalfn <> 0 THEN a.aggmfinalfn::text END AS moving_final_function,
       a.aggmfinalextra AS moving_final_function_extra,
       CASE WHEN a.aggmfinalfn <> 0 AND a.aggmfinalmodify <> modify.standard THEN
           CASE a.aggmfinalmodify WHEN 'r' THEN 'read_only' WHEN 's' THEN 'shareable' ELSE 'read_write' END
       END AS moving_final_function_modify,
       CASE WHEN a.aggsortop <> 0 THEN (
           SELECT quote_ident(sn.nspname) || '.' || o.oprname
           FROM pg_operator o JOIN pg_namespace sn ON sn.oid = o.oprnamespace WHERE o.oid = a.aggsortop)
       END AS sort_operator,
       CASE p.proparallel WHEN 's' THEN 'safe' WHEN 'r' THEN 'restricted' END AS parallel
FROM pg_proc p
JOIN pg_aggregate a ON a.aggfnoid = p.oid
JOIN pg_namespace n ON n.oid = p.pronamespace
CROSS JOIN LATERAL (SELECT CASE a.aggkind WHEN 'n' THEN 'r' ELSE 'w' END AS standard) modify
WHERE p.oid >= 16384
  AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
