-- Some of the rows that are older than the log is to keep ($1), and that no other session is just removing.
DELETE FROM migrate.ddl_events
 WHERE ctid = ANY (ARRAY(
    SELECT ctid
      FROM migrate.ddl_events
     WHERE logged_at < clock_timestamp() - $1::interval
     ORDER BY logged_at
     LIMIT 10000
       FOR UPDATE SKIP LOCKED))
