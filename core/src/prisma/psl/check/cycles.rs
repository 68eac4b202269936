//! Without foreign keys the client follows the actions itself and must come to an end: relations
//! that change rows must not lead back to where they began.

use crate::prisma::model::{Action, Arity};
use crate::prisma::psl::error::Faults;
use crate::prisma::psl::relations::{Relation, Side};
use crate::prisma::psl::resolve::relation::action_name;
use crate::prisma::psl::resolve::Schema;

pub fn check(schema: &Schema, relations: &[Relation], faults: &mut Faults) {
    if !schema.config.emulated {
        return;
    }
    // By the entity that has the key.
    let mut from: Vec<Vec<Side>> = schema.entities.iter().map(|_| Vec::new()).collect();
    let mut sides = Vec::new();
    for relation in relations {
        if let Relation::Inline {
            forward: Some(side),
            back: Some(_),
            ..
        } = relation
        {
            from[side.entity].push(*side);
            sides.push(*side);
        }
    }
    for side in sides {
        if let Some(message) = cycle(schema, &from, side) {
            report(schema, side, message, faults);
        }
    }
}

/// How the relation leads back to its model, if it does.
fn cycle(schema: &Schema, from: &[Vec<Side>], start: Side) -> Option<String> {
    // Each relation once, and the step before it; those not yet followed are at the end.
    let mut steps: Vec<(Side, Option<usize>)> = vec![(start, None)];
    let mut seen = std::collections::HashSet::from([start]);
    let mut open = vec![0];
    while let Some(at) = open.pop() {
        let (side, _) = steps[at];
        let to = schema.target(side);
        if !changes(schema, side) {
            continue;
        }
        if to == side.entity {
            return Some("A self-relation must have `onDelete` and `onUpdate` referential actions set to `NoAction` in one of the @relation attributes.".into());
        }
        if to == start.entity {
            return Some(format!("Reference causes a cycle. One of the @relation attributes in this cycle must have `onDelete` and `onUpdate` referential actions set to `NoAction`. Cycle path: {}.", path(schema, &steps, at)));
        }
        for next in &from[to] {
            if seen.insert(*next) {
                open.push(steps.len());
                steps.push((*next, Some(at)));
            }
        }
    }
    None
}

fn path(schema: &Schema, steps: &[(Side, Option<usize>)], last: usize) -> String {
    let mut path = Vec::new();
    let mut at = Some(last);
    while let Some((side, before)) = at.map(|at| steps[at]) {
        path.push(format!(
            "{}.{}",
            schema.entity(side).name(),
            schema.field(side).name()
        ));
        at = before;
    }
    path.reverse();
    path.join(" → ")
}

fn changes(schema: &Schema, side: Side) -> bool {
    let relation = schema.relation(side);
    let on_delete = relation
        .on_delete
        .map_or_else(|| default_delete(schema, side), |(a, _)| a);
    let on_update = relation
        .on_update
        .map_or(Action::Cascade, |(action, _)| action);
    alters(on_delete) || alters(on_update)
}

fn alters(action: Action) -> bool {
    matches!(
        action,
        Action::Cascade | Action::SetNull | Action::SetDefault
    )
}

fn default_delete(schema: &Schema, side: Side) -> Action {
    match schema.field(side).node.arity {
        Arity::Required => Action::Restrict,
        _ => Action::SetNull,
    }
}

fn report(schema: &Schema, side: Side, message: String, faults: &mut Faults) {
    let relation = schema.relation(side);
    let on_delete = default_delete(schema, side);
    let mut defaults = Vec::new();
    if relation.on_delete.is_none() && alters(on_delete) {
        defaults.push(format!("`onDelete`: `{}`", action_name(on_delete)));
    }
    if relation.on_update.is_none() {
        defaults.push(format!("`onUpdate`: `{}`", action_name(Action::Cascade)));
    }
    let defaults = match defaults.is_empty() {
        true => String::new(),
        false => format!(" (Implicit default {})", defaults.join(", and ")),
    };
    faults.invalid(
        schema.field(side).node.span,
        format!("{message}{defaults} Read more at https://pris.ly/d/cyclic-referential-actions"),
    );
}
