-- Enums, domains, composite, range, base and shell types. Not array, multirange and row types, which come with another object.
SELECT t.oid,
       CASE WHEN NOT t.typisdefined THEN 'shell type'
            ELSE CASE t.typtype WHEN 'e' THEN 'enum' WHEN 'd' THEN 'domain' WHEN 'c' THEN 'composite type'
                                WHEN 'r' THEN 'range type' ELSE 'base type' END
       END AS kind,
       n.nspname::text AS schema,
       t.typname::text AS name,
       nullif(t.typrelid, 0) AS relation,
       pg_get_userbyid(t.typowner)::text AS owner,
       t.typacl::text[] AS acl,
       CASE WHEN t.typacl IS NOT NULL THEN acldefault('T', t.typowner)::text[] END AS acl_default,
       -- enum
       e.labels,
       -- domain
       CASE WHEN t.typtype = 'd' THEN format_type(t.typbasetype, t.typtypmod) END AS type,
       CASE WHEN t.typtype = 'd' THEN t.typnotnull END AS not_null,
       nn.conname::text AS not_null_name, --@ 17+
       -- domain, base type (whose default is the text that its input function takes)
       CASE WHEN t.typdefaultbin IS NULL THEN t.typdefault ELSE pg_get_expr(t.typdefaultbin, 0) END AS "default",
       -- domain, range type
       CASE WHEN v.collation <> 0 THEN (
           SELECT v.collation::regcollation::text FROM pg_type u WHERE u.oid = v.source AND u.typcollation <> v.collation)
       END AS collation,
       -- range type
       format_type(r.rngsubtype, NULL) AS subtype,
       CASE WHEN r.rngsubopc <> 0 THEN (
           SELECT CASE WHEN s.nspname <> 'pg_catalog' THEN quote_ident(s.nspname) || '.' ELSE '' END || quote_ident(o.opcname)
           FROM pg_opclass o JOIN pg_namespace s ON s.oid = o.opcnamespace WHERE o.oid = r.rngsubopc AND NOT o.opcdefault)
       END AS opclass,
       CASE WHEN r.rngcanonical <> 0 THEN r.rngcanonical::text END AS canonical,
       CASE WHEN r.rngsubdiff <> 0 THEN r.rngsubdiff::text END AS subtype_diff,
       CASE WHEN r.rngtypid IS NOT NULL THEN format_type(r.rngmultitypid, NULL) END AS multirange, --@ 14+
       -- base type
       b.*
FROM pg_type t
JOIN pg_namespace n ON n.oid = t.typnamespace
LEFT JOIN (SELECT enumtypid, array_agg(enumlabel::text ORDER BY enumsortorder) AS labels
           FROM pg_enum WHERE enumtypid >= 16384 GROUP BY enumtypid) e ON e.enumtypid = t.oid
LEFT JOIN pg_range r ON r.rngtypid = t.oid
-- the type that gives a domain or a range its collation, and the collation that it has
CROSS JOIN LATERAL (SELECT CASE t.typtype WHEN 'd' THEN t.typbasetype ELSE r.rngsubtype END AS source,
                           CASE t.typtype WHEN 'd' THEN t.typcollation ELSE r.rngcollation END AS collation) v
LEFT JOIN pg_constraint nn ON nn.contypid = t.oid AND nn.contype = 'n' AND nn.conname <> t.typname::text || '_not_null' --@ 17+
LEFT JOIN LATERAL (
    SELECT t.typinput::text AS input,
           t.typoutput::text AS output,
           CASE WHEN t.typreceive <> 0 THEN t.typreceive::text END AS receive,
           CASE WHEN t.typsend <> 0 THEN t.typsend::text END AS send,
           CASE WHEN t.typmodin <> 0 THEN t.typmodin::text END AS typmod_in,
           CASE WHEN t.typmodout <> 0 THEN t.typmodout::text END AS typmod_out,
           CASE WHEN t.typanalyze <> 0 THEN t.typanalyze::text END AS "analyze",
           CASE WHEN t.typsubscript <> 0 THEN t.typsubscript::text END AS subscript, --@ 14+
           CASE WHEN t.typlen <> -1 THEN t.typlen END AS length,
           t.typbyval AS by_value,
           CASE t.typalign WHEN 'c' THEN 'char' WHEN 's' THEN 'int2' WHEN 'd' THEN 'double' END AS alignment,
           CASE t.typstorage WHEN 'x' THEN 'extended' WHEN 'e' THEN 'external' WHEN 'm' THEN 'main' END AS storage,
           nullif(t.typcategory::text, 'U') AS category,
           t.typispreferred AS preferred,
           nullif(t.typdelim::text, ',') AS delimiter,
           CASE WHEN t.typelem <> 0 THEN format_type(t.typelem, NULL) END AS element,
           t.typcollation <> 0 AS collatable
) b ON t.typtype = 'b' AND t.typisdefined
WHERE t.oid >= 16384
  AND t.typtype <> 'm' --@ 14+
  AND t.typinput <> 'array_in'::regproc
  AND (t.typrelid = 0 OR EXISTS (SELECT FROM pg_class k WHERE k.oid = t.typrelid AND k.relkind = 'c'))
  AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
