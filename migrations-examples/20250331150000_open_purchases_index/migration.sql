-- Online: it locks nobody out, and cannot run in a transaction. `CALL migrate.rollout(…)` runs it.
CREATE INDEX CONCURRENTLY purchase_open_idx ON purchase (created_at) WHERE status = 'open';
