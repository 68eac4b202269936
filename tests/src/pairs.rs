//! Two schemas in SQL, and the script that leads from the one to the other.

mod dumps;
mod files;

pub use files::{expected_failures, pairs};

use crate::rebuild::schema;
use crate::split::statements;
use crate::{Db, Message, Session, Sql};
use migrate_core::diff::{self, Change, Plan, Renames};
use migrate_core::drift::Subject;
use migrate_core::schema::{Kind, Schema};
use serde::Deserialize;

/// A case of tests/pairs, or of a file from outside.
#[derive(Debug, Clone, Default, Deserialize)]
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
    /// Renames, as `migrate.diff` takes them.
    #[serde(skip)]
    pub hints: String,
    /// What the script must not have.
    #[serde(skip)]
    pub never: Vec<String>,
    /// What the plan says that it cannot do.
    #[serde(skip)]
    pub impossible: String,
    /// A query on the result, and the rows that it must give.
    #[serde(skip)]
    pub query: String,
    #[serde(skip)]
    pub rows: String,
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
    /// Whether it may make roles, which all databases of a cluster share.
    pub fn makes_roles(&self) -> bool {
        let text = format!("{}{}", self.a_sql, self.b_sql).to_lowercase();
        let words = [
            "create role",
            "create user",
            "create group",
            "grant ",
            "owner to",
        ];
        !self.roles.is_empty() || words.iter().any(|words| text.contains(words))
    }

    /// Leads a database made by the one side to the other side, and where no rows are in the way also
    /// back.
    pub fn prove(&self, a: &Db, b: &Db) -> Outcome {
        let mut here = a.connect();
        for role in &self.roles {
            let _ = here.try_run(&format!("create role {role}"));
        }
        for (session, sql) in [
            (&mut here, &self.a_sql),
            (&mut a.connect(), &self.seed_sql),
            (&mut b.connect(), &self.b_sql),
        ] {
            if let Err(error) = make(session, sql) {
                return Outcome::Rejected(error.to_string());
            }
        }
        let (first, second) = (schema(&here.live()), schema(&b.live()));
        let hints = match self.hints.as_str() {
            "" => Ok(Renames::none()),
            json => Renames::read(json, &first, &second),
        };
        let plan = match hints {
            Ok(hints) => diff::plan(&first, &second, &hints),
            Err(error) => return Outcome::Failed(error),
        };
        let script = plan.script();
        match self.check(&mut here, a, b, &plan) {
            Ok(()) => {}
            Err(error) => return Outcome::Failed(format!("{error}\nby:\n{script}")),
        }
        match self.seed_sql.is_empty() && self.impossible.is_empty() {
            true => match back(&mut here, &first) {
                Ok(()) => Outcome::Converged(script),
                Err(error) => Outcome::Failed(format!("on the way back: {error}")),
            },
            false => Outcome::Converged(script),
        }
    }

    fn check(&self, here: &mut Session, a: &Db, b: &Db, plan: &Plan) -> Result<(), String> {
        if !self.impossible.is_empty() {
            let reasons = plan
                .impossible
                .iter()
                .map(|no| format!("{} {}: {}", no.kind, no.object, no.reason));
            let reasons = reasons.collect::<Vec<_>>().join("\n");
            return match reasons.contains(&self.impossible) {
                true => Ok(()),
                false => Err(format!("not impossible: {reasons}")),
            };
        }
        let script = plan.script();
        if let Some(what) = self
            .never
            .iter()
            .find(|what| script.contains(what.as_str()))
        {
            return Err(format!("the script has: {what}"));
        }
        probe(here, plan)?;
        let before = contents(here, plan);
        run(here, &script)?;
        converged(&schema(&a.live()), &schema(&b.live()))?;
        dumps::compare(a, b)?;
        let after = contents(here, plan);
        // Partitions that come and go take their rows along.
        let sum = |list: &[(String, i64)]| list.iter().map(|(_, rows)| rows).sum::<i64>();
        if sum(&after) != sum(&before) {
            return Err(format!("rows are lost: {before:?} {after:?}"));
        }
        if self.query.is_empty() {
            return Ok(());
        }
        match here.lines(&self.query) {
            rows if rows == self.rows => Ok(()),
            rows => Err(format!("other rows:\n{rows}")),
        }
    }
}

/// Makes a side, statement by statement. A role may be there already, and one that nobody has made is
/// made.
pub fn make(session: &mut Session, sql: &str) -> Sql<()> {
    for statement in statements(sql) {
        while let Err(error) = session.try_run(statement) {
            match missing_role(&error) {
                Some(role) => session.run(&format!("create role {role}")),
                None if is_role_there(&error) => break,
                None => return Err(error),
            }
        }
    }
    Ok(())
}

fn is_role_there(error: &Message) -> bool {
    error.code == "42710" && error.message.starts_with("role ")
}

/// Its name with quotes.
fn missing_role(error: &Message) -> Option<&str> {
    let rest = error.message.strip_prefix("role ")?;
    rest.strip_suffix(" does not exist")
        .filter(|_| error.code == "42704")
}

/// Runs a script as one transaction and one query, with nothing set. If it fails, it runs again in
/// single statements, for the one that is to blame.
pub fn run(session: &mut Session, script: &str) -> Result<(), String> {
    let whole = format!("begin;\n{script};\ncommit");
    if session.try_run(&whole).is_ok() {
        return Ok(());
    }
    session.run("rollback; begin");
    let result = run_each(session, script);
    session.run("rollback");
    Err(result.err().unwrap_or("it fails as one query only".into()))
}

/// Runs the statements of a script one by one, as psql does by itself.
pub fn run_each(session: &mut Session, script: &str) -> Result<(), String> {
    for statement in statements(script) {
        let result = session.try_run(statement);
        result.map_err(|error| format!("{error}\nin: {statement}"))?;
    }
    Ok(())
}

fn back(session: &mut Session, goal: &Schema) -> Result<(), String> {
    let script = diff::plan(&schema(&session.live()), goal, &Renames::none()).script();
    let ran = run_each(session, &script);
    ran.and_then(|()| converged(&schema(&session.live()), goal))
        .map_err(|error| format!("{error}\nby:\n{script}"))
}

/// Whether nothing is left to do, either way.
pub fn converged(is: &Schema, should: &Schema) -> Result<(), String> {
    for (from, to) in [(is, should), (should, is)] {
        let rest = diff::plan(from, to, &Renames::none());
        if !rest.steps.is_empty() || !rest.impossible.is_empty() {
            return Err(format!("does not converge, still:\n{}", rest.script()));
        }
    }
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
        let steps = plan
            .steps
            .iter()
            .filter(|s| s.kind == Subject::Object(Kind::Table));
        let mut ends = steps.filter(|s| s.change == Change::Drop);
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
