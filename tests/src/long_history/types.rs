//! Domains, composite types and the rarer objects that long histories collect.

use super::growth::Growth;

pub fn domain(growth: &mut Growth) -> Option<()> {
    let number = growth.next();
    growth.file(
        &format!("rate_{number}"),
        format!(
            "\
CREATE DOMAIN rate_{number} AS percentage NOT NULL DEFAULT 10;
CREATE TABLE rates_{number} (id integer PRIMARY KEY, value rate_{number}, place address);
INSERT INTO rates_{number} VALUES (1, DEFAULT, ROW('a', 'b', 'de')), (2, 99.5, NULL);
"
        ),
    );
    growth.file(
        &format!("rate_{number}_limits"),
        format!(
            "\
ALTER DOMAIN rate_{number} ADD CONSTRAINT sane CHECK (VALUE < 100) NOT VALID;
ALTER DOMAIN rate_{number} VALIDATE CONSTRAINT sane;
ALTER DOMAIN rate_{number} DROP NOT NULL;
"
        ),
    );
    Some(())
}

pub fn composite(growth: &mut Growth) -> Option<()> {
    let number = growth.next();
    growth.file(
        &format!("measure_{number}"),
        format!(
            "\
CREATE TYPE measure_{number} AS (amount numeric, unit text);
CREATE TABLE measures_{number} (id integer PRIMARY KEY, taken measure_{number}[]);
"
        ),
    );
    growth.file(
        &format!("measure_{number}_wider"),
        format!(
            "\
ALTER TYPE measure_{number} RENAME ATTRIBUTE unit TO unit_name;
INSERT INTO measures_{number} VALUES (1, ARRAY[ROW(1.5, 'kg')::measure_{number}]);
"
        ),
    );
    Some(())
}

/// Statistics, a rule, an aggregate, a sequence, an operator: whatever pg_dump knows.
pub fn curiosity(growth: &mut Growth) -> Option<()> {
    let (table, number) = (growth.any_table(), growth.next());
    let table = &growth.tables[table];
    let (relation, title) = (table.sql(), format!("curiosity_{number}"));
    let sql = match growth.dice.below(5) {
        0 => format!("\
CREATE STATISTICS {title} (dependencies, ndistinct) ON organization_id, revision FROM {relation};
ANALYZE {relation};
"),
        1 => format!("\
CREATE TABLE {title} (id integer PRIMARY KEY, note text);
CREATE RULE {title}_keep AS ON DELETE TO {title} DO INSTEAD NOTHING;
INSERT INTO {title} VALUES (1, 'kept; always');
DELETE FROM {title};
"),
        2 => format!("\
CREATE FUNCTION {title}_step(text, text) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT $1 || '';'' || $2';
CREATE AGGREGATE {title}(text) (SFUNC = {title}_step, STYPE = text, INITCOND = '');
"),
        3 => format!("\
CREATE SEQUENCE {title} START 1000 INCREMENT 10;
SELECT setval('{title}', 2000);
ALTER SEQUENCE {title} MAXVALUE 9000 CYCLE;
"),
        _ => format!("\
CREATE FUNCTION {title}_op(address, address) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$ SELECT $1.city = $2.city $$;
CREATE OPERATOR public.~=~ (LEFTARG = address, RIGHTARG = address, FUNCTION = {title}_op);
DROP OPERATOR public.~=~ (address, address);
"),
    };
    growth.file(&title, sql);
    Some(())
}

/// A table that lives for two files.
pub fn short_lived(growth: &mut Growth) -> Option<()> {
    let number = growth.next();
    growth.file(
        &format!("trial_{number}"),
        format!(
            "\
CREATE TABLE trials (id serial PRIMARY KEY, user_id bigint REFERENCES users (id), data jsonb);
CREATE VIEW trial_users AS SELECT DISTINCT user_id FROM trials;
INSERT INTO trials (user_id) VALUES ({number} % 4 + 1);
"
        ),
    );
    growth.file(
        &format!("trial_{number}_over"),
        "-- DropTable\nDROP TABLE IF EXISTS trials CASCADE;\n".to_owned(),
    );
    Some(())
}
