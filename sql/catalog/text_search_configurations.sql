-- Which dictionaries, in their order, read a token; tokens by name, as their numbers are the parser's affair.
SELECT c.oid, 'text search configuration' AS kind, n.nspname::text AS schema, c.cfgname::text AS name,
       pg_get_userbyid(c.cfgowner)::text AS owner,
       CASE WHEN pn.nspname <> 'pg_catalog' THEN quote_ident(pn.nspname) || '.' ELSE '' END
         || quote_ident(p.prsname) AS parser,
       (SELECT jsonb_agg(jsonb_build_object('token', m.token, 'dictionaries', m.dictionaries)
                         ORDER BY m.token COLLATE "C")
          FROM (SELECT coalesce(k.alias, a.maptokentype::text) AS token,
                       jsonb_agg(a.mapdict::regdictionary::text ORDER BY a.mapseqno) AS dictionaries
                  FROM pg_ts_config_map AS a
                  LEFT JOIN ts_token_type(c.cfgparser) AS k ON k.tokid = a.maptokentype
                 WHERE a.mapcfg = c.oid
                 GROUP BY 1) AS m) AS mappings
  FROM pg_ts_config AS c
  JOIN pg_namespace AS n ON n.oid = c.cfgnamespace
  JOIN pg_ts_parser AS p ON p.oid = c.cfgparser
  JOIN pg_namespace AS pn ON pn.oid = p.prsnamespace
 WHERE c.oid >= 16384
   AND n.nspname !~ '^pg_'
   AND n.nspname <> 'information_schema'
