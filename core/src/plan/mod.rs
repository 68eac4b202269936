//! What a list of parsed migrations asks of transactions: which statements run in one transaction,
//! and which stand in the way of it.

mod enums;

use crate::locate;
use crate::statement::{ends_transactions, Nature, Statement};
use std::collections::{HashMap, HashSet};
use std::fmt;
use std::ops::Range;

/// A migration as the server's parser saw it.
#[derive(Debug, Clone)]
pub struct Script<'a> {
    pub name: &'a str,
    /// The prepared text that the statements' offsets refer to.
    pub text: &'a str,
    pub statements: Vec<Statement>,
}

/// What is known of the database that the scripts will meet.
#[derive(Debug, Default)]
pub struct Surroundings {
    /// Names of enums that tables use already, each with the names of those tables.
    pub enum_users: HashMap<String, Vec<String>>,
}

/// Something that keeps a migration from running in one transaction with those before it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Obstacle {
    pub migration: String,
    /// Number of the statement, from 1.
    pub statement: usize,
    /// Its line, of the obstacles that are shown.
    pub line: usize,
    pub why: Why,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Why {
    NonTransactional(&'static str),
    Control(&'static str),
    Commits(&'static str),
    NewEnumValue {
        enum_name: String,
        value: String,
        added_by: String,
    },
}

impl Why {
    /// The SQLSTATE that PostgreSQL itself would have raised in the middle.
    pub fn sqlstate(&self) -> &'static str {
        match self {
            Why::NonTransactional(_) | Why::Control(_) | Why::Commits(_) => "25001",
            Why::NewEnumValue { .. } => "55P04",
        }
    }
}

impl fmt::Display for Obstacle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Obstacle {
            migration,
            statement,
            line,
            why,
        } = self;
        write!(
            f,
            "Migration \"{migration}\", statement {statement}, line {line}: "
        )?;
        match why {
            Why::NonTransactional(what) => write!(f, "{what} cannot run inside a transaction block."),
            Why::Control(what) => write!(f, "{what} controls the transaction itself."),
            Why::Commits(what) => write!(f, "the {what} ends transactions by itself."),
            Why::NewEnumValue { enum_name, value, added_by } if added_by == migration => write!(
                f,
                "uses '{value}', which the same migration adds to the enum \"{enum_name}\": it must be committed in between."
            ),
            Why::NewEnumValue { enum_name, value, added_by } => write!(
                f,
                "uses '{value}', which migration \"{added_by}\" adds to the enum \"{enum_name}\": it must be committed in between."
            ),
        }
    }
}

impl Script<'_> {
    /// Whether the migration is wrapped in its own BEGIN … COMMIT.
    pub fn is_wrapped(&self) -> bool {
        let Some((first, rest)) = self.statements.split_first() else {
            return false;
        };
        rest.last()
            .is_some_and(|last| last.nature == Nature::Commit)
            && first.nature == Nature::Begin
    }

    /// The statements that do the work: without the wrapping pair.
    pub fn body(&self) -> Range<usize> {
        if self.is_wrapped() {
            1..self.statements.len() - 1
        } else {
            0..self.statements.len()
        }
    }

    fn obstacle(&self, statement: usize, why: Why, shown: bool) -> Obstacle {
        Obstacle {
            migration: self.name.into(),
            statement: statement + 1,
            line: if shown {
                locate::place(self.text, self.statements[statement].start).line
            } else {
                0
            },
            why,
        }
    }
}

/// What stands in the way of running all of `scripts`, in this order, in one transaction.
pub fn obstacles(scripts: &[Script<'_>], around: &Surroundings) -> Vec<Obstacle> {
    let mut found = Vec::new();
    let mut committing = HashSet::new();
    let mut enums = enums::Tracker::new(scripts, around);
    for script in scripts {
        for i in script.body() {
            let statement = &script.statements[i];
            let why = transaction_fault(statement, &mut committing)
                .or_else(|| enums.visit(script, statement));
            let shown = found.len() < SHOWN;
            found.extend(why.map(|why| script.obstacle(i, why, shown)));
        }
    }
    found
}

/// Two neighbours whose leading numbers say the opposite order: `10_b` runs before `2_a`, because
/// names sort as text.
pub fn numbers_against_names<'a>(scripts: &[Script<'a>]) -> Option<(&'a str, &'a str)> {
    let number = |name: &str| -> Option<u64> {
        let digits = name
            .find(|c: char| !c.is_ascii_digit())
            .unwrap_or(name.len());
        name[..digits].parse().ok()
    };
    scripts
        .windows(2)
        .map(|pair| (pair[0].name, pair[1].name))
        .find(|(a, b)| a < b && number(a) > number(b) && number(b).is_some())
}

/// How many obstacles an error shows; the others are counted.
pub const SHOWN: usize = 10;

/// Why a statement by itself cannot run inside a transaction block. `committing` collects the
/// procedures that end transactions, as they are created.
fn transaction_fault(statement: &Statement, committing: &mut HashSet<String>) -> Option<Why> {
    match &statement.nature {
        Nature::NonTransactional(what) => Some(Why::NonTransactional(what)),
        Nature::Begin | Nature::Commit | Nature::Control => {
            Some(Why::Control(match statement.tag {
                "SET" => "SET TRANSACTION",
                tag => tag,
            }))
        }
        Nature::Procedure { name, body } => {
            if ends_transactions(body) {
                committing.insert(name.clone());
            } else {
                committing.remove(name);
            }
            None
        }
        Nature::Code { code, procedure } => {
            let commits = code.as_deref().is_some_and(ends_transactions)
                || procedure.as_ref().is_some_and(|p| committing.contains(p));
            let what = if procedure.is_some() {
                "called procedure"
            } else {
                "DO block"
            };
            commits.then_some(Why::Commits(what))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests;
