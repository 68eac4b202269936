SET search_path = app;

CREATE SUBSCRIPTION of_16 CONNECTION 'host=nowhere' PUBLICATION a
  WITH (connect = false, streaming = parallel, password_required = false, run_as_owner = true, origin = none);
CREATE FUNCTION json_of_16() RETURNS json LANGUAGE sql RETURN JSON_OBJECT('a': 1, 'b': JSON_ARRAY(1, 2 ABSENT ON NULL) RETURNING json);
CREATE VIEW json_16 AS SELECT JSON_OBJECTAGG(a: b ABSENT ON NULL) AS o, '1' IS JSON ARRAY AS i, 0xff + 1_000 AS n FROM indexed;
CREATE TABLE stored_by_16 (a text STORAGE external, b text STORAGE default);
