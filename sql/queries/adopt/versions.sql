-- Rails and dbmate; longer numbers are later ones.
SELECT version::text, NULL::text, NULL::timestamptz, NULL::int8, false, NULL::text, NULL::text, NULL::text
  FROM {table} AS t
 ORDER BY length(t.version::text), t.version::text COLLATE "C"
