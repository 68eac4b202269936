SELECT name, checksum, standing, COALESCE(finished_at, started_at), statements, statements_done
  FROM migrate.migrations
 ORDER BY position
