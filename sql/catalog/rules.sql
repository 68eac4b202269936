-- Rewrite rules, but for those that make a view a view.
SELECT r.oid,
       'rule' AS kind,
       r.ev_class AS parent,
       r.rulename::text AS name,
       rtrim(pg_get_ruledef(r.oid), ';') AS definition,
       CASE r.ev_enabled WHEN 'D' THEN 'disabled' WHEN 'R' THEN 'replica' WHEN 'A' THEN 'always' END AS enabled
  FROM pg_rewrite AS r
  JOIN pg_class AS c ON c.oid = r.ev_class
  JOIN pg_namespace AS n ON n.oid = c.relnamespace
 WHERE NOT (r.ev_type = '1' AND r.is_instead AND c.relkind IN ('v', 'm'))
   AND n.nspname !~ '^pg_'
   AND n.nspname <> 'information_schema'
