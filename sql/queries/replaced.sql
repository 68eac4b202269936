WITH gone AS (
    DELETE FROM migrate.replaced
     WHERE replaced_by IN (SELECT part ->> 'by' FROM json_array_elements($1::json) AS part)
       AND (replaced_by, name) NOT IN (SELECT part ->> 'by', part ->> 'name' FROM json_array_elements($1::json) AS part)
)
INSERT INTO migrate.replaced (replaced_by, name, position, checksum)
SELECT part ->> 'by', part ->> 'name', place, part ->> 'checksum'
  FROM json_array_elements($1::json) WITH ORDINALITY AS list (part, place)
    ON CONFLICT (replaced_by, name) DO UPDATE
   SET (position, checksum) = (excluded.position, excluded.checksum)
