SELECT name, checksum, standing
  FROM migrate.migrations
 ORDER BY position
