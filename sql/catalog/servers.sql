SELECT s.oid, 'server' AS kind, s.srvname::text AS name, pg_get_userbyid(s.srvowner)::text AS owner,
       s.srvacl::text[] AS acl,
       CASE WHEN s.srvacl IS NOT NULL THEN acldefault('S', s.srvowner) END::text[] AS acl_default,
       s.srvtype AS type, s.srvversion AS version, quote_ident(f.fdwname) AS wrapper,
       (SELECT array_agg(o ORDER BY o COLLATE "C") FROM unnest(s.srvoptions) AS o) AS options
  FROM pg_foreign_server AS s
  JOIN pg_foreign_data_wrapper AS f ON f.oid = s.srvfdw
 WHERE s.oid >= 16384
