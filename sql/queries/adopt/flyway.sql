SELECT version::text, script::text, installed_on::timestamptz, execution_time::int8 * 1000, NOT success,
       checksum::text, installed_by::text, type::text
  FROM {table} AS t
 ORDER BY t.installed_rank
