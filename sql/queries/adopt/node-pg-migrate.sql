SELECT NULL::text, name::text, run_on::timestamptz, NULL::int8, false, NULL::text, NULL::text, NULL::text
  FROM {table} AS t
 ORDER BY t.run_on, t.id
