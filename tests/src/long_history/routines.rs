//! Functions, procedures, triggers, policies and grants.

use super::growth::Growth;

/// Dollar quotes in dollar quotes, with semicolons and comment signs at every depth.
pub fn nested_function(growth: &mut Growth) -> Option<()> {
    let number = growth.next();
    let sql = format!(
        r"CREATE OR REPLACE FUNCTION report_{number}(since date DEFAULT '2024-01-01') RETURNS text
    LANGUAGE plpgsql STABLE AS $function$
DECLARE
    answer text;
BEGIN
    /* not the end; /* nested; */ still a comment $$ */
    EXECUTE $query$ SELECT $inner$count; -- $inner$ || count(*) || $$ rows; $$ FROM organizations
        WHERE created_at >= $1 $query$ INTO answer USING since;
    RETURN answer; -- $function is not the end either
END;
$function$;
COMMENT ON FUNCTION report_{number}(date) IS $its$Says 'how many'; $1 is no parameter here$its$;
"
    );
    growth.file(&format!("report_{number}"), sql);
    Some(())
}

/// Written anew with the same signature, then with another one.
pub fn replaced_function(growth: &mut Growth) -> Option<()> {
    let table = growth.any_table();
    let number = growth.next();
    let table = &growth.tables[table];
    let (relation, title) = (
        table.sql(),
        format!("count_{}_{number}", table.name.to_lowercase()),
    );
    let function = |argument: &str, answer: &str| {
        format!(
            "\
CREATE OR REPLACE FUNCTION {title}({argument}) RETURNS bigint LANGUAGE sql STABLE AS $$
    SELECT {answer} FROM {relation} WHERE organization_id = $1;
$$;
"
        )
    };
    growth.file(&title, function("bigint", "count(*)"));
    growth.file(
        &format!("{title}_revised"),
        function("bigint", "count(revision)"),
    );
    let wider = format!(
        "DROP FUNCTION {title}(bigint);\n{}",
        function(
            "organization bigint, lowest bigint DEFAULT 0",
            "greatest(lowest, count(*))"
        )
    );
    growth.file(&format!("{title}_wider"), wider);
    Some(())
}

pub fn audit(growth: &mut Growth) -> Option<()> {
    let table = growth.table_where(|t| !t.has_audit)?;
    let table = &mut growth.tables[table];
    table.has_audit = true;
    let (title, relation) = (format!("audit_{}", table.name), table.sql());
    let sql = format!(
        "\
CREATE TRIGGER {} AFTER INSERT OR UPDATE OR DELETE ON {relation}
    FOR EACH ROW EXECUTE FUNCTION audit();
UPDATE {relation} SET organization_id = organization_id WHERE id = 1;
",
        table.named("audit")
    );
    growth.file(&title, sql);
    Some(())
}

/// Called in the next file. As written it commits as it goes.
pub fn procedure(growth: &mut Growth) -> Option<()> {
    let table = growth.any_table();
    let number = growth.next();
    let commit = growth.written("        COMMIT;\n");
    let relation = growth.tables[table].sql();
    let sql = format!(
        "\
CREATE PROCEDURE touch_{number}(step integer) LANGUAGE plpgsql AS $$
DECLARE
    lowest bigint := 0;
BEGIN
    WHILE lowest < 6 LOOP
        UPDATE {relation} SET organization_id = organization_id WHERE id > lowest AND id <= lowest + step;
{commit}        lowest := lowest + step;
    END LOOP;
END
$$;
"
    );
    growth.file(&format!("touch_{number}"), sql);
    growth.file(
        &format!("touch_{number}_call"),
        format!("CALL touch_{number}(2);\nDROP PROCEDURE touch_{number}(integer);\n"),
    );
    Some(())
}

pub fn policies(growth: &mut Growth) -> Option<()> {
    let table = growth.table_where(|t| !t.has_policies)?;
    let table = &mut growth.tables[table];
    table.has_policies = true;
    let (title, relation) = (format!("policies_of_{}", table.name), table.sql());
    let sql = format!(
        "\
ALTER TABLE {relation} ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_rows ON {relation} TO product_app
    USING (organization_id = current_setting('app.organization', true)::bigint);
CREATE POLICY read_all ON {relation} FOR SELECT TO product_reader USING (true);
"
    );
    growth.file(&title, sql);
    Some(())
}

pub fn grants(growth: &mut Growth) -> Option<()> {
    let table = growth.any_table();
    let table = &growth.tables[table];
    let (title, relation) = (format!("grants_on_{}", table.name), table.sql());
    let sql = format!(
        "\
GRANT SELECT, INSERT, UPDATE ON {relation} TO product_app;
GRANT SELECT (id, organization_id) ON {relation} TO product_reader;
REVOKE UPDATE ON {relation} FROM product_app;
GRANT UPDATE (revision) ON {relation} TO product_app WITH GRANT OPTION;
"
    );
    growth.file(&title, sql);
    Some(())
}

/// A check across rows that waits for the commit.
pub fn constraint_trigger(growth: &mut Growth) -> Option<()> {
    let table = growth.any_table();
    let number = growth.next();
    let table = &growth.tables[table];
    let (title, relation) = (format!("limit_{}_{number}", table.name), table.sql());
    let sql = format!(
        r"CREATE FUNCTION limit_{number}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT count(*) FROM {relation} WHERE organization_id = NEW.organization_id) > 10000 THEN
        RAISE EXCEPTION 'too many rows; in %', TG_TABLE_NAME USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END
$$;
CREATE CONSTRAINT TRIGGER {} AFTER INSERT OR UPDATE ON {relation}
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION limit_{number}();
",
        table.named(&format!("limit_{number}"))
    );
    growth.file(&title, sql);
    Some(())
}
