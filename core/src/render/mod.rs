//! A schema value as SQL: the statements that create, drop, rename and change its objects.
//!
//! Every statement is complete and has no semicolon at its end. One file writes a family of kinds;
//! owner, comment, labels, privileges and the extensions that an object depends on are added here,
//! for all kinds alike. An object without the attribute `owner` belongs to whoever runs the
//! statements.
//!
//! The order is the caller's: renames, then drops and changes, then creates as the objects depend
//! on each other, and at the end what `finish` and `finish_change` give.

mod alter;
mod column;
mod column_change;
mod column_type;
mod comment;
mod constraint;
mod context;
mod definition;
mod difference;
mod enabled;
mod event_trigger;
mod extension;
mod extension_dependency;
mod family;
mod foreign;
mod grant;
mod grant_change;
mod index;
mod inheritance;
mod label;
mod languages;
mod marks;
mod operators;
mod options;
mod owner;
mod partition;
mod policy;
mod privileges;
pub mod quote;
mod rename;
mod replication;
mod routines;
mod rule;
mod schema;
mod sequence;
mod sequence_identity;
mod statistics;
pub(crate) mod syntax;
mod table;
mod table_change;
pub mod target;
#[cfg(test)]
mod testing;
mod text;
mod trigger;
mod types;
mod view;

pub use column_change::is_replaced as is_column_replaced;
pub use column_type::{alike as types_are_alike, converted, NUMBERS};
pub use context::{display, Context};
pub use inheritance::not_null_name;
pub use types::base::shell;

use crate::schema::{Kind, Object};
use difference::Change;

/// The statements that create an object.
pub fn create(object: &Object, context: &Context) -> Vec<String> {
    let mut list = (family::of(object.kind).create)(object, context);
    // What comes with another object has its notes when that one is there.
    if !comes_with_another(object) {
        list.extend(notes(object, context));
    }
    list
}

/// What has to be run when all objects have been created, in the same order.
pub fn finish(object: &Object, context: &Context) -> Vec<String> {
    let mut list = (family::of(object.kind).finish)(object, context);
    if comes_with_another(object) {
        list.extend(notes(object, context));
    }
    list
}

/// The statements that drop an object. None for what goes away with another one only.
pub fn drop(object: &Object, context: &Context) -> Vec<String> {
    (family::of(object.kind).drop)(object, context)
}

/// The statements that turn one state of an object into another. None where it has to be dropped
/// and created for that.
pub fn change(from: &Object, to: &Object, context: &Context) -> Option<Vec<String>> {
    let family = family::of(to.kind);
    let own = match own_change(from, to, context) {
        Change::InPlace(list) => list,
        Change::Again => {
            let mut list = (family.drop)(from, context);
            list.extend(create(to, context));
            return Some(list);
        }
        Change::Never => return None,
    };
    // A new sequence takes the old one's place, and nothing is said about it yet.
    match (comes_with_another(from), comes_with_another(to)) {
        (true, false) => return Some(own.into_iter().chain(notes(to, context)).collect()),
        (false, true) => return Some(own),
        _ => {}
    }
    // What is said of a column goes with it, also where it is added again.
    let from = &table_change::without_replaced(from, to, context.server());
    let mut list = grant_change::before(from, to);
    list.extend(own);
    list.extend(owner::change(from, to));
    list.extend(comment::change(from, to));
    list.extend(label::change(from, to));
    list.extend(extension_dependency::change(from, to));
    list.extend(grant_change::after(from, to));
    Some(list)
}

/// Whether an object can be changed without dropping it, also at once and for nothing but a moment.
pub fn is_in_place(from: &Object, to: &Object, context: &Context) -> bool {
    matches!(own_change(from, to, context), Change::InPlace(_))
}

/// What of a change has to be run when all else is done.
pub fn finish_change(from: &Object, to: &Object, context: &Context) -> Vec<String> {
    match own_change(from, to, context) {
        Change::InPlace(_) => {
            let mut list = (family::of(to.kind).finish_change)(from, to, context);
            if comes_with_another(to) && !comes_with_another(from) {
                list.extend(notes(to, context));
            }
            list
        }
        Change::Again => finish(to, context),
        Change::Never => Vec::new(),
    }
}

/// The statements that give an object another name or schema. None where nothing but dropping and
/// creating it does.
pub fn rename(from: &Object, to: &Object) -> Option<Vec<String>> {
    (family::of(from.kind).rename)(from, to)
}

/// What gets another name with an object whose new name is in `new` already.
pub fn follow_name(old: &Object, new: &mut Object) {
    if old.kind == Kind::RangeType {
        types::range::follow_name(old, new);
    }
}

/// The statements that give a column another name.
pub fn rename_column(object: &Object, from: &str, to: &str) -> Option<Vec<String>> {
    rename::column(object, from, to)
}

/// A kind whose family knows no attributes changes by its notes alone.
fn own_change(from: &Object, to: &Object, context: &Context) -> Change {
    let same = difference::differing(&from.attributes, &to.attributes).is_empty()
        && from.columns == to.columns
        && from.on == to.on
        && from.arguments == to.arguments;
    match same {
        true => Change::InPlace(Vec::new()),
        false => (family::of(to.kind).change)(from, to, context),
    }
}

fn comes_with_another(object: &Object) -> bool {
    difference::is(&object.attributes, "identity")
}

/// What is said about an object besides what it is.
fn notes(object: &Object, context: &Context) -> Vec<String> {
    let mut list = owner::create(object);
    list.extend(comment::create(object));
    list.extend(label::create(object));
    list.extend(extension_dependency::create(object));
    list.extend(grant_change::create(object, context));
    list
}
