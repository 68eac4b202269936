UPDATE migrate.migrations
   SET statements_done = $2
 WHERE name = $1 AND standing = 'running'
