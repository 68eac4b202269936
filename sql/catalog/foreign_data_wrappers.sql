SELECT f.oid, 'foreign-data wrapper' AS kind, f.fdwname::text AS name, pg_get_userbyid(f.fdwowner)::text AS owner,
       f.fdwacl::text[] AS acl,
       CASE WHEN f.fdwacl IS NOT NULL THEN acldefault('F', f.fdwowner) END::text[] AS acl_default,
       nullif(f.fdwhandler, 0)::regproc::text AS handler,
       nullif(f.fdwvalidator, 0)::regproc::text AS validator,
       (SELECT array_agg(o ORDER BY o COLLATE "C") FROM unnest(f.fdwoptions) AS o) AS options
  FROM pg_foreign_data_wrapper AS f
 WHERE f.oid >= 16384
