//! Two schemas in SQL, and the script that leads from the one to the other.

use crate::rebuild::{run, schema};
use crate::split::statements;
use crate::{comparable, Db, Session};
use migrate_core::diff;
use serde::Deserialize;

/// A case of tests/pairs, or of a file from outside.
#[derive(Debug, Clone, Deserialize)]
pub struct Pair {
    pub name: String,
    #[serde(default)]
    pub a_sql: String,
    #[serde(default)]
    pub b_sql: String,
    #[serde(default)]
    pub seed_sql: String,
    #[serde(default)]
    pub roles: Vec<String>,
}

/// What became of a pair.
#[derive(Debug)]
pub enum Outcome {
    /// PostgreSQL itself rejects one of the sides.
    Rejected(String),
    Converged(String),
    Failed(String),
}

impl Pair {
    /// Leads a database made by the one side to the other side.
    pub fn prove(&self, a: &Db, b: &Db) -> Outcome {
        let mut here = a.connect();
        let seeded = format!("{};\n{}", self.a_sql, self.seed_sql);
        for (db, sql) in [(a, &seeded), (b, &self.b_sql)] {
            if let Err(error) = db.connect().try_run(sql) {
                return Outcome::Rejected(error.to_string());
            }
        }
        let plan = diff::plan(
            &schema(&here.live()),
            &schema(&b.live()),
            &diff::Renames::none(),
        );
        let script: Vec<&str> = plan.statements().collect();
        let script = format!("{};", script.join(";\n"));
        match self.lead(&mut here, a, b, &plan) {
            Ok(()) => Outcome::Converged(script),
            Err(error) => Outcome::Failed(format!("{error}\nby:\n{script}")),
        }
    }

    fn lead(&self, here: &mut Session, a: &Db, b: &Db, plan: &diff::Plan) -> Result<(), String> {
        apply(here, plan)?;
        let (is, should) = (schema(&a.live()), schema(&b.live()));
        for (from, to) in [(&is, &should), (&should, &is)] {
            let rest = diff::plan(from, to, &diff::Renames::none());
            if !rest.steps.is_empty() || !rest.impossible.is_empty() {
                let rest: Vec<&str> = rest.statements().collect();
                return Err(format!("does not converge, still:\n{}", rest.join(";\n")));
            }
        }
        let dump = |db: &Db| sorted(&comparable(&db.dump(&["-s", "-N", "migrate"])));
        match (dump(a), dump(b)) {
            (is, should) if is == should => Ok(()),
            (is, should) => Err(format!("the dumps differ:\n{}", lines(&is, &should))),
        }
    }
}

/// Runs a plan as one transaction, but for what cannot run in one.
pub fn apply(session: &mut Session, plan: &diff::Plan) -> Result<(), String> {
    session.run("set check_function_bodies = off; begin");
    let list: Vec<&str> = plan.statements().collect();
    let result = run(session, &list);
    session.run(if result.is_ok() { "commit" } else { "rollback" });
    result
}

/// The statements of a dump in an order of their own, and the columns of tables too.
fn sorted(dump: &str) -> Vec<String> {
    let mut list: Vec<String> = (statements(dump).into_iter())
        .map(|statement| match statement.starts_with("CREATE TABLE") {
            true => sorted_lines(statement),
            false => statement.to_string(),
        })
        .collect();
    list.sort();
    list
}

fn sorted_lines(statement: &str) -> String {
    let mut lines: Vec<&str> = statement.lines().map(|l| l.trim_end_matches(',')).collect();
    lines.sort_unstable();
    lines.join("\n")
}

fn lines(is: &[String], should: &[String]) -> String {
    let lacking = |list: &[String], other: &[String], sign: &str| {
        let missing = list.iter().filter(|l| !other.contains(l));
        missing.map(|l| format!("{sign} {l}\n")).collect::<String>()
    };
    lacking(is, should, "has: ") + &lacking(should, is, "should have: ")
}
