//! The steps from one schema to another, in Prisma's order and with Prisma's SQL. Where Prisma's
//! SQL cannot work ours does; docs/prisma-differences.md has the list.

mod casts;
pub mod checks;
mod classes;
mod columns;
mod defaults;
mod enums;
mod expression;
mod extensions;
mod indexes;
mod keys;
mod order;
mod renames;
mod render;
mod shown;
pub mod step;
mod summary;
mod tables;
#[cfg(test)]
mod tests;
pub mod unspoken;

use super::model::Model;
use checks::{Check, Counts};
use step::Step;

/// What to do where Prisma's SQL is right for some databases only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Style {
    /// Write what Prisma writes.
    #[default]
    Prisma,
    /// Write what works with any rows: USING where PostgreSQL has no cast of its own, sequences
    /// that go on behind the numbers that are there.
    Safe,
}

#[derive(Debug)]
pub struct Plan<'a> {
    pub steps: Vec<Step<'a>>,
    /// What would be lost, or might fail.
    pub warnings: Vec<Check<'a>>,
    /// What cannot be done if there are rows.
    pub unexecutable: Vec<Check<'a>>,
}

pub fn plan<'a>(from: &'a Model, to: &'a Model, style: Style) -> Plan<'a> {
    let default_namespace = match to.default_namespace.is_empty() {
        true => &from.default_namespace,
        false => &to.default_namespace,
    };
    let around = render::Surroundings {
        from,
        to,
        names: render::Names { default_namespace },
        style,
    };
    let changes = order::changes(from, to, style).into_iter();
    let steps: Vec<Step<'a>> = changes
        .map(|change| Step {
            statements: render::statements(&around, &change),
            change,
        })
        .collect();
    let checks = checks::of(&steps);
    Plan {
        steps,
        warnings: checks.warnings,
        unexecutable: checks.unexecutable,
    }
}

impl Plan<'_> {
    /// The SQL, as `prisma migrate diff --script` prints it.
    pub fn script(&self) -> String {
        if self.steps.is_empty() {
            return "-- This is an empty migration.\n".into();
        }
        let steps: Vec<String> = self.steps.iter().map(Step::script).collect();
        steps.join("\n")
    }

    /// The text of a migration, as `prisma migrate dev` writes it: with all that it might lose.
    pub fn migration(&self) -> String {
        let checks = self.warnings.iter().chain(&self.unexecutable);
        let texts = checks.filter_map(|check| check.text(Counts::default()));
        let list: String = texts.map(|text| format!("  - {text}\n")).collect();
        match list.is_empty() {
            true => self.script(),
            false => format!("/*\n  Warnings:\n\n{list}\n*/\n{}", self.script()),
        }
    }

    /// What changes, as Prisma's drift summary says it.
    pub fn summary(&self) -> String {
        summary::of(&self.steps)
    }
}

impl Step<'_> {
    fn script(&self) -> String {
        let statements: String = self.statements.iter().map(|s| format!("{s};\n")).collect();
        format!("-- {}\n{statements}", self.title())
    }
}
