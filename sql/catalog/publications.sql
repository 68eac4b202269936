SELECT p.oid, 'publication' AS kind, p.pubname::text AS name, pg_get_userbyid(p.pubowner)::text AS owner,
       p.puballtables AS all_tables,
       t.tables,
       s.schemas, --@ 15+
       CASE WHEN NOT (p.pubinsert AND p.pubupdate AND p.pubdelete AND p.pubtruncate) THEN
         concat_ws(', ', CASE WHEN p.pubinsert THEN 'insert' END, CASE WHEN p.pubupdate THEN 'update' END,
                         CASE WHEN p.pubdelete THEN 'delete' END, CASE WHEN p.pubtruncate THEN 'truncate' END)
       END AS publish,
       CASE p.pubgencols WHEN 's' THEN 'stored' END AS publish_generated_columns, --@ 18+
       p.pubviaroot AS publish_via_partition_root
  FROM pg_publication AS p
  LEFT JOIN (SELECT r.prpubid,
                    jsonb_agg(jsonb_strip_nulls(jsonb_build_object(
                        'table', quote_ident(n.nspname) || '.' || quote_ident(c.relname)
                        , 'columns', (SELECT jsonb_agg(quote_ident(a.attname) ORDER BY a.attname) --@ 15+
                                        FROM unnest(r.prattrs::int2[]) AS k (attnum) --@ 15+
                                        JOIN pg_attribute AS a ON a.attrelid = r.prrelid AND a.attnum = k.attnum) --@ 15+
                        , 'where', pg_get_expr(r.prqual, r.prrelid) --@ 15+
                      )) ORDER BY n.nspname, c.relname) AS tables
               FROM pg_publication_rel AS r
               JOIN pg_class AS c ON c.oid = r.prrelid
               JOIN pg_namespace AS n ON n.oid = c.relnamespace
              GROUP BY r.prpubid) AS t ON t.prpubid = p.oid
  LEFT JOIN (SELECT r.pnpubid, array_agg(quote_ident(n.nspname) ORDER BY n.nspname) AS schemas --@ 15+
               FROM pg_publication_namespace AS r --@ 15+
               JOIN pg_namespace AS n ON n.oid = r.pnnspid --@ 15+
              GROUP BY r.pnpubid) AS s ON s.pnpubid = p.oid --@ 15+
 WHERE p.oid >= 16384
