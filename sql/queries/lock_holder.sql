SELECT l.pid, a.usename::text, a.application_name, COALESCE(a.xact_start, a.backend_start)::timestamptz(0)::text
  FROM pg_catalog.pg_locks AS l
  LEFT JOIN pg_catalog.pg_stat_activity AS a ON a.pid = l.pid
 WHERE l.locktype = 'advisory'
   AND l.granted
   AND l.database = (SELECT d.oid FROM pg_catalog.pg_database AS d WHERE d.datname = current_database())
   AND l.classid::int8 = 0
   AND l.objid::int8 = $1
   AND l.objsubid = 1
 LIMIT 1
