SET search_path = app;

GRANT MAINTAIN ON everything TO rich_reader;
CREATE TABLE identity_of_partitions (id int GENERATED ALWAYS AS IDENTITY (START 7), k int) PARTITION BY LIST (k);
CREATE TABLE identity_of_partition PARTITION OF identity_of_partitions FOR VALUES IN (1);
CREATE TABLE exclusive_partitions (k int, r int4range, EXCLUDE USING btree (k WITH =)) PARTITION BY LIST (k);
CREATE TABLE partitioned_by_own_method (k int) PARTITION BY LIST (k) USING own_table;
CREATE COLLATION builtin_c (provider = builtin, locale = 'C.UTF-8');
CREATE TABLE of_builtin (a text COLLATE builtin_c);
CREATE SUBSCRIPTION of_17 CONNECTION 'host=nowhere' PUBLICATION a WITH (connect = false, failover = true);
CREATE VIEW json_17 AS SELECT t.* FROM indexed i, JSON_TABLE(i.d, '$[*]' COLUMNS (n FOR ORDINALITY, a int PATH '$.a' DEFAULT 1 ON EMPTY,
  NESTED PATH '$.b[*]' COLUMNS (b text PATH '$'))) t;
CREATE FUNCTION merging(int) RETURNS void LANGUAGE sql BEGIN ATOMIC
  MERGE INTO identified n USING (SELECT 1 AS a) s ON n.a = s.a WHEN MATCHED THEN DELETE WHEN NOT MATCHED THEN INSERT VALUES (s.a, 'b');
END;
ALTER STATISTICS of_columns SET STATISTICS default;
