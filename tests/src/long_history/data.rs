//! Rows change: backfills, fix-ups with temporary tables, rows for the demo.

use super::growth::Growth;
use super::model::quoted;

/// A column set in one statement.
pub fn update(growth: &mut Growth) -> Option<()> {
    let (table, column) = growth.column_where(|_| true)?;
    let number = growth.next();
    let table = &growth.tables[table];
    let column = &table.columns[column];
    let (relation, name, kind) = (table.sql(), quoted(&column.name), column.kind);
    let title = format!("{}_values_{number}", table.name);
    let sql = format!(
        "\
-- what the old app; forgot
UPDATE {relation}
SET {name} = {}
WHERE id % 3 = 1;
",
        kind.sample(&format!("(id + {number})::integer"))
    );
    growth.file(&title, sql);
    Some(())
}

/// In steps. As written each step commits.
pub fn backfill(growth: &mut Growth) -> Option<()> {
    let (table, column) = growth.column_where(|_| true)?;
    let number = growth.next();
    let commit = growth.written("        COMMIT;\n");
    let table = &growth.tables[table];
    let column = &table.columns[column];
    let (relation, name, kind) = (table.sql(), quoted(&column.name), column.kind);
    let title = format!("backfill_{}_{number}", table.name);
    let sql = format!(
        "\
DO $$
DECLARE
    batch bigint[];
BEGIN
    FOR step IN 0..2 LOOP
        SELECT array_agg(id) INTO batch FROM {relation} WHERE id % 3 = step;
        UPDATE {relation} SET {name} = {} WHERE id = ANY (batch) AND {name} IS NULL;
{commit}    END LOOP;
END $$;
",
        kind.sample("id::integer")
    );
    growth.file(&title, sql);
    Some(())
}

/// A temporary table that is called `batch` in every file, and which not all files drop.
pub fn temporary(growth: &mut Growth) -> Option<()> {
    let (table, column) = growth.column_where(|_| true)?;
    let tidy = growth.dice.one_in(2);
    let number = growth.next();
    let table = &growth.tables[table];
    let column = &table.columns[column];
    let (relation, name) = (table.sql(), quoted(&column.name));
    let title = format!("merge_{}_{number}", table.name);
    let sql = format!(
        "\
CREATE TEMPORARY TABLE batch AS SELECT id, {name} AS wanted FROM {relation} WHERE id % 2 = 1;
CREATE INDEX ON batch (id);
UPDATE {relation} t SET {name} = b.wanted FROM batch b WHERE b.id = t.id - 1 AND b.wanted IS NOT NULL;
{}",
        if tidy { "DROP TABLE batch;\n" } else { "" }
    );
    growth.file(&title, sql);
    Some(())
}

/// One that lives as long as the file's own transaction.
pub fn temporary_in_transaction(growth: &mut Growth) -> Option<()> {
    let table = growth.any_table();
    let until = growth.written(" ON COMMIT DROP");
    let number = growth.next();
    let table = &growth.tables[table];
    let (relation, title) = (table.sql(), format!("recount_{}_{number}", table.name));
    let sql = format!(
        "\
CREATE TEMP TABLE batch{until} AS SELECT organization_id, count(*) AS n FROM {relation} GROUP BY 1;
UPDATE organizations o SET settings = o.settings || jsonb_build_object('count_{number}', b.n)
FROM batch b WHERE b.organization_id = o.id;
"
    );
    let sql = growth.own_transaction(&sql);
    growth.file(&title, sql);
    Some(())
}

/// More rows, copied from those that are there.
pub fn more_rows(growth: &mut Growth) -> Option<()> {
    let table = growth.any_table();
    let number = growth.next();
    let relation = growth.tables[table].sql();
    let title = format!("more_{}_{number}", growth.tables[table].name);
    let sql = format!(
        "\
DO $copy$
DECLARE
    names text;
BEGIN
    SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) INTO names
    FROM pg_attribute
    WHERE attrelid = '{relation}'::regclass AND attnum > 0 AND NOT attisdropped
        AND attgenerated = '' AND attidentity = '';
    EXECUTE format('INSERT INTO {relation} (%1$s) SELECT %1$s FROM {relation} ORDER BY id LIMIT 2', names);
END
$copy$;
"
    );
    growth.file(&title, sql);
    Some(())
}

/// An organization and its owner, who need each other, and a change of both tables in the next file.
pub fn circle(growth: &mut Growth) -> Option<()> {
    let number = 1000 + growth.next();
    let rows = format!(
        "\
INSERT INTO organizations (id, name, slug, owner_id, created_at)
VALUES ({number}, 'Circle', 'circle-{number}', {number}, '2024-05-01 00:00:00+00');
INSERT INTO users (id, organization_id, login, created_at)
VALUES ({number}, {number}, 'owner@c{number}.example', '2024-05-01 00:00:00+00');
"
    );
    let sql = if growth.as_written() {
        format!("BEGIN;\nSET CONSTRAINTS ALL DEFERRED;\n{rows}END;\n")
    } else {
        format!("DO $$ BEGIN\n{rows}END $$;\n")
    };
    growth.file(&format!("organization_{number}"), sql);
    growth.file(
        &format!("profile_{number}"),
        format!(
            "\
ALTER TABLE users ADD COLUMN profile_{number} jsonb NOT NULL DEFAULT '{{}}';
ALTER TABLE organizations ADD COLUMN plan_{number} text;
"
        ),
    );
    Some(())
}
