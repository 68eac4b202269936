-- Nobody may call anything but the installing role, which owns the verbs, so that it can pass them on by
-- plain GRANTs (grant_deploy, grant_read), which pg_dump carries and DROP OWNED removes. It cannot
-- replace them: the schema is not its own.

REVOKE ALL ON ALL ROUTINES IN SCHEMA migrate FROM PUBLIC;

ALTER FUNCTION migrate.deploy(text, boolean, text, boolean) OWNER TO @extowner@;
ALTER FUNCTION migrate.deploy(json, boolean, text, boolean) OWNER TO @extowner@;
ALTER FUNCTION migrate.deploy(jsonb, boolean, text, boolean) OWNER TO @extowner@;
ALTER PROCEDURE migrate.rollout(text, text, boolean) OWNER TO @extowner@;
ALTER PROCEDURE migrate.rollout(json, text, boolean) OWNER TO @extowner@;
ALTER PROCEDURE migrate.rollout(jsonb, text, boolean) OWNER TO @extowner@;
ALTER FUNCTION migrate.status(text) OWNER TO @extowner@;
ALTER FUNCTION migrate.status(json) OWNER TO @extowner@;
ALTER FUNCTION migrate.status(jsonb) OWNER TO @extowner@;
ALTER FUNCTION migrate.check(text) OWNER TO @extowner@;
ALTER FUNCTION migrate.check(json) OWNER TO @extowner@;
ALTER FUNCTION migrate.check(jsonb) OWNER TO @extowner@;
ALTER FUNCTION migrate.resolve(text, text, text) OWNER TO @extowner@;
ALTER FUNCTION migrate.resolve(text, text, json) OWNER TO @extowner@;
ALTER FUNCTION migrate.resolve(text, text, jsonb) OWNER TO @extowner@;
ALTER FUNCTION migrate.baseline(text, text) OWNER TO @extowner@;
ALTER FUNCTION migrate.baseline(json, text) OWNER TO @extowner@;
ALTER FUNCTION migrate.baseline(jsonb, text) OWNER TO @extowner@;
ALTER FUNCTION migrate.adopt(text, text, text) OWNER TO @extowner@;
ALTER FUNCTION migrate.adopt(text, json, text) OWNER TO @extowner@;
ALTER FUNCTION migrate.adopt(text, jsonb, text) OWNER TO @extowner@;
ALTER FUNCTION migrate.keep_prisma_history() OWNER TO @extowner@;
ALTER FUNCTION migrate.live() OWNER TO @extowner@;
ALTER FUNCTION migrate.expected() OWNER TO @extowner@;
ALTER FUNCTION migrate.drift() OWNER TO @extowner@;
ALTER FUNCTION migrate.drift_summary() OWNER TO @extowner@;
ALTER FUNCTION migrate.adopt_drift(text) OWNER TO @extowner@;
ALTER FUNCTION migrate.diff(jsonb, jsonb, jsonb) OWNER TO @extowner@;
ALTER FUNCTION migrate.script(jsonb, jsonb, jsonb) OWNER TO @extowner@;
ALTER FUNCTION migrate.push(jsonb, boolean, jsonb) OWNER TO @extowner@;
ALTER FUNCTION migrate.prisma(text, text) OWNER TO @extowner@;
ALTER FUNCTION migrate.pull(text, text, text[]) OWNER TO @extowner@;
ALTER FUNCTION migrate.dev(text, jsonb, json, boolean, boolean, jsonb) OWNER TO @extowner@;
ALTER FUNCTION migrate.empty() OWNER TO @extowner@;
ALTER FUNCTION migrate.sql(text) OWNER TO @extowner@;
ALTER FUNCTION migrate.replay(text) OWNER TO @extowner@;
ALTER FUNCTION migrate.replay(json) OWNER TO @extowner@;
ALTER FUNCTION migrate.replay(jsonb) OWNER TO @extowner@;
ALTER FUNCTION migrate.verify(text) OWNER TO @extowner@;
ALTER FUNCTION migrate.verify(json) OWNER TO @extowner@;
ALTER FUNCTION migrate.verify(jsonb) OWNER TO @extowner@;
ALTER FUNCTION migrate.reset(text, text, text) OWNER TO @extowner@;
ALTER FUNCTION migrate.reset(json, text, text) OWNER TO @extowner@;
ALTER FUNCTION migrate.reset(jsonb, text, text) OWNER TO @extowner@;
ALTER FUNCTION migrate.squash(text, text, text) OWNER TO @extowner@;
ALTER FUNCTION migrate.squash(json, text, text) OWNER TO @extowner@;
ALTER FUNCTION migrate.squash(jsonb, text, text) OWNER TO @extowner@;
ALTER FUNCTION migrate.grant_deploy(text) OWNER TO @extowner@;
ALTER FUNCTION migrate.grant_read(text) OWNER TO @extowner@;
GRANT EXECUTE ON FUNCTION migrate.keep_history(), migrate.history_changed() TO @extowner@ WITH GRANT OPTION;

CREATE EVENT TRIGGER migrate_keep_history ON ddl_command_start
    WHEN TAG IN ('DROP EXTENSION', 'DROP OWNED')
    EXECUTE FUNCTION migrate.keep_history();
