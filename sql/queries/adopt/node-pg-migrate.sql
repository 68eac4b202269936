SELECT NULL::text, name::text, run_on::timestamptz, NULL::int8, false, NULL::text, NULL::text, NULL::text
  FROM {table}
 ORDER BY run_on, id
