SELECT t.oid, 'event trigger' AS kind, t.evtname::text AS name, pg_get_userbyid(t.evtowner)::text AS owner,
       t.evtevent::text AS event,
       (SELECT array_agg(tag ORDER BY tag COLLATE "C") FROM unnest(t.evttags) AS tag) AS tags,
       t.evtfoid::regproc::text AS function,
       CASE t.evtenabled WHEN 'D' THEN 'disabled' WHEN 'R' THEN 'replica' WHEN 'A' THEN 'always' END AS enabled
  FROM pg_event_trigger AS t
 WHERE t.oid >= 16384
