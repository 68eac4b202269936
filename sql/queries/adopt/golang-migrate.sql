-- Below zero nothing is applied.
SELECT version::text, NULL::text, NULL::timestamptz, NULL::int8, dirty, NULL::text, NULL::text, NULL::text
  FROM {table} AS t
 WHERE version >= 0
