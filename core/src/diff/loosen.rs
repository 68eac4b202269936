//! What lets a table or a domain stay while something that it uses goes away and comes again: without
//! the defaults and computed columns that use it.

use super::columns::{self, How};
use super::fate::Fates;
use super::needs::Need;
use crate::drift::text;
use crate::schema::{Column, Kind, Object};

/// Whether an object can let go of what it needs for a while.
pub fn can_be_eased(object: &Object, needed: &Object) -> bool {
    match object.kind {
        Kind::Table | Kind::ForeignTable => true,
        Kind::Domain => !is_type(needed.kind),
        _ => false,
    }
}

/// Whether columns can be of it.
pub fn is_type(kind: Kind) -> bool {
    use Kind::*;
    matches!(
        kind,
        BaseType | Enum | Domain | CompositeType | RangeType | Collation
    )
}

/// The object without what cannot stay. None where nothing more has to go.
pub fn loosened(fates: &Fates, i: usize) -> Option<Object> {
    let (now, to) = (fates.current(i), fates.target(i)?);
    let mut loose = now.clone();
    match now.kind {
        Kind::Table | Kind::ForeignTable => {
            for column in &now.columns {
                ease(fates, i, column, to, &mut loose);
            }
        }
        Kind::Domain => {
            if goes_with(fates, i, now.text("default"), to.text("default")) {
                loose.attributes.remove("default");
            }
        }
        _ => return None,
    }
    (loose != *now).then_some(loose)
}

fn ease(fates: &Fates, i: usize, column: &Column, to: &Object, loose: &mut Object) {
    let text = |c: &Column, name: &str| {
        let value = c.attributes.get(name)?;
        value.as_str().map(String::from)
    };
    let new = to.column(&column.name);
    let then = |name: &str| new.and_then(|c| text(c, name));
    let expression = text(column, "expression");
    let computed = goes_with(
        fates,
        i,
        expression.as_deref(),
        then("expression").as_deref(),
    );
    if computed || uses_lost(fates, i, column) || parent_lost(fates, i, column) {
        loose.columns.retain(|c| c.name != column.name);
    } else if goes_with(
        fates,
        i,
        text(column, "default").as_deref(),
        then("default").as_deref(),
    ) {
        let mut columns = loose.columns.iter_mut();
        if let Some(own) = columns.find(|c| c.name == column.name) {
            own.attributes.remove("default");
        }
    }
}

/// Whether an expression has to go with something that does. One that is another one afterwards is
/// changed before something goes for good.
fn goes_with(fates: &Fates, i: usize, now: Option<&str>, then: Option<&str>) -> bool {
    let Some(now) = now else {
        return false;
    };
    let mut needs = fates.from.needs(i).iter().map(|need| need.object);
    needs.any(|needed| {
        let kept = fates.again[needed] || then == Some(now);
        fates.dropped[needed] && kept && uses(now, fates.source(needed))
    })
}

/// Whether an expression uses an object, as far as its text tells: an operator or a cast it may.
fn uses(expression: &str, object: &Object) -> bool {
    match (&object.name, object.kind) {
        (_, Kind::Operator | Kind::Cast) => true,
        (Some(name), _) => text::mentions(expression, name),
        (None, _) => false,
    }
}

/// A table whose rows are copied later, without what uses a routine that goes.
pub fn before_copy(fates: &Fates, i: usize) -> Option<Object> {
    let goes = |need: &Need| fates.dropped[need.object] && !is_type(fates.source(need.object).kind);
    let gone: Vec<&Object> = (fates.from.needs(i).iter().filter(|n| goes(n)))
        .map(|need| fates.source(need.object))
        .collect();
    let mut loose = fates.source(i).clone();
    for column in &mut loose.columns {
        for (text, with) in [("default", "default"), ("expression", "generated")] {
            let used = text_of(column, text).is_some_and(|t| gone.iter().any(|o| uses(t, o)));
            if used {
                column.attributes.remove(text);
                column.attributes.remove(with);
            }
        }
    }
    (loose != *fates.source(i)).then_some(loose)
}

/// Whether an object that lets go of something uses another one no more after that.
pub fn has_let_go(fates: &Fates, i: usize, needed: usize) -> bool {
    let needed = fates.source(needed);
    let used = |text: Option<&str>| text.is_some_and(|text| uses(text, needed));
    let is_left = |object: &Object| {
        let columns = object.columns.iter();
        let mut texts = columns.flat_map(|c| ["default", "expression"].map(|n| text_of(c, n)));
        used(object.text("default")) || texts.any(used)
    };
    let loose = fates.loose[i].as_ref().filter(|_| !is_type(needed.kind));
    loose.is_some_and(|loose| is_left(fates.source(i)) && !is_left(loose))
}

fn text_of<'a>(column: &'a Column, name: &str) -> Option<&'a str> {
    column.attributes.get(name)?.as_str()
}

/// A computed column goes before what it is computed of.
fn uses_lost(fates: &Fates, i: usize, column: &Column) -> bool {
    let lost = fates.lost(i).iter().filter(|l| l.name != column.name);
    let mut lost = lost.filter(|l| matches!(l.how, How::Gone | How::Retyped | How::Widened));
    lost.any(|l| columns::any_mentions(&column.attributes, &["expression"], &l.name))
}

/// What a table inherits goes with its parent's.
fn parent_lost(fates: &Fates, i: usize, column: &Column) -> bool {
    if column.attributes.get("expression").is_none() {
        return false;
    }
    let table = fates.source(i);
    table.inherited().iter().any(|parent| {
        let display = crate::render::display(parent);
        let place = fates.from.schema.position(Kind::Table, &display);
        place.is_some_and(|p| {
            let had = fates.source(p).column(&column.name).is_some();
            had && !fates.dropped[p] && fates.current(p).column(&column.name).is_none()
        })
    })
}
