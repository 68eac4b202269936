//! What a plan of Prisma's may do to the data, in its words, with what a server has counted. Prisma
//! warns of duplicates and of values in use without a look; here they are counted as well.

use super::diff::checks::{Check, Counts, Danger};
use super::diff::step::Change;
use super::diff::Plan;
use super::model::{ColumnKind, Enum, Model, Table};
use crate::render::quote;

/// A danger that is left when everything has been counted that could be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The number of the step, from 0.
    pub step: usize,
    /// As in the hazards of other plans.
    pub kind: &'static str,
    pub message: String,
    pub count: Option<i64>,
    /// It cannot be executed with these data.
    pub refused: bool,
}

/// The queries that count what the plan's checks are about. `from` is what is there.
pub fn probes(plan: &Plan, from: &Model) -> Vec<String> {
    let checks = plan.warnings.iter().chain(&plan.unexecutable);
    checks
        .flat_map(|check| of_check(plan, from, check))
        .collect()
}

/// The findings; `count` is what a query has counted, if it was asked.
pub fn findings(plan: &Plan, from: &Model, count: &dyn Fn(&str) -> Option<i64>) -> Vec<Finding> {
    let warnings = plan.warnings.iter().map(|check| (check, false));
    let unexecutable = plan.unexecutable.iter().map(|check| (check, true));
    (warnings.chain(unexecutable))
        .filter_map(|(check, refused)| finding(plan, from, check, refused, count))
        .collect()
}

fn finding(
    plan: &Plan,
    from: &Model,
    check: &Check,
    refused: bool,
    count: &dyn Fn(&str) -> Option<i64>,
) -> Option<Finding> {
    let found: Vec<Option<i64>> = of_check(plan, from, check)
        .iter()
        .map(|q| count(q))
        .collect();
    let is_own = matches!(
        check.danger,
        Danger::UniqueAdded(..) | Danger::ValuesRemoved(..)
    );
    let as_count = |n: Option<i64>| n.and_then(|n| u64::try_from(n).ok());
    let counts = match check.needs() {
        Some(needs) => {
            let mut found = found.iter().copied();
            let mut next = |wanted: bool| wanted.then(|| found.next().flatten()).flatten();
            let rows = as_count(next(needs.rows));
            Counts {
                rows,
                values: as_count(next(needs.values.is_some())),
            }
        }
        None => Counts::default(),
    };
    let own = found.first().copied().flatten().filter(|_| is_own);
    if own == Some(0) {
        return None;
    }
    let text = check.text(counts)?;
    Some(Finding {
        step: check.step,
        kind: kind(&check.danger),
        message: match own {
            Some(n) => format!("{text} ({n} found)"),
            None => text,
        },
        count: own.or(found.last().copied().flatten()),
        refused: refused || own.is_some(),
    })
}

fn kind(danger: &Danger) -> &'static str {
    match danger {
        Danger::TableDrop(_)
        | Danger::ColumnDrop(..)
        | Danger::RiskyCast(..)
        | Danger::ColumnRecreated(..) => "data_loss",
        _ => "may_fail",
    }
}

/// In the order rows, values.
fn of_check(plan: &Plan, from: &Model, check: &Check) -> Vec<String> {
    match &check.danger {
        Danger::UniqueAdded(table, columns) => vec![duplicates(table, columns)],
        Danger::ValuesRemoved(_, values) => match &plan.steps[check.step].change {
            Change::AlterEnum(change) => vec![uses(from, change.from, values)],
            _ => Vec::new(),
        },
        _ => {
            let Some(needs) = check.needs() else {
                return Vec::new();
            };
            let name = table_name(needs.table);
            let rows = needs.rows.then(|| format!("SELECT count(*) FROM {name}"));
            let values = needs.values.map(|column| {
                let column = quote::ident(&column.name);
                format!("SELECT count({column}) FROM {name}")
            });
            rows.into_iter().chain(values).collect()
        }
    }
}

fn table_name(table: &Table) -> String {
    let names = [&table.namespace, &table.name].map(|n| quote::ident(n));
    names.join(".")
}

/// How many values occur more than once.
fn duplicates(table: &Table, columns: &[&str]) -> String {
    let columns: Vec<String> = columns.iter().map(|c| quote::ident(c)).collect();
    let there: Vec<String> = columns.iter().map(|c| format!("{c} IS NOT NULL")).collect();
    format!(
        "SELECT count(*) FROM (SELECT FROM {} WHERE {} GROUP BY {} HAVING count(*) > 1) AS d",
        table_name(table),
        there.join(" AND "),
        columns.join(", ")
    )
}

/// How many rows have one of these values.
fn uses(from: &Model, own: &Enum, values: &[&str]) -> String {
    let list: Vec<String> = values.iter().map(|v| quote::literal(v)).collect();
    let list = list.join(", ");
    let is_own = |kind: &ColumnKind| matches!(kind, ColumnKind::Enum { namespace, name } if (namespace, name) == (&own.namespace, &own.name));
    let columns = from.tables.iter().flat_map(|table| {
        let columns = table.columns.iter().filter(|c| is_own(&c.kind));
        columns.map(move |column| (table, column))
    });
    let counts = columns.map(|(table, column)| {
        let name = quote::ident(&column.name);
        let condition = match column.arity {
            super::model::Arity::List => format!("{name}::pg_catalog.text[] && ARRAY[{list}]"),
            _ => format!("{name}::pg_catalog.text IN ({list})"),
        };
        format!(
            "(SELECT count(*) FROM {} WHERE {condition})",
            table_name(table)
        )
    });
    let counts: Vec<String> = counts.collect();
    match counts.is_empty() {
        true => "SELECT 0::pg_catalog.int8".into(),
        false => format!("SELECT {}", counts.join(" + ")),
    }
}
