//! Other tools' histories: where their tables are, and their rows. The caller has to have the right to
//! read them; they are read from the heap, as Prisma's is, so that nobody's code runs.

use super::catalog::pinned;
use super::encoding::to_server;
use super::rows::Cell;
use super::scan::{self, Column, Seen};
use super::session::Settings;
use super::spi::Spi;
use migrate_core::adopt::found::{At, Row};
use migrate_core::adopt::tool::Type;
use migrate_core::adopt::Tool;
use migrate_core::error::literal;
use migrate_core::schema::name::quoted;
use migrate_core::Report;
use pgrx::pg_sys::{self, Oid};
use std::ffi::CString;

pub struct Table {
    oid: Oid,
    schema: String,
    name: String,
    kind: String,
    columns: Vec<TableColumn>,
}

struct TableColumn {
    name: String,
    oid: Oid,
    /// As the server names its type.
    kind: String,
}

impl Table {
    /// As a statement names it.
    pub fn path(&self) -> String {
        format!("{}.{}", quoted(&self.schema), quoted(&self.name))
    }

    /// Why it is not the tool's.
    fn misfit(&self, tool: Tool) -> Option<String> {
        match self.kind.as_str() {
            "r" => tool.misfit(&self.shape()),
            _ => Some("it is not a plain table".into()),
        }
    }

    /// Its columns and their types.
    fn shape(&self) -> Vec<(String, String)> {
        let columns = self.columns.iter();
        columns.map(|c| (c.name.clone(), c.kind.clone())).collect()
    }

    /// Whether the caller may read all of it: a history of which a policy hides a part is none.
    fn is_readable(&self) -> bool {
        let right = pg_sys::AclMode::from(pg_sys::ACL_SELECT);
        // SAFETY: look-ups in the server's caches; with no_error row security raises nothing.
        unsafe {
            let user = pg_sys::GetUserId();
            let rows = pg_sys::check_enable_rls(self.oid, user, true);
            rows != pg_sys::CheckEnableRlsResult::RLS_ENABLED as i32
                && pg_sys::pg_class_aclcheck(self.oid, user, right)
                    == pg_sys::AclResult::ACLCHECK_OK
        }
    }

    fn denied(&self) -> Report {
        let (path, user) = (self.path(), super::identity::current_user());
        Report::new("42501", format!("permission denied for table {path}")).hint(format!(
            "GRANT SELECT ON {path} TO {}, and a policy or BYPASSRLS where row security hides its rows.",
            quoted(&user)
        ))
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
    let tables = || tool.tables().iter();
    let own = |schema| tables().map(move |table| format!("{schema}.{table}"));
    let names: Vec<String> = match history {
        Some(name) => vec![name.into()],
        None => (tables().map(|table| table.to_string()))
            .chain(tool.schema().into_iter().flat_map(own))
            .collect(),
    };
    let mut misfit = None;
    for name in names {
        let query = include_str!("../../sql/queries/adopt/named.sql");
        let found = spi.read_snapshot(query, &[name.into()]);
        let oid = found.first().map_or(0, |row| row[0].as_long());
        let Some(table) = described(spi, oid, &[]).pop() else {
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
fn all(spi: &Spi) -> Vec<(Table, Vec<Tool>)> {
    let names: Vec<&str> = Tool::ALL.iter().flat_map(|t| t.tables()).copied().collect();
    let tables = described(spi, 0, &names).into_iter();
    let owned = tables.filter(|table| table.kind == "r");
    let owned = owned.map(|table| {
        let tools = Tool::of_table(&table.name, &table.shape());
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
            [oid, Cell::Text(schema), Cell::Text(name), Cell::Text(kind), Cell::Text(column), column_type, Cell::Text(type_name)],
        ) = <[Cell; 7]>::try_from(row)
        else {
            continue;
        };
        let oid = Oid::from(oid.as_long() as u32);
        let column = TableColumn {
            name: column,
            oid: Oid::from(column_type.as_long() as u32),
            kind: type_name,
        };
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

/// The rows of the tool's table, in no particular order.
pub fn read(tool: Tool, table: &Table) -> Result<Vec<Row>, Report> {
    if !table.is_readable() {
        return Err(table.denied());
    }
    let columns: Vec<(CString, Oid)> = tool
        .columns()
        .iter()
        .filter_map(|(name, _)| table.columns.iter().find(|column| column.name == *name))
        .map(|column| (to_server(&column.name), column.oid))
        .collect();
    let columns: Vec<Column<'_>> = columns
        .iter()
        .map(|(n, oid)| (n.as_c_str(), *oid))
        .collect();
    let scope = Settings::open();
    scope.set("DateStyle", "ISO");
    scope.set("bytea_output", "hex");
    let rows = scan::rows_of(table.oid, &columns, Seen::Now, |cells| {
        Some(row(tool, cells))
    });
    scope.close();
    rows.ok_or_else(|| {
        let message = format!(
            "{} is not a plain table of PostgreSQL's own kind",
            table.path()
        );
        Report::new("42809", message).hint("Copy it into one, and name that as the third argument.")
    })
}

fn row(tool: Tool, cells: &mut [Cell]) -> Row {
    let is_time = |kind: &Type| *kind == Type::Time;
    let at = tool.columns().iter().position(|(_, kind)| is_time(kind));
    let at = at.and_then(|i| match cells[i].take() {
        Cell::Instant(at) => Some(At::Instant(at)),
        Cell::Text(at) => Some(At::Text(at)),
        _ => None,
    });
    let values = cells.iter_mut().map(|cell| match cell.take() {
        Cell::Text(text) => Some(text),
        Cell::Int(n) => Some(n.to_string()),
        Cell::Long(n) => Some(n.to_string()),
        Cell::Bool(true) => Some("t".into()),
        Cell::Bool(false) => Some("f".into()),
        _ => None,
    });
    Row::read(tool, values.collect(), at)
}
