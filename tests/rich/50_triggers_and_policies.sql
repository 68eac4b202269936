SET search_path = app;

CREATE TRIGGER each_row BEFORE INSERT OR UPDATE OF name, "select" OR DELETE ON everything FOR EACH ROW
  WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION as_trigger();
CREATE TRIGGER "Each Statement" AFTER TRUNCATE OR INSERT ON everything EXECUTE FUNCTION as_trigger('an argument', 'it''s \ "x"', 3);
CREATE TRIGGER comparing AFTER UPDATE ON everything FOR EACH ROW WHEN (old.* IS DISTINCT FROM new.* AND new.amount > 3) EXECUTE FUNCTION as_trigger();
CREATE TRIGGER with_tables AFTER UPDATE ON everything REFERENCING OLD TABLE AS before NEW TABLE AS "After" FOR EACH STATEMENT EXECUTE FUNCTION as_trigger();
CREATE TRIGGER on_a_view INSTEAD OF INSERT OR UPDATE ON checked FOR EACH ROW EXECUTE FUNCTION as_trigger();
CREATE CONSTRAINT TRIGGER constraining AFTER INSERT OR UPDATE ON everything DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
  WHEN (new.amount IS NULL) EXECUTE FUNCTION as_trigger();
CREATE CONSTRAINT TRIGGER constraining_from AFTER DELETE ON referring FROM target FOR EACH ROW EXECUTE FUNCTION as_trigger();
CREATE TRIGGER switched_off BEFORE INSERT ON indexed FOR EACH ROW EXECUTE FUNCTION as_trigger();
CREATE TRIGGER for_replicas BEFORE INSERT ON indexed FOR EACH ROW EXECUTE FUNCTION as_trigger();
CREATE TRIGGER ever BEFORE INSERT ON indexed FOR EACH ROW EXECUTE FUNCTION as_trigger();
ALTER TABLE indexed DISABLE TRIGGER switched_off, ENABLE REPLICA TRIGGER for_replicas, ENABLE ALWAYS TRIGGER ever;
COMMENT ON TRIGGER each_row ON everything IS 'on a trigger';

-- on partitioned tables: cloned, a clone switched off, one of a partition alone
CREATE TRIGGER on_all AFTER INSERT ON by_range FOR EACH ROW EXECUTE FUNCTION as_trigger();
CREATE TRIGGER on_all_too AFTER INSERT ON by_range FOR EACH ROW WHEN (new.id > 0) EXECUTE FUNCTION as_trigger('x');
CREATE TRIGGER of_all_statements AFTER INSERT ON by_range REFERENCING NEW TABLE AS n FOR EACH STATEMENT EXECUTE FUNCTION as_trigger();
ALTER TABLE by_range_2023 DISABLE TRIGGER on_all;
ALTER TABLE by_range_2024_few ENABLE ALWAYS TRIGGER on_all;
ALTER TABLE ONLY by_range DISABLE TRIGGER on_all_too;
CREATE TRIGGER of_a_partition AFTER DELETE ON by_range_2023 FOR EACH ROW EXECUTE FUNCTION as_trigger();
CREATE TABLE by_range_2027 PARTITION OF by_range FOR VALUES FROM ('2027-01-01') TO ('2028-01-01');

ALTER TABLE everything ENABLE ROW LEVEL SECURITY;
ALTER TABLE referring ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE target FORCE ROW LEVEL SECURITY;
CREATE POLICY for_all ON everything USING (name = current_user);
CREATE POLICY "Policy Mixed" ON everything AS RESTRICTIVE FOR UPDATE TO rich_reader, "Rich ""Quoted"" Rôle" USING (id IN (SELECT id FROM referring)) WITH CHECK (amount > 0);
CREATE POLICY inserting ON everything FOR INSERT TO PUBLIC WITH CHECK (true);
CREATE POLICY deleting ON everything FOR DELETE TO rich_writer, rich_owner USING (day > date '2024-01-01');
CREATE POLICY selecting ON target FOR SELECT TO "select" USING (EXISTS (SELECT FROM everything e WHERE e.id = target.a));
COMMENT ON POLICY for_all ON everything IS 'on a policy';

CREATE EVENT TRIGGER rich_any ON ddl_command_end EXECUTE FUNCTION as_event_trigger();
CREATE EVENT TRIGGER "Rich Tagged" ON sql_drop WHEN TAG IN ('DROP TABLE', 'ALTER TABLE') EXECUTE FUNCTION as_event_trigger();
CREATE EVENT TRIGGER rich_off ON table_rewrite EXECUTE FUNCTION as_event_trigger();
CREATE EVENT TRIGGER rich_ever ON ddl_command_start EXECUTE FUNCTION as_event_trigger();
CREATE EVENT TRIGGER rich_for_replicas ON ddl_command_start EXECUTE FUNCTION as_event_trigger();
ALTER EVENT TRIGGER rich_off DISABLE;
ALTER EVENT TRIGGER rich_ever ENABLE ALWAYS;
ALTER EVENT TRIGGER rich_for_replicas ENABLE REPLICA;
COMMENT ON EVENT TRIGGER rich_any IS 'on an event trigger';
