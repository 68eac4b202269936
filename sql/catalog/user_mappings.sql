-- Options are left out: they are passwords, and only some may read them. No role can be named public.
SELECT u.umid AS oid, 'user mapping' AS kind,
       'for ' || quote_ident(u.usename) || ' server ' || quote_ident(u.srvname) AS identity,
       u.usename::text AS "user", quote_ident(u.srvname) AS server
  FROM pg_user_mappings AS u
 WHERE u.umid >= 16384
