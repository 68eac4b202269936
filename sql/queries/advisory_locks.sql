SELECT l.classid::int8, l.objid::int8, l.objsubid::int8, l.mode
  FROM pg_catalog.pg_locks AS l
 WHERE l.locktype = 'advisory'
   AND l.granted
   AND l.pid = pg_backend_pid()
   AND NOT (l.classid::int8 = 0 AND l.objid::int8 = $1 AND l.objsubid = 1)
