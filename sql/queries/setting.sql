INSERT INTO migrate.settings (name, value, set_by, set_at)
VALUES ($1, $2, $3, clock_timestamp())
    ON CONFLICT (name) DO UPDATE
   SET (value, set_by, set_at) = (excluded.value, excluded.set_by, excluded.set_at)
