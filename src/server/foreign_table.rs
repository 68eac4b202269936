//! Other tools' histories: where their tables are, and their rows. They are read with the caller's
//! rights, and nobody else's code runs: only tables are read, with columns of the server's own types.

use super::catalog::pinned;
use super::encoding::to_server;
use super::rows::Cell;
use super::session::Settings;
use super::spi::Spi;
use super::subxact::Subxact;
use migrate_core::adopt::found::Row;
use migrate_core::adopt::Tool;
use migrate_core::error::literal;
use migrate_core::schema::name::quoted;
use migrate_core::Report;

pub struct Table {
    oid: i64,
    schema: String,
    name: String,
    kind: String,
    columns: Vec<(String, String)>,
}

impl Table {
    /// As a statement names it.
    pub fn path(&self) -> String {
        format!("{}.{}", quoted(&self.schema), quoted(&self.name))
    }

    /// Why it is not the tool's.
    fn misfit(&self, tool: Tool) -> Option<String> {
        match self.kind.as_str() {
            "r" | "p" => tool.misfit(&self.columns),
            _ => Some("it is not a table".into()),
        }
    }

    /// The call that adopts it.
    fn call(&self, tool: Tool) -> String {
        format!(
            "SELECT * FROM migrate.adopt({}, history => {})",
            literal(tool.name()),
            literal(&self.path())
        )
    }
}

/// The tool's table: the one that the caller names, else where the tool itself would find it.
pub fn find(spi: &Spi, tool: Tool, history: Option<&str>) -> Result<Table, Report> {
    let names = match history {
        Some(name) => vec![name],
        None => tool.tables().to_vec(),
    };
    let mut misfit = None;
    for name in &names {
        let query = include_str!("../../sql/queries/adopt/named.sql");
        let found = spi.read_snapshot(query, &[(*name).into()]);
        let oid = found.first().map_or(0, |row| row[0].as_long());
        let Some(table) = described(spi, oid, &[]).into_iter().find(|t| t.oid == oid) else {
            continue;
        };
        match table.misfit(tool) {
            None => return Ok(table),
            Some(why) => misfit = misfit.or(Some((table, why))),
        }
    }
    Err(match misfit {
        Some((table, why)) => not_the_tools(tool, &table, &why),
        None => not_found(spi, tool, history),
    })
}

/// Tables that tools make, and whose they can be.
pub fn all(spi: &Spi) -> Vec<(Table, Vec<Tool>)> {
    let names: Vec<&str> = Tool::ALL.iter().flat_map(|t| t.tables()).copied().collect();
    let tables = described(spi, 0, &names).into_iter();
    let owned = tables.filter(|table| matches!(table.kind.as_str(), "r" | "p"));
    let owned = owned.map(|table| {
        let tools = Tool::of_table(&table.name, &table.columns);
        (table, tools)
    });
    owned.filter(|(_, tools)| !tools.is_empty()).collect()
}

/// What to type where a tool's history is in the database.
pub fn hint(spi: &Spi) -> Option<String> {
    let (table, tools) = all(spi).into_iter().next()?;
    let (path, tool) = (table.path(), tools.first()?);
    Some(format!(
        "{path} is a history of {}: SELECT * FROM migrate.adopt({}, <the bundle>, history => {}) takes it over.",
        titles(&tools),
        literal(tool.name()),
        literal(&path)
    ))
}

fn titles(tools: &[Tool]) -> String {
    let titles: Vec<&str> = tools.iter().map(|tool| tool.title()).collect();
    titles.join(" or ")
}

fn described(spi: &Spi, oid: i64, names: &[&str]) -> Vec<Table> {
    let names = serde_json::json!(names).to_string();
    let query = include_str!("../../sql/queries/adopt/tables.sql");
    let rows = pinned(|| spi.read(query, &[Cell::Long(oid), names.into()]));
    let mut tables: Vec<Table> = Vec::new();
    for row in rows {
        let Ok(
            [oid, Cell::Text(schema), Cell::Text(name), Cell::Text(kind), Cell::Text(column), Cell::Text(of_type)],
        ) = <[Cell; 6]>::try_from(row)
        else {
            continue;
        };
        let oid = oid.as_long();
        let column = (column, of_type);
        match tables.last_mut().filter(|table| table.oid == oid) {
            Some(table) => table.columns.push(column),
            None => tables.push(Table {
                oid,
                schema,
                name,
                kind,
                columns: vec![column],
            }),
        }
    }
    tables
}

fn not_the_tools(tool: Tool, table: &Table, why: &str) -> Report {
    let fits = Tool::ALL.into_iter().filter(|t| table.misfit(*t).is_none());
    let calls: Vec<String> = fits.map(|tool| table.call(tool)).collect();
    let message = format!("{} is not a table of {}: {why}", table.path(), tool.title());
    let report = Report::new("42809", message);
    match calls.is_empty() {
        true => report.hint(format!(
            "Name the table as the third argument: SELECT * FROM migrate.adopt({}, history => 'schema.table')",
            literal(tool.name())
        )),
        false => report.hint(format!("It looks like another tool's: {}", calls.join(" or "))),
    }
}

fn not_found(spi: &Spi, tool: Tool, history: Option<&str>) -> Report {
    let message = match history {
        Some(name) => format!("there is no table {name}"),
        None => format!(
            "{} has no table here: {} is not on the search_path",
            tool.title(),
            tool.tables().join(" or ")
        ),
    };
    let report = Report::new("42P01", message);
    let (own, others): (Vec<_>, Vec<_>) = all(spi)
        .into_iter()
        .partition(|(_, tools)| tools.contains(&tool));
    let calls: Vec<String> = own.iter().map(|(table, _)| table.call(tool)).collect();
    let report = match calls.is_empty() {
        false => report.hint(format!("It is elsewhere: {}", calls.join(" or "))),
        true => report.hint(format!(
            "If the table has another name, or is in another schema: SELECT * FROM migrate.adopt({}, history => 'schema.table')",
            literal(tool.name())
        )),
    };
    let others: Vec<String> = others
        .iter()
        .map(|(table, tools)| format!("{} of {}", table.path(), titles(tools)))
        .collect();
    match others.is_empty() {
        true => report,
        false => report.hint(format!(
            "Other tools' tables in the database: {}.",
            others.join(", ")
        )),
    }
}

/// The rows of the tool's table, in its order.
pub fn read(spi: &Spi, tool: Tool, table: &Table) -> Result<Vec<Row>, Report> {
    let query = query(tool).replace("{table}", &table.path());
    let scope = Settings::open();
    scope.set("search_path", "pg_catalog, pg_temp");
    // A history of which a policy hides a part is none.
    scope.set("row_security", "off");
    let subxact = Subxact::begin();
    let read = spi.rows(&to_server(&query));
    match read {
        Ok(_) => subxact.commit(),
        Err(_) => subxact.rollback(),
    }
    scope.close();
    let rows = read.map_err(|caught| {
        let user = super::identity::current_user();
        match caught.report.sqlstate.as_str() {
            "42501" => caught.report.hint(format!(
                "GRANT SELECT ON {} TO {}, with the schema's USAGE.",
                table.path(),
                quoted(&user)
            )),
            _ => caught.report,
        }
    })?;
    Ok(rows.into_iter().filter_map(row).collect())
}

fn query(tool: Tool) -> &'static str {
    match tool {
        Tool::Sqlx => include_str!("../../sql/queries/adopt/sqlx.sql"),
        Tool::Diesel => include_str!("../../sql/queries/adopt/diesel.sql"),
        Tool::Flyway => include_str!("../../sql/queries/adopt/flyway.sql"),
        Tool::GolangMigrate => include_str!("../../sql/queries/adopt/golang-migrate.sql"),
        Tool::NodePgMigrate => include_str!("../../sql/queries/adopt/node-pg-migrate.sql"),
        Tool::Alembic => include_str!("../../sql/queries/adopt/alembic.sql"),
        Tool::Rails | Tool::Dbmate => include_str!("../../sql/queries/adopt/versions.sql"),
    }
}

fn row(cells: Vec<Cell>) -> Option<Row> {
    let [version, label, at, took, failed, checksum, by, kind] =
        <[Cell; 8]>::try_from(cells).ok()?;
    Some(Row {
        version: version.into_text(),
        label: label.into_text(),
        at: match at {
            Cell::Instant(at) => Some(at),
            _ => None,
        },
        took: match took {
            Cell::Long(took) => Some(took),
            _ => None,
        },
        failed: failed.is_true(),
        checksum: checksum.into_text(),
        by: by.into_text(),
        kind: kind.into_text(),
    })
}
