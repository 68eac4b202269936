SELECT session_user::text, NULLIF(current_setting('application_name'), ''), inet_client_addr()::text
