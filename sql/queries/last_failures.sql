SELECT DISTINCT ON (f.name) f.name, f.message, f.sqlstate, f.attempted_at::timestamptz(0)::text
  FROM migrate.failures AS f
 ORDER BY f.name, f.attempted_at DESC
