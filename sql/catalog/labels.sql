SELECT l.classoid AS classid, l.objoid AS objid, l.objsubid, l.provider, l.label
  FROM pg_seclabel AS l
 WHERE l.objoid >= 16384
    OR (l.classoid = 'pg_namespace'::regclass
        AND EXISTS (SELECT FROM pg_namespace AS n WHERE n.oid = l.objoid AND n.nspname = 'public'))
