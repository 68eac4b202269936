-- Privileges of built-in objects and of members of extensions, where they are not what initdb or the extension's script
-- left (pg_init_privs). Of the system schemas pg_dump writes only pg_catalog's. "grantor" is the owner, who is not part
-- of the document: the bootstrap superuser's name is another in every cluster.
WITH member (classid, objid) AS MATERIALIZED
       (SELECT d.classid, d.objid
          FROM pg_depend AS d
          JOIN pg_extension AS e ON e.oid = d.refobjid
         WHERE d.refclassid = 'pg_extension'::regclass AND d.deptype = 'e' AND e.extname <> 'migrate'),
     relation (oid) AS MATERIALIZED
       (SELECT c.oid
          FROM pg_class AS c
         WHERE c.oid < 16384 AND c.relnamespace = 'pg_catalog'::regnamespace AND c.relkind NOT IN ('i', 'I')
         UNION ALL
        SELECT m.objid
          FROM member AS m
         WHERE m.classid = 'pg_class'::regclass),
     object (classid, objid, objsubid, acl, usual, owner, target, col) AS
       (SELECT 'pg_class'::regclass::oid, c.oid, 0, c.relacl, acldefault(CASE c.relkind WHEN 'S' THEN 's' ELSE 'r' END::"char", c.relowner),
               c.relowner, CASE c.relkind WHEN 'S' THEN 'SEQUENCE ' ELSE 'TABLE ' END, NULL::name
          FROM relation AS r
          JOIN pg_class AS c ON c.oid = r.oid
         WHERE c.relacl IS NOT NULL
         UNION ALL
        SELECT 'pg_class'::regclass, c.oid, a.attnum, a.attacl, '{}', c.relowner, 'TABLE ', a.attname
          FROM relation AS r
          JOIN pg_class AS c ON c.oid = r.oid
          JOIN pg_attribute AS a ON a.attrelid = c.oid
         WHERE a.attacl IS NOT NULL AND NOT a.attisdropped
         UNION ALL
        SELECT 'pg_proc'::regclass, p.oid, 0, p.proacl, acldefault('f', p.proowner), p.proowner, 'ROUTINE ', NULL
          FROM pg_proc AS p
         WHERE p.proacl IS NOT NULL
           AND (p.pronamespace = 'pg_catalog'::regnamespace
                OR p.oid IN (SELECT m.objid FROM member AS m WHERE m.classid = 'pg_proc'::regclass))
         UNION ALL
        SELECT 'pg_type'::regclass, t.oid, 0, t.typacl, acldefault('T', t.typowner), t.typowner, 'TYPE ', NULL
          FROM pg_type AS t
         WHERE t.typacl IS NOT NULL
           AND (t.typnamespace = 'pg_catalog'::regnamespace
                OR t.oid IN (SELECT m.objid FROM member AS m WHERE m.classid = 'pg_type'::regclass))
         UNION ALL
        SELECT 'pg_namespace'::regclass, n.oid, 0, n.nspacl, acldefault('n', n.nspowner), n.nspowner, 'SCHEMA ', NULL
          FROM pg_namespace AS n
         WHERE n.nspacl IS NOT NULL
           AND (n.nspname = 'pg_catalog'
                OR n.oid IN (SELECT m.objid FROM member AS m WHERE m.classid = 'pg_namespace'::regclass))
         UNION ALL
        SELECT 'pg_language'::regclass, l.oid, 0, l.lanacl, acldefault('l', l.lanowner), l.lanowner, 'LANGUAGE ', NULL
          FROM pg_language AS l
         WHERE l.lanacl IS NOT NULL AND l.lanispl AND l.lanpltrusted
           AND (l.oid < 16384
                OR l.oid IN (SELECT m.objid FROM member AS m WHERE m.classid = 'pg_language'::regclass))
         UNION ALL
        SELECT 'pg_foreign_data_wrapper'::regclass, f.oid, 0, f.fdwacl, acldefault('F', f.fdwowner), f.fdwowner,
               'FOREIGN DATA WRAPPER ', NULL
          FROM pg_foreign_data_wrapper AS f
         WHERE f.fdwacl IS NOT NULL
           AND f.oid IN (SELECT m.objid FROM member AS m WHERE m.classid = 'pg_foreign_data_wrapper'::regclass)
         UNION ALL
        SELECT 'pg_foreign_server'::regclass, s.oid, 0, s.srvacl, acldefault('S', s.srvowner), s.srvowner, 'FOREIGN SERVER ', NULL
          FROM pg_foreign_server AS s
         WHERE s.srvacl IS NOT NULL
           AND s.oid IN (SELECT m.objid FROM member AS m WHERE m.classid = 'pg_foreign_server'::regclass))
SELECT o.objid AS oid, 'privileges' AS kind, 'on ' || i.type || ' ' || i.identity AS identity,
       o.target || CASE WHEN o.col IS NULL THEN i.identity ELSE t.identity END AS on,
       quote_ident(o.col) AS "column",
       pg_get_userbyid(o.owner)::text AS grantor,
       o.acl::text[] AS acl, coalesce(p.initprivs, o.usual)::text[] AS acl_default
  FROM object AS o
  LEFT JOIN pg_init_privs AS p ON p.classoid = o.classid AND p.objoid = o.objid AND p.objsubid = o.objsubid
 CROSS JOIN LATERAL pg_identify_object(o.classid, o.objid, o.objsubid) AS i
 CROSS JOIN LATERAL pg_identify_object(o.classid, o.objid, 0) AS t
 WHERE NOT (o.acl <@ coalesce(p.initprivs, o.usual) AND coalesce(p.initprivs, o.usual) <@ o.acl)
