SELECT p.proname::text, p.prosrc
  FROM pg_catalog.pg_proc AS p
 WHERE p.prokind = 'p'
   AND p.pronamespace <> 'pg_catalog'::regnamespace
