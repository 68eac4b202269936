SELECT t.oid,
       'transform' AS kind,
       'for ' || format_type(t.trftype, NULL) || ' language ' || quote_ident(l.lanname) AS identity,
       format_type(t.trftype, NULL) AS type,
       l.lanname::text AS language,
       CASE WHEN t.trffromsql <> 0 THEN t.trffromsql::oid::regprocedure::text END AS from_sql,
       CASE WHEN t.trftosql <> 0 THEN t.trftosql::oid::regprocedure::text END AS to_sql
FROM pg_transform t
JOIN pg_language l ON l.oid = t.trflang
WHERE t.oid >= 16384
