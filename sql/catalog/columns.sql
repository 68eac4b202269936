-- Columns of relations and of composite types. What a view's columns are follows from its definition,
-- but they can have a default. Some minor releases keep a version of their own in attoptions (pg_attver),
-- which depends on the past and which pg_dump leaves out as well. Given a table, pg_get_expr opens it, which
-- takes longer than all the rest; a default has no variables and needs none. DEFAULT NULL is as none, but of a
-- type with a length it is kept as an expression.
SELECT a.attrelid AS relation,
       a.attnum AS number,
       a.attname::text AS name,
       a.attacl::text[] AS acl,
       CASE WHEN c.relkind NOT IN ('v', 'm') THEN format_type(a.atttypid, a.atttypmod) END AS type,
       CASE WHEN a.attcollation <> t.typcollation AND a.attcollation <> 0 AND c.relkind NOT IN ('v', 'm')
            THEN a.attcollation::regcollation::text END AS collation,
       a.attnotnull AS not_null,
       CASE WHEN nn.conname <> c.relname || '_' || a.attname || '_not_null' THEN nn.conname::text END AS not_null_name, --@ 18+
       coalesce(nn.connoinherit, false) AS not_null_no_inherit, --@ 18+
       nd.description AS not_null_comment, --@ 18+
       NOT coalesce(nn.convalidated, true) AS not_null_not_valid, --@ 18+
       coalesce(nn.coninhcount > 0 AND NOT nn.conislocal AND NOT c.relispartition, false) AS not_null_inherited, --@ 18+
       CASE WHEN a.attgenerated <> '' THEN NULL
            WHEN a.atttypmod >= 0 THEN substring(pg_get_expr(d.adbin, 0) FROM '^(?!NULL::).*$')
            ELSE pg_get_expr(d.adbin, 0) END AS default,
       CASE a.attgenerated WHEN 's' THEN 'stored' WHEN 'v' THEN 'virtual' END AS generated,
       CASE WHEN a.attgenerated <> '' THEN pg_get_expr(d.adbin, d.adrelid) END AS expression,
       CASE a.attidentity WHEN 'a' THEN 'always' WHEN 'd' THEN 'by default' END AS identity,
       CASE WHEN a.attstorage <> t.typstorage AND c.relkind NOT IN ('v', 'c') THEN
         CASE a.attstorage WHEN 'p' THEN 'plain' WHEN 'e' THEN 'external' WHEN 'm' THEN 'main' ELSE 'extended' END
       END AS storage,
       CASE a.attcompression WHEN 'p' THEN 'pglz' WHEN 'l' THEN 'lz4' END AS compression, --@ 14+
       CASE WHEN a.attstattarget >= 0 THEN a.attstattarget END AS statistics,
       CASE WHEN cardinality(a.attoptions) > 1 OR NOT starts_with(a.attoptions[1], 'pg_attver=') THEN
         ARRAY(SELECT o COLLATE "C" FROM unnest(a.attoptions) AS o WHERE NOT starts_with(o, 'pg_attver=') ORDER BY 1)
       END AS options,
       CASE WHEN a.attfdwoptions IS NOT NULL THEN
         ARRAY(SELECT o COLLATE "C" FROM unnest(a.attfdwoptions) AS o ORDER BY 1)
       END AS fdw_options,
       a.attinhcount > 0 AND NOT a.attislocal AND NOT c.relispartition AS inherited
  FROM pg_attribute AS a
  JOIN pg_class AS c ON c.oid = a.attrelid
  JOIN pg_namespace AS n ON n.oid = c.relnamespace
  JOIN pg_type AS t ON t.oid = a.atttypid
  LEFT JOIN pg_attrdef AS d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
  LEFT JOIN pg_constraint AS nn ON nn.contype = 'n' AND nn.conrelid = a.attrelid AND nn.conkey[1] = a.attnum --@ 18+
  LEFT JOIN pg_description AS nd ON nd.classoid = 'pg_constraint'::regclass AND nd.objoid = nn.oid --@ 18+
 WHERE a.attnum > 0
   AND NOT a.attisdropped
   AND c.relkind IN ('r', 'p', 'f', 'v', 'm', 'c')
   AND n.nspname !~ '^pg_'
   AND n.nspname <> 'information_schema'
