SET search_path = app;

CREATE VIEW simple AS SELECT id, name, amount FROM everything;
CREATE VIEW "View Mixed" ("Col A", "select") WITH (security_barrier = true) AS SELECT a.name, count(*) FILTER (WHERE a.f > 0) FROM everything a GROUP BY 1;
CREATE VIEW checked WITH (check_option = local) AS SELECT * FROM indexed WHERE id > 0;
CREATE VIEW checked_cascaded AS SELECT * FROM checked WHERE id < 100 WITH CASCADED CHECK OPTION;
ALTER VIEW simple ALTER COLUMN amount SET DEFAULT 12;
ALTER VIEW simple ALTER COLUMN name SET DEFAULT 'na''me';
CREATE RECURSIVE VIEW counting (n) AS VALUES (1) UNION ALL SELECT n + 1 FROM counting WHERE n < 10;
CREATE VIEW no_columns_view AS SELECT FROM no_columns;
CREATE VIEW literals AS SELECT date '2024-02-29' AS d, interval '1 mon -2 days 03:04:05.678' AS i, timestamptz '2024-01-01 00:00+00' AS t, 0.1::float8 AS f,
  '\x00ff'::bytea AS b, 12.34::money AS m, 'a\b''c'::text AS s, E'new\nline'::text AS e, array[1, null]::int[] AS a, B'101' AS bits, NULL::mood AS n, 'glad'::mood AS g;
CREATE VIEW joined AS
  WITH recursive tree AS MATERIALIZED (
    SELECT id, self, 1 AS depth FROM referring WHERE self IS NULL
    UNION SELECT r.id, r.self, depth + 1 FROM referring r JOIN tree t ON r.self = t.id
  ), few AS NOT MATERIALIZED (SELECT * FROM tree LIMIT 10 OFFSET 1)
  SELECT t.*, f.depth AS other_depth, row_number() OVER w AS n, sum(t.depth) OVER (w ROWS BETWEEN 1 PRECEDING AND CURRENT ROW EXCLUDE TIES) AS s,
    (SELECT max(x) FROM unnest(ARRAY[1, 2]) WITH ORDINALITY AS u (x, o)) AS m, EXISTS (SELECT FROM no_columns) AS e,
    CASE WHEN t.id IN (1, 2) THEN 'a' ELSE NULL END AS c, COALESCE(t.id, 0) BETWEEN 1 AND 2 AS b, t.id::text COLLATE "C" AS k
  FROM tree t LEFT JOIN few f USING (id) CROSS JOIN LATERAL generate_series(1, t.depth) AS g (v)
  WINDOW w AS (PARTITION BY t.self ORDER BY t.id DESC NULLS LAST);
CREATE VIEW grouped AS SELECT a, b, grouping(a) AS g, string_agg(DISTINCT a, ',' ORDER BY a) AS s, percentile_cont(0.5) WITHIN GROUP (ORDER BY id) AS p
  FROM indexed GROUP BY GROUPING SETS ((a), (a, b), ROLLUP (b), ()) HAVING count(*) > 1 ORDER BY 1 DESC;
CREATE VIEW united AS (SELECT 1 AS x UNION ALL SELECT 2 EXCEPT SELECT 3) INTERSECT SELECT x FROM (VALUES (1), (2)) v (x) ORDER BY x FETCH FIRST 3 ROWS ONLY;
CREATE VIEW sampled AS SELECT DISTINCT ON (a) a, b FROM indexed TABLESAMPLE bernoulli (10) REPEATABLE (1) ORDER BY a, b;
CREATE VIEW of_rows AS SELECT e AS whole, (e.home).street AS street, e.feelings[1] AS first, e.grid[1:2] AS part FROM everything e;
CREATE VIEW "Mixed Case"."Other View" AS SELECT s."select", t."Select" FROM "select"."select" s, "Mixed Case"."Table" t;

-- views that need each other, and one that needs a primary key
CREATE VIEW circular_a AS SELECT 1 AS x, 'a'::text AS y;
CREATE VIEW circular_b AS SELECT x, y FROM circular_a;
CREATE OR REPLACE VIEW circular_a AS SELECT b.x, b.y FROM circular_b b;
CREATE VIEW by_key AS SELECT e.id, e.name, count(*) FROM everything e JOIN referring r ON r.d = e.id GROUP BY e.id;
-- a function's body that the view of its own row type needs
CREATE FUNCTION from_view(simple) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT $1.name';
CREATE VIEW by_own_function AS SELECT from_view(s) AS f, s.from_view FROM simple s;

CREATE MATERIALIZED VIEW stored WITH (fillfactor = 50) AS SELECT a, b, count(*) AS n FROM indexed GROUP BY a, b;
CREATE UNIQUE INDEX stored_key ON stored (a, b);
CREATE INDEX ON stored USING hash (n);
ALTER MATERIALIZED VIEW stored CLUSTER ON stored_key;
ALTER MATERIALIZED VIEW stored ALTER COLUMN n SET STATISTICS 33;
CREATE MATERIALIZED VIEW not_populated AS SELECT * FROM stored WITH NO DATA;
CREATE VIEW on_stored AS SELECT * FROM not_populated JOIN by_key ON n = count;
CREATE MATERIALIZED VIEW "Stored Mixed" AS SELECT * FROM on_stored WITH NO DATA;
CREATE STATISTICS of_a_view ON a, b FROM stored;

ALTER VIEW simple OWNER TO rich_owner;
ALTER MATERIALIZED VIEW stored OWNER TO rich_owner;
GRANT SELECT ON simple TO PUBLIC;
GRANT INSERT (name) ON simple TO rich_writer;
COMMENT ON VIEW simple IS 'on a view';
COMMENT ON COLUMN simple.name IS 'on a column of a view';
COMMENT ON MATERIALIZED VIEW stored IS 'on a materialized view';
COMMENT ON COLUMN stored.n IS 'on a column of a materialized view';

CREATE RULE protecting AS ON DELETE TO simple DO INSTEAD NOTHING;
CREATE RULE "Rule Mixed" AS ON INSERT TO simple WHERE new.amount > 3
  DO INSTEAD (INSERT INTO never_identified VALUES (new.id); DELETE FROM never_identified WHERE a = new.id + 1);
CREATE RULE notifying AS ON INSERT TO simple DO INSTEAD (NOTIFY "Some Channel", 'x'; INSERT INTO never_identified VALUES (1) RETURNING a::bigint, NULL::varchar(50), 1::numeric(12,2));
CREATE RULE as_well AS ON UPDATE TO everything WHERE old.name <> new.name DO ALSO UPDATE never_identified SET a = 1 WHERE a = old.id;
CREATE RULE off AS ON INSERT TO never_identified DO ALSO NOTHING;
CREATE RULE for_replicas AS ON DELETE TO never_identified DO ALSO NOTHING;
CREATE RULE ever AS ON UPDATE TO never_identified DO ALSO SELECT new.a;
ALTER TABLE never_identified DISABLE RULE off, ENABLE REPLICA RULE for_replicas, ENABLE ALWAYS RULE ever;
COMMENT ON RULE as_well ON everything IS 'on a rule';
