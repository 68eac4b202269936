SELECT version::text, description::text, installed_on::timestamptz, execution_time::int8 / 1000, NOT success,
       encode(checksum, 'hex'), NULL::text, NULL::text
  FROM {table} AS t
 ORDER BY t.version
