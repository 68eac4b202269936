INSERT INTO migrate.ddl_events
       (logged_at, tag, statement, context, objects, executed_as, connected_as, application_name, client_addr,
        pid, transaction_id, own, break_glass)
VALUES (clock_timestamp(), $1, $2, $3, $4, $5, session_user, NULLIF(current_setting('application_name'), ''),
        inet_client_addr(), pg_backend_pid(), pg_current_xact_id(), $6, $7)
