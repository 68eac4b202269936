-- The session's temporary relations, functions and types; sequences and types last, because most go
-- with their tables.
SELECT class, oid
  FROM (SELECT 'pg_catalog.pg_class'::regclass::oid::int8, c.oid::int8, CASE c.relkind WHEN 'S' THEN 2 ELSE 1 END
          FROM pg_catalog.pg_class AS c
         WHERE c.relnamespace = pg_my_temp_schema()
           AND c.relkind IN ('r', 'p', 'v', 'S')
         UNION ALL
        SELECT 'pg_catalog.pg_proc'::regclass::oid::int8, p.oid::int8, 1
          FROM pg_catalog.pg_proc AS p
         WHERE p.pronamespace = pg_my_temp_schema()
         UNION ALL
        SELECT 'pg_catalog.pg_type'::regclass::oid::int8, t.oid::int8, 3
          FROM pg_catalog.pg_type AS t
         WHERE t.typnamespace = pg_my_temp_schema()
           AND (t.typtype IN ('e', 'd', 'r')
                OR EXISTS (SELECT FROM pg_catalog.pg_class AS c WHERE c.oid = t.typrelid AND c.relkind = 'c'))
       ) AS object (class, oid, turn)
 ORDER BY turn
