UPDATE migrate.snapshots SET proof = $1 WHERE proof <> $1
