-- Procedural languages. Only a trusted one has grants that matter.
SELECT l.oid,
       'language' AS kind,
       l.lanname::text AS name,
       pg_get_userbyid(l.lanowner)::text AS owner,
       CASE WHEN l.lanpltrusted THEN l.lanacl::text[] END AS acl,
       CASE WHEN l.lanpltrusted AND l.lanacl IS NOT NULL THEN acldefault('l', l.lanowner)::text[] END AS acl_default,
       l.lanpltrusted AS trusted,
       l.lanplcallfoid::regproc::text AS handler,
       CASE WHEN l.laninline <> 0 THEN l.laninline::regproc::text END AS inline,
       CASE WHEN l.lanvalidator <> 0 THEN l.lanvalidator::regproc::text END AS validator
FROM pg_language l
WHERE l.oid >= 16384
  AND l.lanispl
