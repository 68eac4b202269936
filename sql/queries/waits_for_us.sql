SELECT EXISTS (
    SELECT
      FROM pg_catalog.pg_locks AS waiting
      JOIN pg_catalog.pg_locks AS ours ON ours.virtualxid = waiting.virtualxid
     WHERE waiting.locktype = 'virtualxid'
       AND NOT waiting.granted
       AND ours.locktype = 'virtualxid'
       AND ours.granted
       AND ours.pid = pg_backend_pid()
)
