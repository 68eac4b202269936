-- The schema as it is expected to be: what the last deploy, resolve or baseline left.

CREATE TABLE migrate.snapshots (
    only_one     boolean PRIMARY KEY CHECK (only_one),
    fingerprint  text NOT NULL,
    schema       text NOT NULL,
    taken_at     timestamptz NOT NULL,
    taken_by     text NOT NULL,
    verb         text NOT NULL,
    migration    text,
    position     bigint,
    database     text NOT NULL,
    signature    text NOT NULL,
    origins      text NOT NULL,
    transactions text NOT NULL,
    proof        text NOT NULL
);
COMMENT ON TABLE  migrate.snapshots              IS 'The expected schema: one row, replaced by each deployment';
COMMENT ON COLUMN migrate.snapshots.only_one     IS 'There is one row at most';
COMMENT ON COLUMN migrate.snapshots.fingerprint  IS 'sha-256 of the schema''s objects in lower-case hex';
COMMENT ON COLUMN migrate.snapshots.schema       IS 'The schema value, as migrate.expected() returns it';
COMMENT ON COLUMN migrate.snapshots.taken_at     IS 'When it was recorded';
COMMENT ON COLUMN migrate.snapshots.taken_by     IS 'The role that deployed (current_user)';
COMMENT ON COLUMN migrate.snapshots.verb         IS 'What recorded it: deploy, rollout, resolve, baseline, adopt, adopt_drift';
COMMENT ON COLUMN migrate.snapshots.migration    IS 'The last migration of the history by then';
COMMENT ON COLUMN migrate.snapshots.position     IS 'Its position';
COMMENT ON COLUMN migrate.snapshots.database     IS 'System identifier and OID of the database for which signature, origins and transactions hold; elsewhere, after a restore, they say nothing';
COMMENT ON COLUMN migrate.snapshots.signature    IS 'Of the catalog then: while it is the same, nothing has drifted; empty when there was drift already';
COMMENT ON COLUMN migrate.snapshots.origins      IS 'OIDs and column numbers of the objects, in the order of the schema: the evidence for renames';
COMMENT ON COLUMN migrate.snapshots.transactions IS 'The transactions that were running (pg_snapshot): what they did comes after';
COMMENT ON COLUMN migrate.snapshots.proof        IS 'Sum of the migrations that are known to make this schema from nothing: migrate.dev() does not replay them; empty where that is not known';

SELECT pg_catalog.pg_extension_config_dump('migrate.snapshots', '');
ALTER TABLE migrate.snapshots OWNER TO @extowner@;
