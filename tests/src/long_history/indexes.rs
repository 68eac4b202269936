//! Indexes, built at once or without locking the table.

use super::growth::Growth;
use super::model::{qualified, quoted, Kind};

struct Index {
    name: String,
    /// What stands after `CREATE INDEX name`.
    on: String,
    schema: &'static str,
}

/// An index that fits the type of a column.
fn invent(growth: &mut Growth) -> Option<Index> {
    let (table, column) = growth.column_where(|kind| !matches!(kind, Kind::Enum(_)))?;
    let form = growth.dice.below(3);
    let number = growth.next();
    let table = &growth.tables[table];
    let (relation, column) = (table.sql(), &table.columns[column]);
    let name = quoted(&column.name);
    let on = match (column.kind, form) {
        (Kind::Json, _) => format!("{relation} USING gin ({name} jsonb_path_ops)"),
        (Kind::Tags, _) => format!("{relation} USING gin ({name})"),
        (Kind::Time | Kind::Day, 0) => format!("{relation} USING brin ({name})"),
        (Kind::Text | Kind::Varchar, 0) => format!("{relation} (lower({name}) DESC NULLS LAST)"),
        (_, 1) => format!("{relation} (organization_id, {name}) WHERE {name} IS NOT NULL"),
        _ => format!("{relation} ({name}) INCLUDE (revision)"),
    };
    Some(Index {
        name: table.named(&format!("index_{number}")),
        on,
        schema: table.schema,
    })
}

pub fn create(growth: &mut Growth) -> Option<()> {
    let index = invent(growth)?;
    let title = index.name.replace('"', "");
    let sql = format!(
        "-- CreateIndex\nCREATE INDEX {} ON {};\n",
        index.name, index.on
    );
    growth.file(&title, sql);
    Some(())
}

pub fn unique(growth: &mut Growth) -> Option<()> {
    let (table, column) = growth.column_where(|kind| !matches!(kind, Kind::Json))?;
    let number = growth.next();
    let table = &growth.tables[table];
    let (relation, column) = (table.sql(), quoted(&table.columns[column].name));
    let (index, key) = (
        table.named(&format!("unique_{number}")),
        table.named(&format!("key_{number}")),
    );
    let sql = format!(
        "\
CREATE UNIQUE INDEX {index} ON {relation} (id, {column});
ALTER TABLE {relation} ADD CONSTRAINT {key} UNIQUE USING INDEX {index} DEFERRABLE;
"
    );
    let title = format!("{}_key_{number}", table.name);
    growth.file(&title, sql);
    Some(())
}

/// The only statement of its file, as most tools demand.
pub fn concurrently(growth: &mut Growth) -> Option<()> {
    let index = invent(growth)?;
    let title = format!("{}_concurrently", index.name.replace('"', ""));
    let word = growth.written("CONCURRENTLY ");
    let sql = format!(
        "-- CreateIndex\nCREATE INDEX {word}IF NOT EXISTS {} ON {};\n",
        index.name, index.on
    );
    growth.file(&title, sql);
    Some(())
}

/// Among other statements, with a setting that holds for the rest of the file.
pub fn rebuilt_concurrently(growth: &mut Growth) -> Option<()> {
    let index = invent(growth)?;
    let word = growth.written("CONCURRENTLY ");
    let title = format!("{}_rebuilt", index.name.replace('"', ""));
    let name = qualified(index.schema, &index.name.replace('"', ""));
    let again = if growth.as_written() {
        format!("REINDEX INDEX CONCURRENTLY {name};\n")
    } else {
        String::new()
    };
    let sql = format!(
        "\
SET lock_timeout = '20s';
DROP INDEX {word}IF EXISTS {name};
CREATE INDEX {word}{} ON {};
{again}COMMENT ON INDEX {name} IS 'built online';
",
        index.name, index.on
    );
    growth.file(&title, sql);
    Some(())
}

/// Created in one file, found useless in the next.
pub fn regretted(growth: &mut Growth) -> Option<()> {
    let index = invent(growth)?;
    let title = index.name.replace('"', "");
    let name = qualified(index.schema, &title);
    let word = growth.written("CONCURRENTLY ");
    let sql = format!("CREATE INDEX {word}{} ON {};\n", index.name, index.on);
    growth.file(&format!("{title}_try"), sql);
    growth.file(
        &format!("{title}_drop"),
        format!("DROP INDEX {word}{name};\n"),
    );
    Some(())
}
