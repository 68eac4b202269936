//! The statements that undo a difference, and those that make it part of the migrations.

use super::around::Around;
use super::{Change, Difference, Subject};
use crate::render::{self, Context};
use crate::schema::{Column, Kind, Object};

/// Statements for one difference; None where there are none without losing data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cure {
    pub undo: Option<String>,
    pub adopt: Option<String>,
}

/// Writes statements for differences.
pub struct Cures<'a> {
    around: &'a Around,
    undo: Context<'a>,
    adopt: Context<'a>,
}

impl<'a> Cures<'a> {
    pub fn new(around: &'a Around) -> Self {
        Cures {
            around,
            undo: Context::between(&around.live, &around.expected),
            adopt: Context::between(&around.expected, &around.live),
        }
    }

    pub fn of(&self, difference: &Difference<'_>) -> Cure {
        let (expected, actual) = sides(difference);
        Cure {
            undo: script(self.lead(actual.as_ref(), expected.as_ref(), difference, &self.undo)),
            adopt: script(self.lead(expected.as_ref(), actual.as_ref(), difference, &self.adopt)),
        }
    }

    /// The statements that lead from one side to the other.
    fn lead(
        &self,
        from: Option<&Object>,
        to: Option<&Object>,
        difference: &Difference<'_>,
        context: &Context<'_>,
    ) -> Option<Vec<String>> {
        match (from, to) {
            (None, Some(to)) => {
                let to = self.around.to_create(to);
                let mut list = render::create(&to, context);
                list.extend(render::finish(&to, context));
                Some(list)
            }
            (Some(from), None) => Some(render::drop(from, context)),
            (Some(from), Some(to)) => match (&difference.change, difference.subject) {
                (Change::Renamed { .. }, Subject::Column) => {
                    let (old, new) = difference.columns;
                    let name = |o: &Object| {
                        let has =
                            |c: &Option<&Column>| c.is_some_and(|c| o.column(&c.name).is_some());
                        [old, new]
                            .into_iter()
                            .find(has)
                            .flatten()
                            .map(|c| c.name.clone())
                    };
                    render::rename_column(from, &name(from)?, &name(to)?)
                }
                (Change::Renamed { .. }, _) => render::rename(from, to),
                _ => change(from, to, context),
            },
            (None, None) => None,
        }
    }
}

/// The object on both sides with this difference and no other.
fn sides(difference: &Difference<'_>) -> (Option<Object>, Option<Object>) {
    let (expected, actual) = (difference.expected.cloned(), difference.actual.cloned());
    let (Some(was), Some(is)) = (&expected, &actual) else {
        return (expected, actual);
    };
    let mut only = is.clone();
    match (difference.subject, &difference.change) {
        (Subject::Column, Change::Renamed { .. }) => {
            if let (Some(old), Some(new)) = difference.columns {
                for column in only.columns.iter_mut().filter(|c| c.name == new.name) {
                    column.name.clone_from(&old.name);
                }
            }
        }
        (Subject::Column, _) => put_back(&mut only, difference.columns),
        (_, Change::Renamed { .. }) => {
            only = was.clone();
            return (Some(only), actual);
        }
        _ => {
            only.attributes = was.attributes.clone();
            if difference.changes("table") {
                only.on.clone_from(&was.on);
            }
        }
    }
    (Some(only), actual)
}

/// Makes one column what it was.
fn put_back(object: &mut Object, columns: (Option<&Column>, Option<&Column>)) {
    match columns {
        (Some(old), Some(new)) => {
            for column in object.columns.iter_mut().filter(|c| c.name == new.name) {
                column.attributes = old.attributes.clone();
            }
        }
        (Some(old), None) => object.columns.push(old.clone()),
        (None, Some(new)) => object.columns.retain(|c| c.name != new.name),
        (None, None) => {}
    }
}

/// The statements that change an object: in place, or by making it anew where nothing is lost.
pub fn change(from: &Object, to: &Object, context: &Context<'_>) -> Option<Vec<String>> {
    let mut list = match render::change(from, to, context) {
        Some(list) => list,
        None if is_expendable(from.kind) => {
            let mut list = render::drop(from, context);
            // It goes away with another one only.
            if list.is_empty() {
                return None;
            }
            list.extend(render::create(to, context));
            list.extend(render::finish(to, context));
            return Some(list);
        }
        None => return None,
    };
    list.extend(render::finish_change(from, to, context));
    Some(list)
}

/// Whether nothing is lost with an object that is made anew at once; where others depend on it, the
/// server refuses.
fn is_expendable(kind: Kind) -> bool {
    !matches!(
        kind,
        Kind::Schema
            | Kind::Extension
            | Kind::Table
            | Kind::ForeignTable
            | Kind::Sequence
            | Kind::BaseType
            | Kind::Enum
            | Kind::Domain
            | Kind::CompositeType
            | Kind::RangeType
            | Kind::Server
            | Kind::UserMapping
            | Kind::Subscription
    )
}

/// Statements as one text; nothing to run is no cure.
pub fn script(statements: Option<Vec<String>>) -> Option<String> {
    let list = statements.filter(|list| !list.is_empty())?;
    Some(
        list.iter()
            .map(|s| format!("{s};"))
            .collect::<Vec<_>>()
            .join("\n"),
    )
}
