-- Operators. Not the shells that a COMMUTATOR or NEGATOR clause leaves behind: it makes them again.
-- Functions and the other operators by name, as CREATE OPERATOR takes them: their arguments follow from the operator's.
WITH named AS (
    SELECT o.*, n.nspname, quote_ident(n.nspname) || '.' || o.oprname AS qualified
    FROM pg_operator o
    JOIN pg_namespace n ON n.oid = o.oprnamespace
    WHERE o.oid >= 16384
), linked AS (
    -- Which of two operators knows the other depends on the order in which they were created.
    SELECT coalesce(c.oid, g.oid) AS oid, max(c.name COLLATE "C") AS commutator, max(g.name COLLATE "C") AS negator
    FROM (SELECT oprcom AS oid, qualified AS name FROM named WHERE oprcom <> 0 AND oprcode <> 0) c
    FULL JOIN (SELECT oprnegate AS oid, qualified AS name FROM named WHERE oprnegate <> 0 AND oprcode <> 0) g ON g.oid = c.oid
    GROUP BY 1
)
SELECT o.oid,
       'operator' AS kind,
       o.nspname::text AS schema,
       o.oprname::text AS name,
       o.qualified || '(' || coalesce(t.left, 'NONE') || ', ' || coalesce(t.right, 'NONE') || ')' AS identity,
       pg_get_userbyid(o.oprowner)::text AS owner,
       o.oprcode::text AS function,
       t.left,
       t.right,
       coalesce(quote_ident(cn.nspname) || '.' || c.oprname, l.commutator) AS commutator,
       coalesce(quote_ident(gn.nspname) || '.' || g.oprname, l.negator) AS negator,
       CASE WHEN o.oprrest <> 0 THEN o.oprrest::text END AS restrict,
       CASE WHEN o.oprjoin <> 0 THEN o.oprjoin::text END AS "join",
       o.oprcanmerge AS merges,
       o.oprcanhash AS hashes
FROM named o
CROSS JOIN LATERAL (SELECT CASE WHEN o.oprleft <> 0 THEN format_type(o.oprleft, NULL) END AS left,
                           CASE WHEN o.oprright <> 0 THEN format_type(o.oprright, NULL) END AS right) t
LEFT JOIN pg_operator c ON c.oid = o.oprcom
LEFT JOIN pg_namespace cn ON cn.oid = c.oprnamespace
LEFT JOIN pg_operator g ON g.oid = o.oprnegate
LEFT JOIN pg_namespace gn ON gn.oid = g.oprnamespace
LEFT JOIN linked l ON l.oid = o.oid
WHERE o.oprcode <> 0
  AND o.nspname !~ '^pg_' AND o.nspname <> 'information_schema'
