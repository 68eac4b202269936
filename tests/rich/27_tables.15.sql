SET search_path = app;

CREATE TABLE distinct_nulls (a int UNIQUE NULLS NOT DISTINCT, b int, c int, CONSTRAINT "nulls, too" UNIQUE NULLS NOT DISTINCT (a, b) INCLUDE (c) DEFERRABLE);
CREATE UNIQUE INDEX ON distinct_nulls (b) NULLS NOT DISTINCT;
CREATE UNIQUE INDEX ON distinct_nulls (c) NULLS NOT DISTINCT WHERE c > 0;

CREATE TABLE partial_set (a int, b int, c int,
  FOREIGN KEY (a, b) REFERENCES target ON DELETE SET NULL (b),
  FOREIGN KEY (b, c) REFERENCES target (b, a) ON DELETE SET DEFAULT (b, c));

CREATE VIEW invoked_by WITH (security_invoker = true, security_barrier) AS SELECT a FROM partial_set;

CREATE PUBLICATION filtered FOR TABLE partial_set (a, c) WHERE (a > 3 AND c IS NOT NULL), ONLY target (b, a);
CREATE PUBLICATION of_schemas FOR TABLES IN SCHEMA app, "Mixed Case" WITH (publish = 'insert, truncate');
CREATE PUBLICATION of_both FOR TABLES IN SCHEMA "select", TABLE never_identified;
CREATE SUBSCRIPTION two_phases CONNECTION 'host=nowhere' PUBLICATION a WITH (connect = false, two_phase = true, disable_on_error = true, binary = true);

