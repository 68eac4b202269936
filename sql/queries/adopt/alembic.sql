SELECT version_num::text, NULL::text, NULL::timestamptz, NULL::int8, false, NULL::text, NULL::text, NULL::text
  FROM {table} AS t
 ORDER BY t.version_num
