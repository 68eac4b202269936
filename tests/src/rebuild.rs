//! The statements of `migrate_core::render` in an order that works, to prove that they make what they say: a plan without
//! any care for data.

use crate::{differences, Session};
use migrate_core::render::{self, Context};
use migrate_core::schema::{assemble, json, Kind, Object, Schema};
use std::collections::{BTreeSet, HashMap, HashSet};

/// A document as a schema.
#[track_caller]
pub fn schema(document: &str) -> Schema {
    json::read(document).unwrap_or_else(|error| panic!("the document: {error}"))
}

/// Runs the statements that lead from what the database has to a document, and looks whether they did; also returns them.
pub fn lead(session: &mut Session, document: &str) -> Result<Vec<String>, String> {
    let statements = script(&schema(&session.live()), &schema(document));
    session.run("set check_function_bodies = off");
    let by = |error: String| format!("{error}\nby:\n{};", statements.join(";\n"));
    run(session, &statements).map_err(by)?;
    match differences(document, &session.live()) {
        none if none.is_empty() => Ok(statements),
        some => Err(by(some)),
    }
}

/// Runs each statement by itself, as a person would.
pub fn run(session: &mut Session, statements: &[impl AsRef<str>]) -> Result<(), String> {
    for statement in statements.iter().map(AsRef::as_ref) {
        let result = session.try_run(statement);
        result.map_err(|error| format!("{error}\nin: {statement}"))?;
    }
    Ok(())
}

/// The statements that lead from one schema to another.
pub fn script(before: &Schema, after: &Schema) -> Vec<String> {
    let mut before = before.clone();
    let mut list = rename_sequences(&mut before, after);
    list.extend(changes(&before, after));
    list
}

/// A column says which sequence is its own, whatever that is called.
fn rename_sequences(before: &mut Schema, after: &Schema) -> Vec<String> {
    let column_of = |o: &Object| {
        o.attributes
            .get("identity")
            .and(o.text("owned_by").map(String::from))
    };
    let mut list = Vec::new();
    for from in &mut before.objects {
        let column = column_of(from);
        let same = |o: &&Object| column.is_some() && column_of(o) == column;
        let to = after.objects.iter().find(same);
        if let Some(to) = to.filter(|to| to.display != from.display) {
            list.extend(render::rename(from, to).expect("a sequence can be renamed"));
            from.display.clone_from(&to.display);
            from.name.clone_from(&to.name);
        }
    }
    assemble::sort(&mut before.objects);
    list
}

fn changes(before: &Schema, after: &Schema) -> Vec<String> {
    let context = Context::between(before, after);
    let gone = gone(before, &context);
    let again = again(before, after, &context, &gone);
    let dropped = |o: &Object| gone.contains(&o.id()) || again.contains(&o.id());
    let (mut first, mut last) = (Vec::new(), Vec::new());
    for object in order(before).into_iter().rev().filter(|o| dropped(o)) {
        let whole =
            [Kind::BaseType, Kind::RangeType].map(|kind| context.find(kind, &object.display));
        let completed = object.kind == Kind::ShellType && whole.iter().any(Option::is_some);
        if completed || goes_along(object, before, &dropped) {
            continue;
        }
        let mut others = after.objects.iter().filter(|o| o.kind != object.kind);
        let early = again.contains(&object.id())
            || object.kind > Kind::ForeignTable
            || others.any(|o| o.display == object.display);
        let list = if early { &mut first } else { &mut last };
        list.extend(render::drop(object, &context));
    }
    let mut finish = Vec::new();
    let mut shells: Vec<String> = (after.objects.iter())
        .filter(|o| before.find(o.kind, &o.display).is_none_or(&dropped))
        .filter(|o| before.find(Kind::ShellType, &o.display).is_none())
        .filter_map(render::shell)
        .collect();
    for object in order(after) {
        if object.kind > Kind::Extension {
            first.append(&mut shells);
        }
        match before.find(object.kind, &object.display) {
            Some(from) if !dropped(from) => {
                if is_same(from, object) {
                    continue;
                }
                first.extend(render::change(from, object, &context).expect("it can be changed"));
                finish.extend(render::finish_change(from, object, &context));
            }
            _ => {
                first.extend(render::create(object, &context));
                finish.extend(render::finish(object, &context));
            }
        }
    }
    first.extend(last);
    first.extend(finish);
    first
}

/// What is there and not to be.
fn gone(before: &Schema, context: &Context) -> HashSet<String> {
    let gone = before
        .objects
        .iter()
        .filter(|o| context.find(o.kind, &o.display).is_none());
    gone.map(Object::id).collect()
}

/// What has to be dropped and created, with all that depends on it.
fn again(
    before: &Schema,
    after: &Schema,
    context: &Context,
    gone: &HashSet<String>,
) -> HashSet<String> {
    let mut again: HashSet<String> = HashSet::new();
    for to in &after.objects {
        if let Some(from) = before.find(to.kind, &to.display) {
            if !is_same(from, to) && render::change(from, to, context).is_none() {
                again.insert(to.id());
            }
        }
    }
    let places = places(before);
    loop {
        let more: Vec<String> = (before.objects.iter())
            .filter(|o| !again.contains(&o.id()) && !gone.contains(&o.id()))
            .filter(|o| {
                needs(o, &before.objects, &places)
                    .iter()
                    .any(|i| again.contains(&before.objects[*i].id()))
                    || takes_along(o, before, &again)
                    || is_part(o, before, &|o| {
                        again.contains(&o.id()) || gone.contains(&o.id())
                    })
            })
            .map(Object::id)
            .collect();
        if more.is_empty() {
            return again;
        }
        again.extend(more);
    }
}

/// An index or a constraint that is attached can be dropped only with the one that it is attached to.
fn takes_along(object: &Object, before: &Schema, again: &HashSet<String>) -> bool {
    let id = object.id();
    let attached = |o: &&Object| o.kind == object.kind && o.text("attached_to").is_some();
    { before.objects.iter().filter(attached) }
        .any(|o| o.depends.contains(&id) && again.contains(&o.id()))
}

/// The functions that a type needs and that need it go with it.
fn is_part(function: &Object, before: &Schema, dropped: &impl Fn(&Object) -> bool) -> bool {
    let id = function.id();
    let types = before
        .objects
        .iter()
        .filter(|o| render::shell(o).is_some() && o.depends.contains(&id));
    function.kind == Kind::Function && { types }
        .any(|o| function.depends.contains(&o.id()) && dropped(o))
}

/// What a table takes along when it is dropped, and a type.
fn goes_along(object: &Object, before: &Schema, dropped: &impl Fn(&Object) -> bool) -> bool {
    let owner = object
        .text("owned_by")
        .and_then(|c| c.rsplit_once('.'))
        .map(|(table, _)| table);
    let tables = [object.on.as_deref(), owner];
    let is_dropped = |table: &&Object| dropped(table) && table.on.is_none();
    is_part(object, before, dropped)
        || tables.into_iter().flatten().any(|name| {
            before
                .objects
                .iter()
                .filter(|o| o.display == name)
                .find(is_dropped)
                .is_some()
        })
}

fn is_same(from: &Object, to: &Object) -> bool {
    (&from.attributes, &from.columns, &from.arguments, &from.on)
        == (&to.attributes, &to.columns, &to.arguments, &to.on)
}

/// Each object after those that it needs, otherwise in the document's order; in a circle the first goes ahead.
pub fn order(schema: &Schema) -> Vec<&Object> {
    let places = places(schema);
    let mut waits: Vec<BTreeSet<usize>> = Vec::new();
    let mut followers: Vec<Vec<usize>> = vec![Vec::new(); schema.objects.len()];
    for (i, object) in schema.objects.iter().enumerate() {
        let needs: BTreeSet<usize> = needs(object, &schema.objects, &places)
            .into_iter()
            .filter(|n| *n != i)
            .collect();
        for needed in &needs {
            followers[*needed].push(i);
        }
        waits.push(needs);
    }
    let mut left: BTreeSet<usize> = (0..schema.objects.len()).collect();
    let mut ready: BTreeSet<usize> = left
        .iter()
        .copied()
        .filter(|i| waits[*i].is_empty())
        .collect();
    let mut order = Vec::new();
    while let Some(next) = ready.pop_first().or_else(|| left.first().copied()) {
        if left.remove(&next) {
            order.push(&schema.objects[next]);
            for follower in &followers[next] {
                waits[*follower].remove(&next);
                if waits[*follower].is_empty() {
                    ready.insert(*follower);
                }
            }
        }
    }
    order
}

fn needs(object: &Object, objects: &[Object], places: &HashMap<String, usize>) -> Vec<usize> {
    let on = object.on.iter().flat_map(|on| {
        let kinds = [
            "table",
            "foreign table",
            "view",
            "materialized view",
            "domain",
        ];
        kinds.map(|kind| format!("{kind} {on}"))
    });
    // A type's shell is there before the functions that the whole type needs.
    let shell = |place: &&usize| {
        let needed = &objects[**place];
        render::shell(needed).is_some() && needed.depends.contains(&object.id())
    };
    let schema = object
        .schema
        .iter()
        .map(|s| format!("schema {}", migrate_core::schema::name::quoted(s)));
    let ids = object.depends.iter().cloned().chain(on).chain(schema);
    let found: Vec<usize> = ids.filter_map(|id| places.get(&id).copied()).collect();
    found.into_iter().filter(|place| !shell(&place)).collect()
}

/// By the ids of objects and of their columns.
fn places(schema: &Schema) -> HashMap<String, usize> {
    let mut places = HashMap::new();
    for (i, object) in schema.objects.iter().enumerate() {
        places.insert(object.id(), i);
        for column in &object.columns {
            places.insert(format!("column {}", object.column_display(&column.name)), i);
        }
    }
    places
}
