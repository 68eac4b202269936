-- Without the connection, which holds a password, and without what pg_dump does not carry over either: whether it is
-- enabled, how far it is. Version 13 lets only superusers read more than this.
SELECT
       s.oid, --@ 14+
       -- Not readable in version 13, but for this view; ambiguous if another database has one of this name.
       coalesce((SELECT min(v.subid) FROM pg_stat_subscription AS v --@ <14
                  WHERE v.subname = s.subname HAVING min(v.subid) = max(v.subid)), 0::oid) AS oid, --@ <14
       'subscription' AS kind, s.subname::text AS name, pg_get_userbyid(s.subowner)::text AS owner,
       s.subslotname::text AS slot_name,
       s.subbinary AS "binary", --@ 14+
       nullif(s.subsynccommit, 'off') AS synchronous_commit, --@ 14+
       CASE s.substream::text WHEN 'true' THEN 'on' WHEN 't' THEN 'on' WHEN 'p' THEN 'parallel' END AS streaming, --@ 14+
       s.subtwophasestate <> 'd' AS two_phase, --@ 15+
       s.subdisableonerr AS disable_on_error, --@ 15+
       NOT s.subpasswordrequired AS password_not_required, --@ 16+
       s.subrunasowner AS run_as_owner, --@ 16+
       nullif(s.suborigin, 'any') AS origin, --@ 16+
       s.subfailover AS failover, --@ 17+
       (SELECT array_agg(p ORDER BY p COLLATE "C") FROM unnest(s.subpublications) AS p) AS publications
  FROM pg_subscription AS s
 WHERE s.subdbid = (SELECT d.oid FROM pg_database AS d WHERE d.datname = current_database())
