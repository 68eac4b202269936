//! Which locks the statements take on what is there before.

use super::{Hazard, HazardKind};
use crate::diff::fate::Fates;
use crate::diff::order::Task;
use crate::schema::{Kind, Object};

const ALL: &str = "ACCESS EXCLUSIVE";
const WRITES: &str = "SHARE ROW EXCLUSIVE";

pub fn of(fates: &Fates, task: Task, sql: &[String]) -> Vec<Hazard> {
    if sql.is_empty() {
        return Vec::new();
    }
    let mut list: Vec<(&'static str, String)> = match task {
        Task::Drop(i) => dropped(fates.source(i)),
        Task::Loosen(i) => vec![(ALL, fates.source(i).display.clone())],
        Task::Make(t) => made(fates, t, sql),
        Task::Copy(i) => vec![("ACCESS SHARE", fates.source(i).display.clone())],
        Task::Shell(_) => Vec::new(),
    };
    list.dedup();
    list.into_iter()
        .map(|(level, relation)| hazard(level, relation))
        .collect()
}

fn hazard(level: &'static str, relation: String) -> Hazard {
    let others = match level {
        ALL => "nobody else can read or write it",
        "ACCESS SHARE" => "it cannot be dropped or altered",
        "SHARE UPDATE EXCLUSIVE" => {
            "its schema cannot be changed otherwise, and it is not vacuumed"
        }
        _ => "nobody else can write to it",
    };
    let message =
        format!("{relation} is locked ({level}) until the end of the transaction: {others}.");
    Hazard::new(HazardKind::Lock { level, relation }, message)
}

fn dropped(object: &Object) -> Vec<(&'static str, String)> {
    let own = || object.display.clone();
    match object.kind {
        Kind::Table | Kind::ForeignTable | Kind::View | Kind::MaterializedView => {
            vec![(ALL, own())]
        }
        Kind::Sequence => vec![(ALL, own())],
        Kind::Constraint => object
            .on
            .clone()
            .map(|t| (ALL, t))
            .into_iter()
            .chain(referenced(object).map(|t| (ALL, t)))
            .collect(),
        Kind::Index | Kind::Trigger | Kind::Rule | Kind::Policy => object
            .on
            .clone()
            .map(|table| (ALL, table))
            .into_iter()
            .collect(),
        _ => Vec::new(),
    }
}

/// The table that a foreign key refers to.
fn referenced(constraint: &Object) -> Option<String> {
    let definition = constraint.text("definition")?;
    let (_, rest) = definition.split_once(" REFERENCES ")?;
    Some(crate::render::display(&rest[..rest.find('(')?]))
}

fn made(fates: &Fates, t: usize, sql: &[String]) -> Vec<(&'static str, String)> {
    let to = &fates.to.schema.objects[t];
    let there = |display: &str| {
        let kinds = [
            Kind::Table,
            Kind::ForeignTable,
            Kind::View,
            Kind::MaterializedView,
            Kind::Sequence,
        ];
        let place = kinds
            .iter()
            .find_map(|k| fates.from.schema.position(*k, display));
        place.is_some_and(|i| !fates.dropped[i])
    };
    let on = to.on.clone().filter(|on| there(on));
    let list: Vec<(&'static str, String)> = match to.kind {
        Kind::Constraint if to.text("type") == Some("foreign key") => {
            let tables = on.into_iter().chain(referenced(to).filter(|r| there(r)));
            tables.map(|table| (WRITES, table)).collect()
        }
        Kind::Index => on.map(|table| ("SHARE", table)).into_iter().collect(),
        Kind::Trigger => on.map(|table| (WRITES, table)).into_iter().collect(),
        Kind::Constraint | Kind::Rule | Kind::Policy => on.map(|t| (ALL, t)).into_iter().collect(),
        Kind::Statistics => on
            .map(|t| ("SHARE UPDATE EXCLUSIVE", t))
            .into_iter()
            .collect(),
        Kind::Table | Kind::ForeignTable | Kind::View | Kind::MaterializedView | Kind::Sequence => {
            altered(to, sql, there(&to.display))
        }
        _ => Vec::new(),
    };
    list
}

/// Settings for the planner and for vacuum disturb nobody.
fn altered(to: &Object, sql: &[String], there: bool) -> Vec<(&'static str, String)> {
    let statements = sql
        .iter()
        .filter(|s| !s.starts_with("COMMENT") && !s.starts_with("GRANT"));
    let statements: Vec<&String> = statements.filter(|s| !s.starts_with("REVOKE")).collect();
    if !there || statements.is_empty() {
        return Vec::new();
    }
    let mild = |s: &&String| {
        let clauses = [" SET STATISTICS ", " SET (", " RESET ("];
        !s.contains('\n') && clauses.iter().any(|c| s.contains(c))
    };
    let level = match statements.iter().all(mild) {
        true => "SHARE UPDATE EXCLUSIVE",
        false => ALL,
    };
    vec![(level, to.display.clone())]
}
