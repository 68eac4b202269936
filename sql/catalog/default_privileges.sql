-- The owner is the role whose new objects get these rights. Those of a schema only add to the others, so their
-- default is nothing; the others replace the built-in ones.
SELECT d.oid, 'default privileges' AS kind,
       concat('for role ', quote_ident(pg_get_userbyid(d.defaclrole)), ' in schema ' || quote_ident(n.nspname), ' on ', k.on) AS identity,
       pg_get_userbyid(d.defaclrole)::text AS owner, quote_ident(n.nspname) AS in_schema, k.on,
       d.defaclacl::text[] AS acl,
       CASE WHEN d.defaclnamespace = 0 THEN acldefault(k.letter, d.defaclrole) ELSE '{}' END::text[] AS acl_default
  FROM pg_default_acl AS d
  LEFT JOIN pg_namespace AS n ON n.oid = d.defaclnamespace
  JOIN (VALUES ('r'::"char", 'tables', 'r'::"char"), ('S', 'sequences', 's'), ('f', 'functions', 'f'), ('T', 'types', 'T'),
               ('n', 'schemas', 'n'), ('L', 'large objects', 'L')) AS k (type, "on", letter) ON k.type = d.defaclobjtype
 WHERE n.nspname IS NULL OR (n.nspname !~ '^pg_' AND n.nspname <> 'information_schema')
