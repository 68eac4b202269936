-- The schema public is there in every new database, with rights of its own: these are its default.
SELECT n.oid, 'schema' AS kind, n.nspname::text AS name, pg_get_userbyid(n.nspowner)::text AS owner,
       CASE WHEN n.nspname = 'public' THEN coalesce(n.nspacl, acldefault('n', n.nspowner)) ELSE n.nspacl END::text[] AS acl,
       CASE WHEN n.nspname = 'public'
            THEN acldefault('n', n.nspowner)
                 || makeaclitem(0, n.nspowner, 'CREATE', false) --@ <15
                 || makeaclitem(0, n.nspowner, 'USAGE', false)
            WHEN n.nspacl IS NOT NULL THEN acldefault('n', n.nspowner)
       END::text[] AS acl_default
  FROM pg_namespace AS n
 WHERE n.nspname !~ '^pg_'
   AND n.nspname <> 'information_schema'
