//! Files that leave something behind in their session: search_path, role, settings.

use super::growth::Growth;

/// Unqualified names that mean another schema.
pub fn search_path(growth: &mut Growth) -> Option<()> {
    let number = growth.next();
    let (schema, other) = *growth
        .dice
        .pick(&[("billing", "queue"), ("queue", "billing")]);
    growth.file(
        &format!("{schema}_notes_{number}"),
        format!(
            "\
SET search_path TO {schema}, public;
CREATE TABLE notes_{number} (id integer PRIMARY KEY, body text, user_id bigint REFERENCES users (id));
CREATE TABLE {other}.notes_{number} (LIKE notes_{number} INCLUDING ALL);
INSERT INTO notes_{number} VALUES (1, 'in {schema}', NULL);
"
        ),
    );
    growth.file(
        &format!("public_notes_{number}"),
        format!("CREATE TABLE notes_{number} (id integer PRIMARY KEY, in_public boolean);\n"),
    );
    Some(())
}

/// Another owner for what this file makes, and not for what comes next.
pub fn role(growth: &mut Growth) -> Option<()> {
    let number = growth.next();
    let statement = *growth.dice.pick(&[
        "SET ROLE product_owner",
        "SET SESSION ROLE product_owner",
        "SELECT set_config('role', 'product_owner', false)",
    ]);
    growth.file(
        &format!("owned_{number}"),
        format!(
            "\
{statement};
CREATE TABLE owned_{number} (id integer PRIMARY KEY, organization_id bigint REFERENCES organizations (id));
CREATE VIEW owned_{number}_view AS SELECT current_user AS who, count(*) FROM owned_{number};
"
        ),
    );
    growth.file(
        &format!("not_owned_{number}"),
        format!("CREATE TABLE not_owned_{number} (id integer PRIMARY KEY);\n"),
    );
    Some(())
}

/// The head that pg_dump writes, with an empty search_path, and the file after it.
pub fn dumped(growth: &mut Growth) -> Option<()> {
    let number = growth.next();
    growth.file(
        &format!("dumped_{number}"),
        format!(
            r"--
-- PostgreSQL database dump
--

SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;
SET default_tablespace = '';
SET default_table_access_method = heap;

--
-- Name: forward_{number}(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.forward_{number}() RETURNS bigint LANGUAGE sql
    AS $$ SELECT count(*) FROM public.later_{number} $$;

CREATE TABLE public.later_{number} (
    id bigint NOT NULL,
    name text DEFAULT 'x'::text
);

CREATE SEQUENCE public.later_{number}_id_seq AS bigint START WITH 1 INCREMENT BY 1 NO MINVALUE NO MAXVALUE CACHE 1;
ALTER SEQUENCE public.later_{number}_id_seq OWNED BY public.later_{number}.id;
ALTER TABLE ONLY public.later_{number} ALTER COLUMN id SET DEFAULT nextval('public.later_{number}_id_seq'::regclass);
SELECT pg_catalog.setval('public.later_{number}_id_seq', 7, true);
ALTER TABLE ONLY public.later_{number} ADD CONSTRAINT later_{number}_pkey PRIMARY KEY (id);

--
-- PostgreSQL database dump complete
--
"
        ),
    );
    growth.file(
        &format!("after_dump_{number}"),
        format!("INSERT INTO later_{number} (name) VALUES ('{number}');\n"),
    );
    Some(())
}

/// How dates and strings are read. The next file reads one of each as the server's own settings say.
pub fn formats(growth: &mut Growth) -> Option<()> {
    let number = growth.next();
    growth.file(
        &format!("readings_{number}"),
        format!(
            "\
SET timezone = 'Asia/Kathmandu';
SET datestyle = 'SQL, DMY';
SET intervalstyle = 'sql_standard';
SET bytea_output = 'escape';
CREATE TABLE readings_{number} (id integer, at timestamptz, on_day date);
INSERT INTO readings_{number} VALUES (1, '02/03/2024 12:00', '02/03/2024');
"
        ),
    );
    growth.file(
        &format!("readings_{number}_more"),
        format!(
            "\
INSERT INTO readings_{number} VALUES (2, '2024-03-02 12:00', '02/03/2024');
ALTER TABLE readings_{number} ADD COLUMN shown text;
UPDATE readings_{number} SET shown = at::text || ' ' || interval '26 hours' || '\\x00ff'::bytea::text;
"
        ),
    );
    Some(())
}
