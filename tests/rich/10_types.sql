SET search_path = app;

CREATE TYPE mood AS ENUM ('sad', 'ok', 'happy');
ALTER TYPE mood ADD VALUE 'so-so' BEFORE 'ok';
ALTER TYPE mood ADD VALUE 'it''s "quoted", ünïcode' AFTER 'happy';
ALTER TYPE mood RENAME VALUE 'happy' TO 'glad';
CREATE TYPE nothing AS ENUM ();
CREATE TYPE "Enum Mixed" AS ENUM ('A', 'a', '', '数');

CREATE DOMAIN positive AS int DEFAULT 1 NOT NULL CONSTRAINT is_positive CHECK (VALUE > 0) CHECK (VALUE < 1000000);
CREATE DOMAIN code AS varchar(10) COLLATE "C" DEFAULT 'x'::varchar;
CREATE DOMAIN nested AS positive CONSTRAINT even CHECK (VALUE % 2 = 0);
CREATE DOMAIN not_yet AS text;
ALTER DOMAIN not_yet ADD CONSTRAINT later CHECK (length(VALUE) < 5) NOT VALID;
COMMENT ON CONSTRAINT is_positive ON DOMAIN positive IS 'on a domain''s constraint';
CREATE DOMAIN of_array AS int[] CHECK (array_length(VALUE, 1) < 5);
CREATE DOMAIN of_mood AS mood DEFAULT 'ok';

CREATE TYPE address AS (street text COLLATE "C", number int, "zip code" varchar(10), moods mood[]);
CREATE TYPE nothing_in_it AS ();
ALTER TYPE address ADD ATTRIBUTE gone int, ADD ATTRIBUTE country char(2);
ALTER TYPE address DROP ATTRIBUTE gone;
COMMENT ON COLUMN address."zip code" IS 'on an attribute';
CREATE TYPE person AS (name text, home address, mood of_mood);

CREATE FUNCTION float_difference(float8, float8) RETURNS float8 LANGUAGE sql IMMUTABLE AS 'SELECT $1 - $2';
CREATE TYPE float_range AS RANGE (subtype = float8, subtype_diff = float_difference);
CREATE TYPE c_range AS RANGE (subtype = text, collation = "C", subtype_opclass = text_pattern_ops);
CREATE TYPE "Range Mixed" AS RANGE (subtype = positive);
-- a canonical function needs the type first
CREATE TYPE int_range;
CREATE FUNCTION int_range_canonical(int_range) RETURNS int_range LANGUAGE internal IMMUTABLE STRICT AS 'int4range_canonical';
CREATE TYPE int_range AS RANGE (subtype = int4, canonical = int_range_canonical, subtype_diff = int4range_subdiff);
CREATE TABLE ranges (f float_range, c c_range[], i int_range DEFAULT '[1,3)');

CREATE TYPE only_a_shell;
CREATE TYPE "Shell";
COMMENT ON TYPE only_a_shell IS 'on a shell type';

CREATE TYPE number;
CREATE FUNCTION number_in(cstring) RETURNS number LANGUAGE internal IMMUTABLE STRICT AS 'int4in';
CREATE FUNCTION number_out(number) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'int4out';
CREATE FUNCTION number_receive(internal) RETURNS number LANGUAGE internal IMMUTABLE STRICT AS 'int4recv';
CREATE FUNCTION number_send(number) RETURNS bytea LANGUAGE internal IMMUTABLE STRICT AS 'int4send';
CREATE TYPE number (input = number_in, output = number_out, receive = number_receive, send = number_send, internallength = 4,
  passedbyvalue, alignment = int4, storage = plain, category = 'N', preferred = false, default = '42', delimiter = ';');
COMMENT ON TYPE number IS 'on a base type';
CREATE TYPE word;
CREATE FUNCTION word_in(cstring, oid, int) RETURNS word LANGUAGE internal STABLE STRICT AS 'varcharin';
CREATE FUNCTION word_out(word) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'varcharout';
CREATE FUNCTION word_typmod_in(cstring[]) RETURNS int LANGUAGE internal IMMUTABLE STRICT AS 'varchartypmodin';
CREATE FUNCTION word_typmod_out(int) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'varchartypmodout';
CREATE TYPE word (input = word_in, output = word_out, typmod_in = word_typmod_in, typmod_out = word_typmod_out,
  internallength = variable, alignment = int4, storage = external, category = 'S', preferred = true, collatable = true);
CREATE TYPE triple;
CREATE FUNCTION triple_in(cstring) RETURNS triple LANGUAGE internal IMMUTABLE STRICT AS 'point_in';
CREATE FUNCTION triple_out(triple) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'point_out';
CREATE TYPE triple (input = triple_in, output = triple_out, internallength = 16, alignment = double, element = float8);
CREATE TABLE of_own_types (n number, w word(10) COLLATE "C", ns number[] DEFAULT '{1;2}', t triple, a address, p person[]);

ALTER TYPE mood OWNER TO rich_owner;
ALTER DOMAIN code OWNER TO rich_writer;
ALTER TYPE address OWNER TO rich_owner;
GRANT USAGE ON TYPE mood TO rich_reader WITH GRANT OPTION;
REVOKE USAGE ON DOMAIN code FROM PUBLIC;
REVOKE ALL ON TYPE address FROM PUBLIC, rich_owner;
GRANT USAGE ON TYPE number TO "Rich ""Quoted"" Rôle";
COMMENT ON TYPE mood IS 'on an enum';
COMMENT ON DOMAIN code IS 'on a domain';
COMMENT ON TYPE address IS 'on a composite type';
COMMENT ON TYPE float_range IS 'on a range type';

CREATE TYPE "Mixed Case"."Type" AS (a "Enum Mixed", "B" mood[]);
