SET search_path = app;

CREATE STATISTICS of_expressions ON lower(a), (c * 2), id FROM indexed;
CREATE STATISTICS of_one_expression ON (upper(a) || b) FROM indexed;
CREATE STATISTICS some_of_expressions (mcv) ON (id % 10), b FROM indexed;
CREATE INDEX many_minmax ON indexed USING brin (c numeric_minmax_multi_ops (values_per_range = 16), id int4_bloom_ops (n_distinct_per_range = 100));
