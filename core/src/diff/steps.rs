//! The statements of each task.

use super::fate::Fates;
use super::hazards;
use super::order::{order, Task};
use super::plan::{Change, Step};
use crate::drift::Subject;
use crate::render::{self, Context};
use crate::schema::{Kind, Object, Schema};

/// What is done, in the order in which it can be.
pub fn steps(fates: &Fates) -> Vec<Step> {
    let middle = middle(fates);
    let writer = Writer {
        fates,
        loosening: Context::between(fates.from.schema, &middle.loose),
        making: Context::between(&middle.rest, fates.to.schema).knowing(fates.from.schema),
    };
    let tasks = order(fates);
    let with_hazards = |task: &Task| {
        let step = writer.step(*task)?;
        let hazards = hazards::of(fates, *task, &step.sql);
        Some(Step { hazards, ..step })
    };
    let mut list: Vec<Step> = tasks.iter().filter_map(with_hazards).collect();
    hazards::notes(fates, &mut list);
    list.extend(tasks.iter().filter_map(|task| writer.finish(*task)));
    list
}

/// The schema in between: with all objects, and without those that have been dropped.
struct Middle {
    loose: Schema,
    rest: Schema,
}

fn middle(fates: &Fates) -> Middle {
    let all = || 0..fates.dropped.len();
    let schema = |objects| Schema {
        server: fates.from.schema.server,
        objects,
    };
    let stays = |i: &usize| !fates.dropped[*i] || becomes_inherited(fates, *i);
    Middle {
        loose: schema(all().map(|i| fates.current(i).clone()).collect()),
        rest: schema(
            all()
                .filter(stays)
                .map(|i| fates.current(i).clone())
                .collect(),
        ),
    }
}

/// A constraint that is a parent's in the end is not dropped.
fn becomes_inherited(fates: &Fates, i: usize) -> bool {
    let object = fates.source(i);
    let on = fates.from.carrier(object);
    object.kind == Kind::Constraint
        && object.text("attached_to").is_none()
        && on.is_none_or(|on| !fates.dropped[on])
        && render::drop(object, &fates.context).is_empty()
}

struct Writer<'a> {
    fates: &'a Fates<'a>,
    loosening: Context<'a>,
    making: Context<'a>,
}

impl Writer<'_> {
    fn step(&self, task: Task) -> Option<Step> {
        let fates = self.fates;
        match task {
            Task::Loosen(i) => {
                let (from, loose) = (fates.source(i), fates.current(i));
                let sql = render::change(from, loose, &self.loosening)?;
                step(from, Change::Alter, sql)
            }
            Task::Drop(i) => {
                let object = fates.source(i);
                let change = match fates.forth[i] {
                    Some(_) => Change::Recreate,
                    None => Change::Drop,
                };
                step(object, change, render::drop(object, &fates.context))
            }
            Task::Shell(t) => {
                let object = &fates.to.schema.objects[t];
                step(
                    object,
                    Change::Create,
                    render::shell(object).into_iter().collect(),
                )
            }
            Task::Make(t) => self.make(t),
            Task::Copy(i) => {
                let (old, new) = (fates.source(i), &fates.to.schema.objects[fates.heirs[&i]]);
                step(
                    new,
                    Change::Alter,
                    super::copy::statements(old, new, &fates.context),
                )
            }
        }
    }

    fn make(&self, t: usize) -> Option<Step> {
        let fates = self.fates;
        let to = &fates.to.schema.objects[t];
        match fates.back[t] {
            Some(i) if !fates.dropped[i] => {
                let sql = render::change(fates.current(i), to, &self.making)?;
                step(to, Change::Alter, sql)
            }
            there => step(to, created(there), render::create(to, &self.making)),
        }
    }

    /// What is left to do at the end.
    fn finish(&self, task: Task) -> Option<Step> {
        let Task::Make(t) = task else {
            return None;
        };
        let fates = self.fates;
        let to = &fates.to.schema.objects[t];
        match fates.back[t] {
            Some(i) if !fates.dropped[i] => {
                let sql = render::finish_change(fates.current(i), to, &self.making);
                step(to, Change::Alter, sql)
            }
            there => step(to, created(there), render::finish(to, &self.making)),
        }
    }
}

fn created(there: Option<usize>) -> Change {
    match there {
        Some(_) => Change::Recreate,
        None => Change::Create,
    }
}

fn step(object: &Object, change: Change, sql: Vec<String>) -> Option<Step> {
    (!sql.is_empty()).then(|| Step {
        number: 0,
        kind: Subject::Object(object.kind),
        object: object.display.clone(),
        change,
        sql,
        hazards: Vec::new(),
    })
}
