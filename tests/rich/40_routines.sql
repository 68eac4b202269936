SET search_path = app;

CREATE FUNCTION plain_sql(int, b text DEFAULT 'x', VARIADIC c numeric[] DEFAULT '{}') RETURNS text LANGUAGE sql AS $body$ SELECT 'it''s $$ \ %' $body$;
CREATE FUNCTION all_flags(a int, INOUT b text, OUT "C d" mood) RETURNS SETOF record LANGUAGE plpgsql
  IMMUTABLE STRICT SECURITY DEFINER LEAKPROOF PARALLEL SAFE COST 12.5 ROWS 33
  SET search_path = app, "Mixed Case", "$user" SET work_mem = '1MB' SET DateStyle = 'ISO, DMY' SET "my.setting" = 'it''s' SET extra_float_digits = -3
  AS $$ BEGIN RETURN NEXT; END $$;
CREATE FUNCTION restricted() RETURNS TABLE (x int, y text) LANGUAGE sql STABLE PARALLEL RESTRICTED ROWS 5 AS 'SELECT 1, ''a''';
CREATE FUNCTION supported(a text) RETURNS bool LANGUAGE sql SUPPORT textlike_support AS 'SELECT true';
CREATE FUNCTION polymorphic(anyelement, anyarray, OUT anyelement) LANGUAGE sql AS 'SELECT $1';
CREATE FUNCTION polymorphic_too(a anycompatible, b anycompatiblerange) RETURNS anycompatible LANGUAGE sql AS 'SELECT a';
CREATE FUNCTION overloaded() RETURNS void LANGUAGE sql AS '';
CREATE FUNCTION overloaded(int) RETURNS void LANGUAGE sql AS '';
CREATE FUNCTION overloaded(text, int) RETURNS void LANGUAGE sql AS '';
CREATE FUNCTION overloaded(int[], "Mixed Case"."Type") RETURNS void LANGUAGE sql AS '';
CREATE FUNCTION "Mixed Case"."Function Name"("Arg 1" int DEFAULT (2 + 3) * 4, "select" address DEFAULT NULL, at date DEFAULT '2024-02-29', f float8 DEFAULT 0.1)
  RETURNS "Enum Mixed" LANGUAGE plpgsql AS $_$BEGIN RETURN 'A'; END$_$;
CREATE FUNCTION internal_one(float8) RETURNS float8 LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE AS 'dsqrt';
CREATE FUNCTION windowed() RETURNS bigint LANGUAGE internal WINDOW IMMUTABLE AS 'window_row_number';
CREATE FUNCTION of_c() RETURNS language_handler LANGUAGE c AS '$libdir/plpgsql', 'plpgsql_call_handler';
CREATE FUNCTION of_table(everything) RETURNS everything.id%TYPE LANGUAGE sql AS 'SELECT $1.id';
CREATE FUNCTION rows_of(OUT e everything) RETURNS SETOF everything LANGUAGE sql AS 'SELECT * FROM app.everything';
CREATE FUNCTION as_trigger() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN new; END';
CREATE FUNCTION as_event_trigger() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END';
CREATE PROCEDURE doing(a int, INOUT b text DEFAULT 'x', VARIADIC c int[] DEFAULT '{1}') LANGUAGE plpgsql SET work_mem = '2MB' AS 'BEGIN COMMIT; END';
CREATE PROCEDURE "Doing"() LANGUAGE sql SECURITY DEFINER AS 'SELECT 1';
ALTER FUNCTION overloaded(int) OWNER TO rich_owner;
ALTER PROCEDURE "Doing"() OWNER TO rich_writer;
REVOKE EXECUTE ON FUNCTION overloaded(int) FROM PUBLIC;
REVOKE ALL ON PROCEDURE doing FROM PUBLIC;
GRANT EXECUTE ON PROCEDURE doing TO rich_reader WITH GRANT OPTION;
GRANT EXECUTE ON FUNCTION "Mixed Case"."Function Name" TO "Rich ""Quoted"" Rôle";
COMMENT ON FUNCTION overloaded(text, int) IS 'on a function';
COMMENT ON PROCEDURE doing IS 'on a procedure';

-- languages, with a handler of our own
CREATE FUNCTION inline_of_c(internal) RETURNS void LANGUAGE c AS '$libdir/plpgsql', 'plpgsql_inline_handler';
CREATE FUNCTION validator_of_c(oid) RETURNS void LANGUAGE c AS '$libdir/plpgsql', 'plpgsql_validator';
CREATE TRUSTED LANGUAGE mine HANDLER of_c INLINE inline_of_c VALIDATOR validator_of_c;
CREATE LANGUAGE "Mine too" HANDLER of_c;
ALTER LANGUAGE mine OWNER TO rich_owner;
GRANT USAGE ON LANGUAGE mine TO rich_reader;
REVOKE USAGE ON LANGUAGE mine FROM PUBLIC;
COMMENT ON LANGUAGE mine IS 'on a language';
CREATE FUNCTION in_mine(int) RETURNS int LANGUAGE mine AS 'BEGIN RETURN 1; END';

CREATE TRANSFORM FOR number LANGUAGE mine (FROM SQL WITH FUNCTION prsd_lextype(internal), TO SQL WITH FUNCTION number_receive(internal));
CREATE TRANSFORM FOR int LANGUAGE sql (FROM SQL WITH FUNCTION prsd_lextype(internal), TO SQL WITH FUNCTION int4recv(internal));
COMMENT ON TRANSFORM FOR number LANGUAGE mine IS 'on a transform';
CREATE FUNCTION transforming(number, number) RETURNS number LANGUAGE mine TRANSFORM FOR TYPE number AS 'BEGIN RETURN $1; END';

CREATE AGGREGATE total(int) (sfunc = int4pl, stype = int4, initcond = '0', parallel = safe, combinefunc = int4pl, sspace = 16);
CREATE AGGREGATE total(*) (sfunc = int8inc, stype = int8, initcond = '0');
CREATE AGGREGATE moving_sum(numeric) (sfunc = numeric_add, stype = numeric, initcond = '0', msfunc = numeric_add, minvfunc = numeric_sub, mstype = numeric,
  minitcond = '0', mfinalfunc = numeric_abs, mfinalfunc_modify = read_only, finalfunc = numeric_abs, finalfunc_modify = shareable, msspace = 12);
CREATE AGGREGATE average_of(int8) (sfunc = int8_avg_accum, stype = internal, finalfunc = numeric_poly_avg, combinefunc = int8_avg_combine,
  serialfunc = int8_avg_serialize, deserialfunc = int8_avg_deserialize, finalfunc_extra = false);
CREATE AGGREGATE greatest_of(text) (sfunc = text_larger, stype = text, sortop = >);
CREATE AGGREGATE ordered(float8 ORDER BY anyelement) (sfunc = ordered_set_transition, stype = internal, finalfunc = percentile_disc_final,
  finalfunc_extra = true, finalfunc_modify = read_write);
CREATE AGGREGATE hypothetical(VARIADIC "any" ORDER BY VARIADIC "any") (sfunc = ordered_set_transition_multi, stype = internal, finalfunc = rank_final,
  finalfunc_extra, hypothetical);
CREATE FUNCTION collect(int[], VARIADIC int[]) RETURNS int[] LANGUAGE sql AS 'SELECT $1 || $2';
CREATE AGGREGATE "Agg Mixed"(VARIADIC "all of" int[]) (sfunc = collect, stype = int[], initcond = '{1,2}');
ALTER AGGREGATE total(int) OWNER TO rich_owner;
GRANT EXECUTE ON FUNCTION total(int) TO rich_reader;
COMMENT ON AGGREGATE total(int) IS 'on an aggregate';
COMMENT ON AGGREGATE ordered(float8 ORDER BY anyelement) IS 'on an ordered-set aggregate';

CREATE FUNCTION number_eq(number, number) RETURNS bool LANGUAGE internal IMMUTABLE STRICT AS 'int4eq';
CREATE FUNCTION number_ne(number, number) RETURNS bool LANGUAGE internal IMMUTABLE STRICT AS 'int4ne';
CREATE FUNCTION number_lt(number, number) RETURNS bool LANGUAGE internal IMMUTABLE STRICT AS 'int4lt';
CREATE FUNCTION number_le(number, number) RETURNS bool LANGUAGE internal IMMUTABLE STRICT AS 'int4le';
CREATE FUNCTION number_gt(number, number) RETURNS bool LANGUAGE internal IMMUTABLE STRICT AS 'int4gt';
CREATE FUNCTION number_ge(number, number) RETURNS bool LANGUAGE internal IMMUTABLE STRICT AS 'int4ge';
CREATE FUNCTION number_cmp(number, number) RETURNS int LANGUAGE internal IMMUTABLE STRICT AS 'btint4cmp';
CREATE FUNCTION number_sort(internal) RETURNS void LANGUAGE internal IMMUTABLE STRICT AS 'btint4sortsupport';
CREATE FUNCTION number_hash(number) RETURNS int LANGUAGE internal IMMUTABLE STRICT AS 'hashint4';
CREATE FUNCTION number_minus(number) RETURNS number LANGUAGE internal IMMUTABLE STRICT AS 'int4um';
-- the commutator and the negator of the first ones come later: shell operators meanwhile
CREATE OPERATOR = (leftarg = number, rightarg = number, function = number_eq, commutator = =, negator = <>, restrict = eqsel, join = eqjoinsel, hashes, merges);
CREATE OPERATOR <> (leftarg = number, rightarg = number, function = number_ne, commutator = <>, negator = =, restrict = neqsel, join = neqjoinsel);
CREATE OPERATOR < (leftarg = number, rightarg = number, function = number_lt, commutator = >, negator = >=, restrict = scalarltsel, join = scalarltjoinsel);
CREATE OPERATOR <= (leftarg = number, rightarg = number, function = number_le, commutator = >=, negator = >, restrict = scalarlesel, join = scalarlejoinsel);
CREATE OPERATOR > (leftarg = number, rightarg = number, function = number_gt, commutator = <, negator = <=, restrict = scalargtsel, join = scalargtjoinsel);
CREATE OPERATOR >= (leftarg = number, rightarg = number, function = number_ge, commutator = <=, negator = <, restrict = scalargesel, join = scalargejoinsel);
CREATE OPERATOR - (rightarg = number, function = number_minus);
CREATE OPERATOR "Mixed Case".=~@ (leftarg = text, rightarg = int, function = repeat);
-- a commutator that was never defined stays a shell, which no dump has
CREATE FUNCTION int_first(int, number) RETURNS int LANGUAGE sql AS 'SELECT $1';
CREATE OPERATOR ### (leftarg = int, rightarg = number, function = int_first, commutator = ####);
ALTER OPERATOR - (NONE, number) OWNER TO rich_owner;
COMMENT ON OPERATOR = (number, number) IS 'on an operator';
COMMENT ON OPERATOR - (NONE, number) IS 'on a prefix operator';

CREATE OPERATOR FAMILY loose USING btree;
CREATE OPERATOR CLASS number_ops DEFAULT FOR TYPE number USING btree FAMILY loose AS
  OPERATOR 1 <, OPERATOR 2 <=, OPERATOR 3 =, OPERATOR 4 >=, OPERATOR 5 >, FUNCTION 1 number_cmp(number, number), FUNCTION 2 (number, number) number_sort(internal);
CREATE OPERATOR CLASS "Number Hash" DEFAULT FOR TYPE number USING hash AS OPERATOR 1 =, FUNCTION 1 number_hash(number);
-- members that were added to a family, between types
CREATE FUNCTION number_int(number, int) RETURNS bool LANGUAGE internal IMMUTABLE STRICT AS 'int4eq';
CREATE FUNCTION number_int_cmp(number, int) RETURNS int LANGUAGE internal IMMUTABLE STRICT AS 'btint4cmp';
CREATE OPERATOR = (leftarg = number, rightarg = int, function = number_int, restrict = eqsel);
ALTER OPERATOR FAMILY loose USING btree ADD OPERATOR 3 = (number, int), FUNCTION 1 (number, int) number_int_cmp(number, int);
CREATE OPERATOR FAMILY "Family Mixed" USING gist;
CREATE OPERATOR CLASS stored_otherwise FOR TYPE polygon USING gist AS
  OPERATOR 3 && (polygon, polygon), OPERATOR 15 <-> (polygon, point) FOR ORDER BY float_ops,
  FUNCTION 1 gist_poly_consistent(internal, polygon, int2, oid, internal), FUNCTION 2 gist_box_union(internal, internal), FUNCTION 3 gist_poly_compress(internal),
  FUNCTION 5 gist_box_penalty(internal, internal, internal), FUNCTION 6 gist_box_picksplit(internal, internal), FUNCTION 7 gist_box_same(box, box, internal),
  FUNCTION 8 (polygon, polygon) gist_poly_distance(internal, polygon, int2, oid, internal), STORAGE box;
ALTER OPERATOR FAMILY loose USING btree OWNER TO rich_owner;
ALTER OPERATOR CLASS "Number Hash" USING hash OWNER TO rich_owner;
COMMENT ON OPERATOR CLASS number_ops USING btree IS 'on an operator class';
COMMENT ON OPERATOR FAMILY "Family Mixed" USING gist IS 'on an operator family';
CREATE INDEX by_own_class ON of_own_types (n);
CREATE INDEX by_own_class_too ON of_own_types USING hash (n "Number Hash");

CREATE CAST (number AS int) WITHOUT FUNCTION AS IMPLICIT;
CREATE CAST (int AS number) WITH INOUT AS ASSIGNMENT;
CREATE FUNCTION to_mood(int) RETURNS mood LANGUAGE sql IMMUTABLE AS 'SELECT ''ok''::app.mood';
CREATE CAST (int AS mood) WITH FUNCTION to_mood(int);
CREATE CAST (mood AS text[]) WITH INOUT;
COMMENT ON CAST (int AS mood) IS 'on a cast';
CREATE TABLE casting (m mood DEFAULT 3::mood, n number DEFAULT 3);

CREATE ACCESS METHOD own_index TYPE INDEX HANDLER gisthandler;
CREATE ACCESS METHOD own_table TYPE TABLE HANDLER heap_tableam_handler;
COMMENT ON ACCESS METHOD own_index IS 'on an access method';
CREATE OPERATOR CLASS of_own_index DEFAULT FOR TYPE box USING own_index AS
  OPERATOR 1 <<, OPERATOR 3 &&, OPERATOR 7 @>, FUNCTION 1 gist_box_consistent(internal, box, int2, oid, internal), FUNCTION 2 gist_box_union(internal, internal),
  FUNCTION 5 gist_box_penalty(internal, internal, internal), FUNCTION 6 gist_box_picksplit(internal, internal), FUNCTION 7 gist_box_same(box, box, internal);
CREATE TABLE by_own_method (a int, b box) USING own_table;
CREATE INDEX ON by_own_method USING own_index (b);
CREATE MATERIALIZED VIEW by_own_method_view USING own_table AS SELECT a FROM by_own_method;
