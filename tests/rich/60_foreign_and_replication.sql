SET search_path = app;

CREATE FOREIGN DATA WRAPPER bare;
CREATE FOREIGN DATA WRAPPER "Fdw Mixed" VALIDATOR postgresql_fdw_validator;
ALTER FOREIGN DATA WRAPPER bare OPTIONS (ADD "An Option" 'x"y', ADD other '');
GRANT USAGE ON FOREIGN DATA WRAPPER bare TO rich_owner WITH GRANT OPTION;
COMMENT ON FOREIGN DATA WRAPPER bare IS 'on a foreign-data wrapper';
CREATE SERVER plain_server FOREIGN DATA WRAPPER bare;
CREATE SERVER "Server Mixed" TYPE 'oracle''s' VERSION '12 "c"' FOREIGN DATA WRAPPER bare OPTIONS ("user name" 'x', b 'y=z');
ALTER SERVER "Server Mixed" OWNER TO rich_owner;
GRANT USAGE ON FOREIGN SERVER plain_server TO rich_reader;
COMMENT ON SERVER plain_server IS 'on a server';
CREATE USER MAPPING FOR rich_reader SERVER plain_server OPTIONS ("user" 'u', password 'secret');
CREATE USER MAPPING FOR PUBLIC SERVER "Server Mixed" OPTIONS ("user" 'someone');
CREATE USER MAPPING FOR "Rich ""Quoted"" Rôle" SERVER "Server Mixed";
CREATE FOREIGN TABLE far (id int OPTIONS ("column name" 'x', b 'y') NOT NULL, v text COLLATE "C" DEFAULT 'v', g int GENERATED ALWAYS AS (id + 1) STORED,
  CONSTRAINT far_check CHECK (id > 0)) SERVER plain_server OPTIONS ("table name" 't''s', schema_name 's');
ALTER FOREIGN TABLE far ALTER v SET STATISTICS 5, ALTER v SET (n_distinct = 3);
CREATE FOREIGN TABLE "Far Mixed" () INHERITS (father) SERVER "Server Mixed";
CREATE FOREIGN TABLE far_partition PARTITION OF by_list FOR VALUES IN ('far') SERVER plain_server;
CREATE TRIGGER on_far BEFORE INSERT ON far FOR EACH ROW EXECUTE FUNCTION as_trigger();
COMMENT ON FOREIGN TABLE far IS 'on a foreign table';
COMMENT ON COLUMN far.v IS 'on a column of a foreign table';
ALTER FOREIGN TABLE far OWNER TO rich_owner;

CREATE PUBLICATION rich_nothing;
CREATE PUBLICATION rich_all FOR ALL TABLES WITH (publish = 'insert, delete');
CREATE PUBLICATION "Publication Mixed" FOR TABLE everything, "Mixed Case"."Table" WITH (publish_via_partition_root = true);
ALTER PUBLICATION rich_nothing OWNER TO rich_owner;
COMMENT ON PUBLICATION rich_all IS 'on a publication';
CREATE SUBSCRIPTION rich_subscription CONNECTION 'host=nowhere password=secret' PUBLICATION "A b", c WITH (connect = false, slot_name = 'a_slot', synchronous_commit = 'local');
CREATE SUBSCRIPTION "Subscription Mixed" CONNECTION '' PUBLICATION d WITH (connect = false, slot_name = NONE, enabled = false, create_slot = false);
COMMENT ON SUBSCRIPTION rich_subscription IS 'on a subscription';
