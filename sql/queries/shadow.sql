-- The statements that make a shadow database: those that drop what earlier ones of the same role left behind when they were
-- killed, and at last the one that creates it. $1 its name, $2 the template or null, $3 whether the role must be named as its
-- owner. Also whether the role may create databases.
WITH leftover AS
       (SELECT d.datname
          FROM pg_database AS d
         WHERE d.datname ~ '^migrate_shadow_[0-9]+_[0-9a-f]+$'
           AND d.datdba = (SELECT oid FROM pg_roles WHERE rolname = current_user)
           AND (d.datname = $1
                OR NOT EXISTS (SELECT FROM pg_stat_get_activity(NULL) AS a
                                WHERE a.pid = split_part(d.datname, '_', 3)::int
                                  AND (a.backend_start IS NULL
                                       OR split_part(d.datname, '_', 4) = to_hex((extract(epoch FROM a.backend_start) * 1000000)::bigint)))))
SELECT 'DROP DATABASE IF EXISTS ' || quote_ident(datname) || ' WITH (FORCE)', NULL::boolean
  FROM leftover
 UNION ALL
SELECT format('CREATE DATABASE %I TEMPLATE %I', $1, coalesce($2, 'template0'))
       || CASE WHEN $3::boolean THEN format(' OWNER %I', current_user) ELSE '' END
       || CASE WHEN $2 IS NULL THEN
            format(' ENCODING %L LC_COLLATE %L LC_CTYPE %L', pg_encoding_to_char(d.encoding), d.datcollate, d.datctype)
            || CASE to_jsonb(d) ->> 'datlocprovider'
                 WHEN 'i' THEN format(' LOCALE_PROVIDER icu ICU_LOCALE %L', coalesce(to_jsonb(d) ->> 'datlocale', to_jsonb(d) ->> 'daticulocale'))
                 WHEN 'b' THEN format(' LOCALE_PROVIDER builtin BUILTIN_LOCALE %L', to_jsonb(d) ->> 'datlocale')
                 ELSE '' END
          ELSE '' END,
       (SELECT r.rolsuper OR r.rolcreatedb FROM pg_roles AS r WHERE r.rolname = current_user)
  FROM pg_database AS d
 WHERE d.datname = current_database()
