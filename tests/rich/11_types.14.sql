SET search_path = app;

CREATE TYPE named_multirange AS RANGE (subtype = int8, multirange_type_name = "Many of them");
CREATE TYPE moved_multirange AS RANGE (subtype = int2, multirange_type_name = "Mixed Case".moved);
CREATE TABLE multiranges (a "Many of them", b "Mixed Case".moved[], c float_multirange);

CREATE TYPE list;
CREATE FUNCTION list_in(cstring) RETURNS list LANGUAGE internal IMMUTABLE STRICT AS 'jsonb_in';
CREATE FUNCTION list_out(list) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'jsonb_out';
CREATE TYPE list (input = list_in, output = list_out, internallength = variable, alignment = int4, storage = extended,
  subscript = jsonb_subscript_handler);
ALTER TYPE list SET (storage = main);

-- compression, storage and statistics are changed where it is possible since 14
CREATE TABLE compressed (a text COMPRESSION pglz, b text);
ALTER TABLE compressed ALTER b SET COMPRESSION default;
CREATE MATERIALIZED VIEW compressed_view AS SELECT a, b FROM compressed;
ALTER MATERIALIZED VIEW compressed_view ALTER a SET COMPRESSION pglz, ALTER b SET STORAGE external, ALTER b SET STATISTICS 7;

CREATE FUNCTION sql_body(a int, OUT b int, c text DEFAULT 'it''s') LANGUAGE sql STABLE
  BEGIN ATOMIC
    SELECT count(*)::int FROM compressed WHERE compressed.a = $2 AND length(compressed.b) > $1;
  END;
CREATE FUNCTION sql_return(a int) RETURNS int LANGUAGE sql RETURN a + 1;
CREATE FUNCTION sql_rows() RETURNS SETOF compressed LANGUAGE sql BEGIN ATOMIC SELECT * FROM compressed; SELECT * FROM compressed WHERE a IS NULL; END;
CREATE PROCEDURE sql_procedure(a text, OUT b int) LANGUAGE sql
  BEGIN ATOMIC
    INSERT INTO compressed VALUES (a, 'x');
    SELECT sql_return(1);
  END;
CREATE TABLE by_function (a int DEFAULT sql_return(2), CHECK (sql_return(a) > 0));
