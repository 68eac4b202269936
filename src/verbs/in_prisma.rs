//! A plan of Prisma's (`migrate_core::prisma::diff`) as rows and as a script, and what to refuse of it.

use super::engine::{self, refuse_data, refuse_loss};
use crate::server::probes::Counts;
use crate::server::rows::{Cell, Row};
use migrate_core::diff::{Change, Step};
use migrate_core::prisma::aside::Aside;
use migrate_core::prisma::between::Models;
use migrate_core::prisma::diff::{self, Plan, Style};
use migrate_core::prisma::findings::{self, Finding};
use migrate_core::prisma::named::named;
use migrate_core::Report;
use serde_json::{json, Value};

/// What leads from one side to the other: renames, what steps aside, Prisma's steps, and what comes back.
pub struct Course<'a> {
    models: &'a Models<'a>,
    plan: Plan<'a>,
    aside: Aside,
}

impl<'a> Course<'a> {
    /// To be read: as Prisma writes it.
    pub fn to_read(models: &'a Models<'a>) -> Self {
        Course {
            models,
            plan: diff::plan(&models.from, &models.to, Style::Prisma),
            aside: Aside::default(),
        }
    }

    /// To be run: it must work with any rows, and beside what Prisma does not know.
    pub fn to_run(models: &'a Models<'a>) -> Self {
        let plan = diff::plan(&models.from, &models.to, Style::Safe);
        Course {
            models,
            aside: Aside::of(&models.schema, &models.from, &plan),
            plan,
        }
    }

    pub fn probes(&self) -> Vec<String> {
        findings::probes(&self.plan, &self.models.from)
    }

    fn findings(&self, counts: Option<&Counts>) -> Vec<Finding> {
        findings::findings(&self.plan, &self.models.from, &|probe| counts?.get(probe))
    }

    /// The rows of `diff` and `push`.
    pub fn rows(&self, counts: Option<&Counts>) -> Vec<Row> {
        let before = self.models.renames.iter().chain(&self.aside.before);
        let rows = before.map(|step| engine::row(step, None));
        let rows = rows.chain(self.own_rows(counts));
        let after = self.aside.after.iter();
        let mut rows: Vec<Row> = rows
            .chain(after.map(|step| engine::row(step, None)))
            .collect();
        for (i, row) in rows.iter_mut().enumerate() {
            row[0] = Cell::Int(i as i32 + 1);
        }
        rows
    }

    /// Prisma's steps.
    fn own_rows(&self, counts: Option<&Counts>) -> Vec<Row> {
        let findings = self.findings(counts);
        let steps = self.plan.steps.iter().enumerate();
        let row = |(i, step)| {
            let own = named(step);
            let hazards = findings.iter().filter(|finding| finding.step == i);
            let hazards: Vec<Value> = hazards.map(hazard).collect();
            vec![
                Cell::Null,
                own.kind.into(),
                own.object.into(),
                own.change.into(),
                engine::statements(&step.statements).into(),
                Cell::Json(Value::Array(hazards).to_string()),
            ]
        };
        steps.map(row).collect()
    }

    /// As `prisma migrate diff --script` writes it; nothing at all where nothing is to be done.
    pub fn script(&self) -> String {
        self.around(self.plan.script())
    }

    /// As `prisma migrate dev` writes it, with all that may be lost.
    pub fn migration(&self) -> String {
        self.around(self.plan.migration())
    }

    fn around(&self, own: String) -> String {
        let mut parts: Vec<String> = self.models.renames.iter().map(part).collect();
        parts.extend(self.aside.before.iter().map(part));
        if !self.plan.steps.is_empty() {
            parts.push(own);
        }
        parts.extend(self.aside.after.iter().map(part));
        parts.join("\n")
    }

    /// Refuses as `prisma db push` does, but for what was counted and is not there.
    pub fn refuse(&self, counts: &Counts, accept_data_loss: bool) -> Result<(), Report> {
        let (refused, warned): (Vec<Finding>, Vec<Finding>) = (self.findings(Some(counts)))
            .into_iter()
            .partition(|finding| finding.refused);
        refuse_data(messages(refused))?;
        refuse_loss(messages(warned), accept_data_loss)
    }

    /// The warnings, for `dev`.
    pub fn warnings(&self, counts: &Counts) -> Vec<String> {
        messages(self.findings(Some(counts)))
    }
}

fn messages(list: Vec<Finding>) -> Vec<String> {
    list.into_iter().map(|finding| finding.message).collect()
}

fn hazard(finding: &Finding) -> Value {
    let mut value = json!({"kind": finding.kind, "message": finding.message});
    if let Some(count) = finding.count {
        value["count"] = json!(count);
    }
    value
}

/// A step that Prisma has not, with a heading like those of Prisma's.
fn part(step: &Step) -> String {
    let kind: String = (step.kind.to_string().split(' ')).map(capital).collect();
    let title = match step.change {
        Change::Drop => format!("Drop{kind}"),
        Change::Recreate => format!("Create{kind}"),
        _ => format!("Rename{kind}"),
    };
    format!("-- {title}\n{}\n", engine::statements(&step.sql))
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    let first = letters.next().map(|c| c.to_ascii_uppercase());
    first.into_iter().chain(letters).collect()
}
