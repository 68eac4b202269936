//! What leads from one schema to another.

use super::hazards::Hazard;
use crate::drift::Subject;
use crate::schema::Kind;
use std::fmt;

/// The statements, in their order, and what no statement does.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Plan {
    pub steps: Vec<Step>,
    pub impossible: Vec<Impossible>,
}

/// What is done to one object at one time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// From 1.
    pub number: usize,
    pub kind: Subject,
    /// How people call the object.
    pub object: String,
    pub change: Change,
    /// Complete statements without a semicolon.
    pub sql: Vec<String>,
    pub hazards: Vec<Hazard>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    Create,
    Drop,
    Alter,
    Rename,
    /// It has been dropped because something that it needs had to be.
    Recreate,
}

impl Change {
    pub fn as_str(self) -> &'static str {
        match self {
            Change::Create => "create",
            Change::Drop => "drop",
            Change::Alter => "alter",
            Change::Rename => "rename",
            Change::Recreate => "recreate",
        }
    }
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A difference that no statements remove without losing what is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Impossible {
    pub kind: Kind,
    pub object: String,
    pub reason: String,
}

impl Plan {
    /// The statements.
    pub fn statements(&self) -> impl Iterator<Item = &str> {
        let steps = self.steps.iter();
        steps.flat_map(|step| step.sql.iter().map(String::as_str))
    }
}
