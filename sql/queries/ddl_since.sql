-- The DDL that came after the schema was recorded: of this very database also what was running then.
SELECT e.logged_at,
       CASE WHEN e.executed_as = e.connected_as THEN e.executed_as
            ELSE e.connected_as || ' as ' || e.executed_as END,
       e.tag,
       e.statement,
       (SELECT jsonb_agg(o || jsonb_build_object('class_oid', to_regclass('pg_catalog.' || (o ->> 'class'))::oid::bigint))
          FROM jsonb_array_elements(e.objects) AS o)::text
  FROM migrate.ddl_events AS e
  JOIN migrate.snapshots AS s
    ON e.logged_at > s.taken_at
    OR s.database = $1 AND NOT pg_visible_in_snapshot(e.transaction_id, s.transactions::pg_snapshot)
 ORDER BY e.logged_at
