DELETE FROM migrate.scripts AS s
 WHERE NOT EXISTS (SELECT FROM migrate.migrations AS m WHERE m.checksum = s.checksum)
   AND NOT EXISTS (SELECT FROM migrate.failures AS f WHERE f.checksum = s.checksum)
