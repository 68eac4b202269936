SET search_path = app;

CREATE TABLE virtual (a int, b int GENERATED ALWAYS AS (a * 2) VIRTUAL, c int GENERATED ALWAYS AS (a * 3) STORED, d text DEFAULT 'd');
CREATE TABLE virtual_child () INHERITS (virtual);
CREATE TABLE virtual_partitions (a int, b int GENERATED ALWAYS AS (a + 1)) PARTITION BY LIST (a);
CREATE TABLE virtual_partition PARTITION OF virtual_partitions FOR VALUES IN (1);

-- NOT NULL has a name, can be unchecked or not inherited
CREATE TABLE not_nulls (a int CONSTRAINT a_has_a_name NOT NULL, b int NOT NULL NO INHERIT, c int, d int, CONSTRAINT "d too" NOT NULL d, e int PRIMARY KEY, f serial);
ALTER TABLE not_nulls ADD CONSTRAINT c_later NOT NULL c NOT VALID;
COMMENT ON CONSTRAINT a_has_a_name ON not_nulls IS 'on a NOT NULL constraint';
CREATE TABLE not_nulls_child (g int NOT NULL) INHERITS (not_nulls);
CREATE TABLE not_nulls_renamed (a int NOT NULL, b int CONSTRAINT not_nulls_b_not_null NOT NULL);
ALTER TABLE not_nulls_renamed RENAME COLUMN a TO z;
ALTER TABLE not_nulls_renamed RENAME TO not_nulls_of_another_name;
CREATE TABLE not_nulls_own (a int CONSTRAINT own_name NOT NULL) INHERITS (not_nulls_of_another_name);
CREATE TABLE not_nulls_parts (k int, v int NOT NULL) PARTITION BY LIST (k);
CREATE TABLE not_nulls_part PARTITION OF not_nulls_parts (k NOT NULL) FOR VALUES IN (1);
CREATE TABLE not_nulls_attached (v int CONSTRAINT of_its_own NOT NULL, k int);
ALTER TABLE not_nulls_parts ATTACH PARTITION not_nulls_attached FOR VALUES IN (2);
CREATE TABLE not_nulls_later (a int, b int) INHERITS (not_nulls_of_another_name);

CREATE TABLE enforced (a int PRIMARY KEY, b int CHECK (b > 0) NOT ENFORCED, c int REFERENCES enforced (a) NOT ENFORCED);
CREATE TABLE enforced_child (b int CHECK (b > 0) NOT ENFORCED) INHERITS (enforced);

CREATE TABLE periods (id int4range, during daterange, valid tsrange, PRIMARY KEY (id, during WITHOUT OVERLAPS),
  CONSTRAINT also UNIQUE (id, valid WITHOUT OVERLAPS) DEFERRABLE);
CREATE TABLE of_periods (id int4range, during daterange, p int4range, FOREIGN KEY (p, PERIOD during) REFERENCES periods (id, PERIOD during));

CREATE PUBLICATION of_generated FOR TABLE virtual WITH (publish_generated_columns = stored);
CREATE FUNCTION returning_both() RETURNS SETOF int LANGUAGE sql BEGIN ATOMIC
  UPDATE never_identified SET a = 1 RETURNING WITH (OLD AS o, NEW AS n) o.a + n.a;
END;
CREATE FOREIGN TABLE far_like (LIKE everything INCLUDING ALL) SERVER plain_server;
