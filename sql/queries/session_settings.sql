-- Run with the caller's search_path, which is one of the settings to be read: every name qualified.
SELECT s.name, s.setting
  FROM pg_catalog.pg_settings AS s
 WHERE s.source OPERATOR(pg_catalog.=) ANY (ARRAY['session', 'client'])
   AND s.context OPERATOR(pg_catalog.=) ANY (ARRAY['user', 'superuser'])
   AND s.name OPERATOR(pg_catalog.<>) ALL
       (ARRAY['role', 'session_authorization', 'client_encoding', 'is_superuser'])
   AND s.name OPERATOR(pg_catalog.!~) '^transaction_'
