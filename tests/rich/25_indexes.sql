SET search_path = app;

CREATE TABLE indexed (id int, a text, b text COLLATE "C", c numeric, d jsonb, e int[], f tsvector, g point, h inet, i timestamptz, "J k" text, l int4range);
CREATE INDEX ON indexed (a);
CREATE INDEX "Weird ""Index"" (a, b) WHERE c" ON indexed ("J k");
CREATE UNIQUE INDEX on_expressions ON indexed (lower(a), (a || b) COLLATE "C" text_pattern_ops DESC NULLS LAST, c NULLS FIRST, (("J k" || ')') || '(')) INCLUDE (d, "J k");
CREATE INDEX partly ON indexed (id) WHERE a IS NOT NULL AND (c > 0 OR b LIKE 'x%(''WHERE''');
CREATE INDEX by_hash_method ON indexed USING hash (b);
CREATE INDEX by_gin ON indexed USING gin (d jsonb_path_ops, e, f) WITH (fastupdate = off, gin_pending_list_limit = 128);
CREATE INDEX by_gist ON indexed USING gist (g, l, f tsvector_ops (siglen = 100), h inet_ops) INCLUDE (id) WITH (buffering = auto);
CREATE INDEX by_spgist ON indexed USING spgist (g kd_point_ops);
CREATE INDEX by_brin ON indexed USING brin (i timestamptz_minmax_ops, id) WITH (pages_per_range = 32, autosummarize = true);
CREATE INDEX options_of_btree ON indexed (id DESC) WITH (fillfactor = 40, deduplicate_items = off);
CREATE INDEX with_statistics ON indexed (id, (c * 2), (lower(b)));
ALTER INDEX with_statistics ALTER COLUMN 2 SET STATISTICS 300;
ALTER INDEX with_statistics ALTER COLUMN 3 SET STATISTICS 0;
CREATE UNIQUE INDEX concurrent ON indexed (h);
ALTER TABLE indexed CLUSTER ON options_of_btree;
COMMENT ON INDEX on_expressions IS 'on an index';

CREATE STATISTICS of_columns ON a, b FROM indexed;
CREATE STATISTICS "Some Kinds" (ndistinct, dependencies) ON c, b, "J k" FROM indexed;
ALTER STATISTICS of_columns SET STATISTICS 50;
ALTER STATISTICS "Some Kinds" OWNER TO rich_owner;
ALTER STATISTICS "Some Kinds" SET SCHEMA "Mixed Case";
COMMENT ON STATISTICS of_columns IS 'on statistics';

CREATE SEQUENCE plain;
CREATE SEQUENCE "Odd Seq" AS smallint INCREMENT BY -3 MINVALUE -1000 MAXVALUE 5 START WITH 4 CACHE 20 CYCLE;
CREATE SEQUENCE owned AS int OWNED BY indexed.id;
CREATE SEQUENCE used;
ALTER TABLE indexed ALTER id SET DEFAULT nextval('used') * 2;
SELECT nextval('used'), nextval('used'), nextval('plain');
ALTER SEQUENCE used RESTART WITH 100;
ALTER SEQUENCE plain OWNER TO rich_owner;
COMMENT ON SEQUENCE plain IS 'on a sequence';
GRANT USAGE, SELECT ON SEQUENCE plain TO rich_reader;
GRANT ALL ON SEQUENCE used TO PUBLIC;
