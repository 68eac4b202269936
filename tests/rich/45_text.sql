SET search_path = app;

CREATE COLLATION copied FROM "C";
CREATE COLLATION "Of Libc" (provider = libc, lc_collate = 'C', lc_ctype = 'C.UTF-8');
ALTER COLLATION copied OWNER TO rich_owner;
COMMENT ON COLLATION copied IS 'on a collation';
CREATE TABLE collated (a text COLLATE copied, b varchar(3) COLLATE "Of Libc", CHECK (a COLLATE "Of Libc" < 'x'));
-- not every server is built with ICU
DO $$
BEGIN
  CREATE COLLATION numeric_order (provider = icu, locale = 'en-u-kn-true');
  CREATE COLLATION insensitive (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
  CREATE TABLE of_icu (a text COLLATE numeric_order UNIQUE, b text COLLATE insensitive DEFAULT 'x');
  CREATE INDEX ON of_icu (a COLLATE insensitive);
EXCEPTION WHEN feature_not_supported OR undefined_object THEN
  RAISE NOTICE '%', SQLERRM;
END $$;

CREATE CONVERSION own_conversion FOR 'LATIN1' TO 'UTF8' FROM iso8859_1_to_utf8;
CREATE DEFAULT CONVERSION "Own Default" FOR 'LATIN2' TO 'UTF8' FROM iso8859_to_utf8;
ALTER CONVERSION own_conversion OWNER TO rich_owner;
COMMENT ON CONVERSION own_conversion IS 'on a conversion';

CREATE TEXT SEARCH PARSER own_parser (start = prsd_start, gettoken = prsd_nexttoken, end = prsd_end, lextypes = prsd_lextype, headline = prsd_headline);
CREATE TEXT SEARCH TEMPLATE own_template (init = dsimple_init, lexize = dsimple_lexize);
CREATE TEXT SEARCH TEMPLATE "Without Init" (lexize = dsimple_lexize);
CREATE TEXT SEARCH DICTIONARY own_dictionary (template = own_template, accept = false);
CREATE TEXT SEARCH DICTIONARY "Dict Mixed" (template = snowball, language = 'german', stopwords = 'german');
CREATE TEXT SEARCH CONFIGURATION own_configuration (parser = own_parser);
ALTER TEXT SEARCH CONFIGURATION own_configuration ADD MAPPING FOR asciiword, word WITH "Dict Mixed", own_dictionary, simple;
ALTER TEXT SEARCH CONFIGURATION own_configuration ADD MAPPING FOR email WITH simple;
CREATE TEXT SEARCH CONFIGURATION "Conf Mixed" (copy = pg_catalog.english);
ALTER TEXT SEARCH CONFIGURATION "Conf Mixed" DROP MAPPING FOR url;
CREATE TEXT SEARCH CONFIGURATION without_mappings (parser = pg_catalog."default");
ALTER TEXT SEARCH DICTIONARY own_dictionary OWNER TO rich_owner;
ALTER TEXT SEARCH CONFIGURATION own_configuration OWNER TO rich_owner;
COMMENT ON TEXT SEARCH PARSER own_parser IS 'on a parser';
COMMENT ON TEXT SEARCH TEMPLATE own_template IS 'on a template';
COMMENT ON TEXT SEARCH DICTIONARY own_dictionary IS 'on a dictionary';
COMMENT ON TEXT SEARCH CONFIGURATION own_configuration IS 'on a configuration';
CREATE TABLE searched (t text, v tsvector GENERATED ALWAYS AS (to_tsvector('app.own_configuration', t)) STORED);
CREATE INDEX ON searched USING gin (to_tsvector('app."Conf Mixed"', t));
