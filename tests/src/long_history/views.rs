//! Views and materialized views.

use super::growth::Growth;

pub fn create(growth: &mut Growth) -> Option<()> {
    let table = growth.table_where(|t| !t.has_view)?;
    let table = &mut growth.tables[table];
    table.has_view = true;
    let sql = format!(
        "{}COMMENT ON VIEW {} IS 'For support; not for the app';\n",
        table.create_view(),
        table.sibling("overview")
    );
    let title = format!("{}_overview", table.name);
    growth.file(&title, sql);
    Some(())
}

/// The view with other columns or none: dropped, and later perhaps created again.
pub fn drop(growth: &mut Growth) -> Option<()> {
    let table = growth.table_where(|t| t.has_view)?;
    let table = &mut growth.tables[table];
    let sql = table.drop_view();
    table.has_view = false;
    let title = format!("drop_{}_overview", table.name);
    growth.file(&title, sql);
    Some(())
}

pub fn summary(growth: &mut Growth) -> Option<()> {
    let table = growth.table_where(|t| !t.has_summary)?;
    let populated = growth.dice.one_in(2);
    let table = &mut growth.tables[table];
    table.has_summary = true;
    let view = table.sibling("summary");
    let sql = format!(
        "\
CREATE MATERIALIZED VIEW {view} AS
    SELECT organization_id, count(*) AS rows, max(revision) AS newest FROM {} GROUP BY organization_id
WITH {}DATA;
CREATE UNIQUE INDEX {} ON {view} (organization_id);
",
        table.sql(),
        if populated { "" } else { "NO " },
        table.named("summary_key")
    );
    let title = format!("{}_summary", table.name);
    growth.file(&title, sql);
    Some(())
}

/// Written anew with one more column, then filled.
pub fn better_summary(growth: &mut Growth) -> Option<()> {
    let table = growth.table_where(|t| t.has_summary)?;
    let number = growth.next();
    let table = &growth.tables[table];
    let view = table.sibling("summary");
    let sql = format!(
        "\
DROP MATERIALIZED VIEW IF EXISTS {view};
CREATE MATERIALIZED VIEW {view} AS
    SELECT organization_id, count(*) AS rows, max(revision) AS newest, min(id) AS first_{number}
    FROM {} GROUP BY organization_id WITH NO DATA;
CREATE UNIQUE INDEX {} ON {view} (organization_id);
REFRESH MATERIALIZED VIEW {view};
REFRESH MATERIALIZED VIEW CONCURRENTLY {view};
",
        table.sql(),
        table.named("summary_key")
    );
    let title = format!("better_{}_summary", table.name);
    growth.file(&title, sql);
    Some(())
}
