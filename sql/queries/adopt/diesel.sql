-- Diesel sets its sessions to UTC.
SELECT version::text, NULL::text, run_on AT TIME ZONE 'UTC', NULL::int8, false, NULL::text, NULL::text, NULL::text
  FROM {table} AS t
 ORDER BY t.run_on, t.version
