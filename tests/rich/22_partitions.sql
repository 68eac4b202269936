SET search_path = app;

CREATE TABLE by_range (id int NOT NULL, at date NOT NULL, v text DEFAULT 'parent', PRIMARY KEY (id, at)) PARTITION BY RANGE (at);
CREATE TABLE by_range_2023 PARTITION OF by_range FOR VALUES FROM (MINVALUE) TO ('2024-01-01');
CREATE TABLE by_range_2024 PARTITION OF by_range (v DEFAULT 'child', CONSTRAINT own CHECK (v <> 'x')) FOR VALUES FROM ('2024-01-01') TO ('2025-01-01')
  PARTITION BY LIST (id);
CREATE TABLE by_range_2024_few PARTITION OF by_range_2024 FOR VALUES IN (1, 2, 3) WITH (fillfactor = 50);
CREATE TABLE by_range_2024_rest PARTITION OF by_range_2024 DEFAULT PARTITION BY HASH (id);
CREATE TABLE by_range_2024_rest_0 PARTITION OF by_range_2024_rest FOR VALUES WITH (MODULUS 2, REMAINDER 0);
CREATE UNLOGGED TABLE by_range_2024_rest_1 PARTITION OF by_range_2024_rest FOR VALUES WITH (MODULUS 2, REMAINDER 1);
CREATE TABLE by_range_default PARTITION OF by_range DEFAULT;
-- with another order of columns, and one dropped
CREATE TABLE attached (v text, gone int, at date NOT NULL, id int NOT NULL DEFAULT 9);
ALTER TABLE attached DROP COLUMN gone;
ALTER TABLE by_range ATTACH PARTITION attached FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
CREATE TABLE detached PARTITION OF by_range FOR VALUES FROM ('2030-01-01') TO ('2031-01-01');
ALTER TABLE by_range DETACH PARTITION detached;

CREATE TABLE by_list (k text COLLATE "C", n int) PARTITION BY LIST (lower(k) COLLATE "C" text_pattern_ops);
CREATE TABLE by_list_nulls PARTITION OF by_list FOR VALUES IN (NULL, 'a', 'it''s');
CREATE TABLE "Mixed Case"."By List" PARTITION OF by_list FOR VALUES IN ('数');
CREATE TABLE by_many (a int, b int, c timestamptz) PARTITION BY RANGE (a, abs(b), c);
CREATE TABLE by_many_1 PARTITION OF by_many FOR VALUES FROM (1, MINVALUE, MINVALUE) TO (1, 5, '2024-01-01 00:00+00');
CREATE TABLE by_hash (id int, t text) PARTITION BY HASH (id);
CREATE TABLE without_partitions (id int) PARTITION BY RANGE (id);
COMMENT ON TABLE by_range_2024 IS 'on a partition';

-- indexes: inherited, attached by hand, on the parent only (invalid), of the partition alone
CREATE INDEX by_range_v ON by_range (v);
CREATE INDEX "Only Parent" ON ONLY by_range (lower(v));
CREATE INDEX attached_by_hand ON attached (lower(v));
ALTER INDEX "Only Parent" ATTACH PARTITION attached_by_hand;
CREATE INDEX of_one_partition ON by_range_2024_few (v DESC) WHERE id = 1;
ALTER INDEX by_range_2023_v_idx RENAME TO "renamed index of a partition";
ALTER INDEX by_range_2024_few_v_idx SET (fillfactor = 66);
COMMENT ON INDEX by_range_2024_v_idx IS 'on the index of a partition';
ALTER TABLE by_hash ADD CONSTRAINT by_hash_unique UNIQUE (id);
CREATE TABLE by_hash_0 PARTITION OF by_hash FOR VALUES WITH (MODULUS 1, REMAINDER 0);
ALTER TABLE by_hash_0 ALTER t SET STATISTICS 3, ALTER t SET STORAGE external;

-- foreign keys to and from partitioned tables, one more on a partition alone
CREATE TABLE referring_to_partitioned (id int, at date, FOREIGN KEY (id, at) REFERENCES by_range ON DELETE CASCADE);
CREATE TABLE referring_from_partitioned (h int REFERENCES by_hash (id) DEFERRABLE, n int) PARTITION BY LIST (n);
CREATE TABLE referring_from_partition PARTITION OF referring_from_partitioned (FOREIGN KEY (n) REFERENCES by_hash (id)) FOR VALUES IN (1);
CREATE TABLE referring_attached (n int, h int);
ALTER TABLE referring_attached ADD CONSTRAINT same_as_the_parents FOREIGN KEY (h) REFERENCES by_hash (id) DEFERRABLE;
ALTER TABLE referring_from_partitioned ATTACH PARTITION referring_attached FOR VALUES IN (2);
-- checks: inherited, merged with an own one, of the partition alone
ALTER TABLE by_list ADD CONSTRAINT n_small CHECK (n < 10);
CREATE TABLE merging (n int, k text COLLATE "C", CONSTRAINT n_small CHECK (n < 10), CONSTRAINT more CHECK (n > 0));
ALTER TABLE by_list ATTACH PARTITION merging FOR VALUES IN ('merged');
ALTER TABLE by_list OWNER TO rich_owner;
ALTER TABLE merging ENABLE ROW LEVEL SECURITY;
-- identity sequences and serial ones of partitions
CREATE TABLE by_serial (id serial, k int) PARTITION BY LIST (k);
CREATE TABLE by_serial_1 PARTITION OF by_serial FOR VALUES IN (1);
CREATE TABLE by_serial_2 PARTITION OF by_serial (id DEFAULT 0) FOR VALUES IN (2);
