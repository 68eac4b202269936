SELECT version::text, script::text, installed_on::timestamptz, execution_time::int8 * 1000, NOT success,
       checksum::text, installed_by::text, type::text
  FROM {table}
 ORDER BY installed_rank
