//! What a step may do to data, to other sessions, or to itself; found without a look at the data. A
//! probe counts, on the database as it is before all steps, what is in danger.

mod added;
mod casts;
mod columns;
mod constraints;
mod indexes;
mod locks;
mod names;
mod possible;
mod probe;
mod values;

pub use possible::notes;

use super::fate::Fates;
use super::order::Task;
use crate::schema::{Kind, Object};

/// A danger of a step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hazard {
    pub kind: HazardKind,
    pub message: String,
    /// A query that counts what is in danger; there is no danger where that is nothing.
    pub probe: Option<String>,
    /// The message as Prisma words it where the count is known: what stands before it and after it.
    counted: Option<[String; 2]>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HazardKind {
    /// Data goes that nothing brings back.
    DataLoss,
    /// It depends on the data whether the statement runs.
    MayFail,
    /// All rows are written again.
    Rewrite,
    /// All rows are read.
    FullScan,
    /// Others wait: `ACCESS EXCLUSIVE` and the like, with the relation.
    Lock {
        level: &'static str,
        relation: String,
    },
    /// No statement undoes it.
    Irreversible,
    /// What follows needs it to be committed.
    NeedsCommit,
    /// Perhaps something is to be renamed and not to be dropped and created.
    PossibleRename,
}

impl HazardKind {
    pub fn as_str(&self) -> &'static str {
        match self {
            HazardKind::DataLoss => "data_loss",
            HazardKind::MayFail => "may_fail",
            HazardKind::Rewrite => "rewrite",
            HazardKind::FullScan => "full_scan",
            HazardKind::Lock { .. } => "lock",
            HazardKind::Irreversible => "irreversible",
            HazardKind::NeedsCommit => "needs_commit",
            HazardKind::PossibleRename => "possible_rename",
        }
    }
}

impl Hazard {
    fn new(kind: HazardKind, message: impl Into<String>) -> Self {
        Hazard {
            kind,
            message: message.into(),
            probe: None,
            counted: None,
        }
    }

    /// The message where the probe has found so many.
    pub fn message_of(&self, count: i64) -> String {
        match &self.counted {
            Some([before, after]) if count > 0 => format!("{before}{count}{after}"),
            _ if count == 0 => self.message.clone(),
            _ => format!("{} ({count} found)", self.message),
        }
    }

    fn counted(self, before: impl Into<String>, after: impl Into<String>) -> Self {
        Hazard {
            counted: Some([before.into(), after.into()]),
            ..self
        }
    }

    fn probed(self, probe: impl Into<Option<String>>) -> Self {
        Hazard {
            probe: probe.into(),
            ..self
        }
    }
}

/// The hazards of a task.
pub fn of(fates: &Fates, task: Task, sql: &[String]) -> Vec<Hazard> {
    let mut list = match task {
        Task::Drop(i) => dropped(fates, i),
        Task::Loosen(i) => columns::loosened(fates, i),
        Task::Make(t) => made(fates, t),
        Task::Copy(i) => copied(fates.source(i)),
        Task::Shell(_) => Vec::new(),
    };
    list.extend(locks::of(fates, task, sql));
    let mut said = Vec::new();
    list.retain(|hazard: &Hazard| {
        let is_new = !said.contains(hazard);
        said.extend(is_new.then(|| hazard.clone()));
        is_new
    });
    list
}

fn dropped(fates: &Fates, i: usize) -> Vec<Hazard> {
    let object = fates.source(i);
    let name = object.name.as_deref().unwrap_or_default();
    match object.kind {
        Kind::Table if fates.saved_by(i).is_none() => {
            let message = format!(
                "You are about to drop the `{name}` table. If the table is not empty, all the data it \
                 contains will be lost."
            );
            let probe = names::table(fates, object).map(|table| probe::rows(&table));
            let before = format!("You are about to drop the `{name}` table, which is not empty (");
            vec![Hazard::new(HazardKind::DataLoss, message)
                .probed(probe)
                .counted(before, " rows).")]
        }
        Kind::Sequence if fates.forth[i].is_none() => {
            let message = format!("The place of the sequence `{name}` will be lost.");
            vec![Hazard::new(HazardKind::Irreversible, message)]
        }
        Kind::UserMapping | Kind::Subscription => {
            let message = format!("The {} has settings that are not recorded.", object.kind);
            vec![Hazard::new(HazardKind::Irreversible, message)]
        }
        _ => Vec::new(),
    }
}

fn copied(old: &Object) -> Vec<Hazard> {
    let name = old.name.as_deref().unwrap_or_default();
    let message =
        format!("All rows of the table `{name}` will be copied to the table that replaces it.");
    vec![Hazard::new(HazardKind::Rewrite, message)]
}

fn made(fates: &Fates, t: usize) -> Vec<Hazard> {
    let to = &fates.to.schema.objects[t];
    let kept = fates.back[t].filter(|i| !fates.dropped[*i]);
    match (to.kind, kept) {
        (Kind::Table, Some(i)) => {
            let mut list = columns::changed(fates, i, to);
            list.extend(added::columns(fates, i, to));
            list
        }
        (Kind::Enum, Some(i)) => values::added(fates, fates.source(i), to),
        (Kind::Constraint, None) => constraints::added(fates, t),
        (Kind::Constraint, Some(i)) => constraints::changed(fates, i, to),
        (Kind::Index, None) => indexes::added(fates, t),
        (Kind::DomainConstraint, None) => constraints::of_domain(to),
        _ => Vec::new(),
    }
}
