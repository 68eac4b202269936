//! Two schemas in SQL, and the script that leads from the one to the other.

use crate::rebuild::{run, schema};
use crate::split::statements;
use crate::{comparable, Db, Session};
use migrate_core::diff::{self, Change, HazardKind, Plan, Renames};
use migrate_core::schema::Kind;
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
        let plan = diff::plan(&schema(&here.live()), &schema(&b.live()), &Renames::none());
        let script = plan.script();
        if let Err(error) = probe(&mut here, &plan) {
            return Outcome::Failed(format!("{error}\nby:\n{script}"));
        }
        let before = contents(&mut here, &plan);
        match self.lead(&mut here, a, b, &plan) {
            Ok(()) if contents(&mut here, &plan) != before => {
                Outcome::Failed(format!("rows are lost: {before:?}\nby:\n{script}"))
            }
            Ok(()) => Outcome::Converged(script),
            Err(error) => Outcome::Failed(format!("{error}\nby:\n{script}")),
        }
    }

    fn lead(&self, here: &mut Session, a: &Db, b: &Db, plan: &Plan) -> Result<(), String> {
        apply(here, plan)?;
        let (is, should) = (schema(&a.live()), schema(&b.live()));
        for (from, to) in [(&is, &should), (&should, &is)] {
            let rest = diff::plan(from, to, &Renames::none());
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

/// Runs a plan as one transaction, but for what needs to be committed in between.
pub fn apply(session: &mut Session, plan: &Plan) -> Result<(), String> {
    session.run("set check_function_bodies = off; begin");
    for step in &plan.steps {
        if let Err(error) = run(session, &step.sql) {
            session.run("rollback");
            return Err(error);
        }
        if step
            .hazards
            .iter()
            .any(|h| h.kind == HazardKind::NeedsCommit)
        {
            session.run("commit; begin");
        }
    }
    session.run("commit");
    Ok(())
}

/// How many rows the tables have that the plan does not say to drop.
fn contents(session: &mut Session, plan: &Plan) -> Vec<(String, i64)> {
    let tables = session.rows(
        "select oid::regclass::text from pg_class
          where relkind in ('r', 'p') and not relispartition and relnamespace in
            (select oid from pg_namespace where nspname !~ '^pg_' and nspname not in ('migrate', 'information_schema'))
          order by 1",
    );
    let dropped = |name: &str| {
        let steps = plan.steps.iter().filter(|s| s.kind == Kind::Table);
        let mut ends = steps.filter(|s| s.change == Change::Drop || s.change == Change::Rename);
        ends.any(|s| s.object == name || s.object == format!("public.{name}"))
    };
    let kept = tables
        .iter()
        .map(|row| &row[0])
        .filter(|name| !dropped(name));
    let counted = kept.map(|name| {
        let rows = session.one(&format!("select count(*) from {name}"));
        (name.clone(), rows.parse().unwrap())
    });
    counted.filter(|(_, rows)| *rows > 0).collect()
}

/// Runs the probes of a plan: each must be a query that gives one number. What they
/// count is returned with their hazards' messages.
pub fn probe(session: &mut Session, plan: &Plan) -> Result<Vec<(String, i64)>, String> {
    let hazards = plan.steps.iter().flat_map(|step| &step.hazards);
    let probes = hazards.filter_map(|h| Some((h.message.clone(), h.probe.clone()?)));
    let count = |(message, probe): (String, String)| {
        let rows = session
            .try_rows(&probe)
            .map_err(|error| format!("{error}\nin the probe: {probe}"))?;
        let number = rows.first().and_then(|row| row[0].parse().ok());
        Ok((message, number.ok_or(format!("no number: {probe}"))?))
    };
    probes.map(count).collect()
}

/// The statements of a dump in an order of their own, without what a document leaves out: passwords, the order of
/// columns, options and settings, and defaults that are NULL.
fn sorted(dump: &str) -> Vec<String> {
    let mut list: Vec<String> = (statements(dump).into_iter()).map(plain).collect();
    list.sort();
    list
}

fn plain(statement: &str) -> String {
    let mut text = statement.to_string();
    if text.starts_with("CREATE USER MAPPING") {
        text.truncate(text.find(" OPTIONS (").unwrap_or(text.len()));
    }
    if let Some(("CREATE SUBSCRIPTION", rest)) = text.split_at_checked(19) {
        let publication = rest.find(" PUBLICATION ").unwrap_or(0);
        return rest[publication..].to_string();
    }
    let lines = text.lines().map(|line| match line.find(" DEFAULT NULL::") {
        Some(at) => &line[..at],
        None => line,
    });
    let lines: Vec<&str> = lines.collect();
    let ordered = [
        "CREATE TABLE",
        "CREATE INDEX",
        "CREATE UNIQUE INDEX",
        "CREATE FUNCTION",
    ];
    match ordered.iter().any(|words| text.starts_with(words)) {
        true => sorted_words(&lines.join("\n")),
        false => lines.join("\n"),
    }
}

fn sorted_words(statement: &str) -> String {
    let is_between = |c: char| c.is_whitespace() || "(),".contains(c);
    let mut words: Vec<&str> = statement.split(is_between).collect();
    words.retain(|word| !word.is_empty());
    words.sort_unstable();
    words.join(" ")
}

fn lines(is: &[String], should: &[String]) -> String {
    let lacking = |list: &[String], other: &[String], sign: &str| {
        let missing = list.iter().filter(|l| !other.contains(l));
        missing.map(|l| format!("{sign} {l}\n")).collect::<String>()
    };
    lacking(is, should, "has: ") + &lacking(should, is, "should have: ")
}
