//! From any schema to any other: the statements, in an order that works.
//!
//! `fate` decides what can be altered, what has to go, and what has to go and come again with
//! something that it needs. `order` sorts the tasks that follow from it, `steps` lets the renderer
//! write them.

mod closure;
mod columns;
mod copy;
mod drops;
mod fate;
mod hazards;
mod impossible;
mod labels;
mod loosen;
mod needs;
mod normal;
mod order;
mod plan;
mod relevant;
mod renames;
mod same;
mod script;
mod steps;
mod view;

pub use closure::{dependents, without};
pub use hazards::{Hazard, HazardKind};
pub use plan::{Change, Impossible, Plan, Step};
pub use renames::Renames;

use crate::schema::Schema;

/// What leads from one schema to another.
pub fn plan(from: &Schema, to: &Schema, hints: &Renames) -> Plan {
    let (from, to) = relevant::parts(from, to);
    whole_plan(from, to, hints)
}

/// The steps that give the objects of a schema the names that are asked for, and the schema with them.
pub fn renamed(from: &Schema, to: &Schema, hints: &Renames) -> (Vec<Step>, Schema) {
    let renaming = renames::asked(from, to, hints);
    (renaming.steps, renaming.schema)
}

/// The plan, made of all that there is: the same, only later.
pub fn whole_plan(mut from: Schema, mut to: Schema, hints: &Renames) -> Plan {
    normal::align(&mut from, &mut to);
    let mut renaming = renames::rename(&from, &to, hints);
    normal::align(&mut renaming.schema, &mut to);
    let fates = fate::Fates::of(&renaming, &to);
    let mut plan = Plan {
        steps: renaming.steps.clone(),
        impossible: impossible::of(&fates),
    };
    plan.steps.extend(steps::steps(&fates));
    for (i, step) in plan.steps.iter_mut().enumerate() {
        step.number = i + 1;
    }
    plan
}
